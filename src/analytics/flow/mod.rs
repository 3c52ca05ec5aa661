//! Flows: the paths of players, from what was looted through the first events to the last one, or between chosen steps.

mod shape;
mod sums;
mod way;

pub use shape::{FlowShape, OnTheWay};
pub use sums::FlowSums;

use crate::model::{MatchId, PlayerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The whole picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Flow {
    /// Paths in it.
    pub stories: u64,
    /// Paths that were looked at; more than are in it where a start or an end was chosen that not all of them have.
    pub looked_at: u64,
    /// Columns: the first is what was looted most, the last how it ended, between them the first events. A chosen start or
    /// end is in their place.
    pub columns: usize,
    /// From column to column, the widest first within each.
    pub links: Vec<FlowLink>,
}

/// Paths that went from one name to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowLink {
    /// The column it starts in.
    pub column: usize,
    /// The name there, or what it is where `from_kind` says that it is none.
    pub from: String,
    /// What `from` is.
    pub from_kind: PlaceKind,
    /// The column it leads to: the next one, or a later one for stories that had no more events.
    pub to_column: usize,
    /// The name there, or what it is where `to_kind` says that it is none.
    pub to: String,
    /// What `to` is.
    pub to_kind: PlaceKind,
    /// How many.
    pub stories: u64,
    /// Some of them, the newest.
    pub examples: Vec<FlowExample>,
}

/// What a place of a column stands for. An item may be called `others`, and an event `no event`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A name from data: in the first column an item, where nothing else was chosen as the start; in the others an event.
    Name,
    /// All names of a column that are not among the most frequent.
    Others,
    /// Nothing: no loot, or no event.
    Nothing,
    /// An item that was chosen, or looted on the way.
    Item,
}

/// A story by its names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowExample {
    /// The match, if it was in one.
    pub match_id: Option<MatchId>,
    /// The player.
    pub player_id: PlayerId,
}
