//! What the names are names of that open rows in the totals, and how many of each have rows of their own.

use super::{MAX_DISTINCT_ITEMS, words};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// An item.
    Item,
    /// A game mode.
    GameMode,
    /// A variant of an experiment.
    Variant,
    /// A type of event.
    EventType,
    /// A value of a dimension.
    Dimension,
}

words! {
    NameKind: Item "item", GameMode "game_mode", Variant "variant", EventType "event_type",
        Dimension "dimension";
}

impl NameKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Item,
        Self::GameMode,
        Self::Variant,
        Self::EventType,
        Self::Dimension,
    ];

    /// The most names of the kind that are counted by themselves; of dimensions, for each of them.
    pub fn limit(self) -> usize {
        match self {
            Self::Item => MAX_DISTINCT_ITEMS as usize,
            Self::GameMode => 100,
            Self::Variant => 500,
            Self::EventType => 1_000,
            Self::Dimension => 200,
        }
    }
}
