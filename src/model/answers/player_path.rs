//! What happened to one player in one match or session, in order: what flows and funnels are counted from.

use crate::model::{
    Coverage, EventType, ItemKind, MatchId, Millis, PlayerId, SliceFilter, TimeRange,
};
use std::collections::HashMap;

/// Whose paths, and how much of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathsRequest {
    /// A path is in a mode, a variant or on a map where one of its rows is.
    pub slice: SliceFilter,
    /// When rows happened. What a player did before and after is not part of the path.
    pub range: TimeRange,
    /// Only paths of so many sheets, the newest, and of [`Self::EVENTS_FOR_A_SHEET`] times as many events; else all.
    pub limit: Option<u32>,
    /// Types of events that are not part of a path, such as a position that is sent now and then; by their own name or by
    /// that of their group.
    pub left_out: Vec<EventType>,
}

impl PathsRequest {
    /// How many events are looked at where the number of sheets is limited.
    pub const EVENTS_FOR_A_SHEET: u32 = 100;
}

/// What a step of a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// An event.
    Event,
    /// Something that was looted.
    Item,
}

/// The numbers that steps have for names. Names are grouped by what stands before a separator, where there is one.
#[derive(Debug, Clone, Default)]
pub struct StepNames {
    separator: Option<String>,
    names: Vec<(StepKind, Box<str>)>,
    numbers: [HashMap<Box<str>, u32>; 2],
}

impl StepNames {
    /// The number of all names beyond the most that are told apart.
    pub const OTHERS: u32 = u32::MAX;
    /// As many names are told apart; a game has hundreds.
    const MOST: usize = 20_000;

    /// With `:` as separator `kill:rifle` and `kill:pistol` are both `kill`.
    pub fn grouped_by(separator: Option<String>) -> Self {
        Self {
            separator,
            ..Self::default()
        }
    }

    /// The group of a name, or the name itself.
    pub fn group<'a>(&self, name: &'a str) -> &'a str {
        let separator = self.separator.as_deref();
        let group = separator.and_then(|separator| name.split_once(separator));
        // A name that begins with the separator has no other name.
        group.map_or(
            name,
            |(group, _)| if group.trim().is_empty() { name } else { group },
        )
    }

    /// The number of a name's group.
    pub fn number(&mut self, kind: StepKind, name: &str) -> u32 {
        let group = self.group(name);
        let numbers = &mut self.numbers[kind as usize];
        if let Some(number) = numbers.get(group) {
            return *number;
        }
        if self.names.len() >= Self::MOST {
            return Self::OTHERS;
        }
        let number = self.names.len() as u32;
        numbers.insert(group.into(), number);
        self.names.push((kind, group.into()));
        number
    }

    /// How many numbers were given.
    pub fn len(&self) -> u32 {
        self.names.len() as u32
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What a number stands for; `None` for [`StepNames::OTHERS`].
    pub fn name(&self, number: u32) -> Option<(StepKind, &str)> {
        let (kind, name) = self.names.get(number as usize)?;
        Some((*kind, name))
    }
}

/// Something that a player did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathStep {
    /// An event or loot.
    pub kind: StepKind,
    /// Its number in [`StepNames`].
    pub name: u32,
    /// When; `None` of what a sheet says was looted at some time of the match.
    pub at: Option<Millis>,
    /// Units of what was looted; else 0.
    pub units: u32,
}

/// A row by which it is told whose path it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathRow {
    /// Whether it is a sheet or an event.
    pub is_sheet: bool,
    /// Its number.
    pub id: i64,
}

/// One player in one match; of events that are in none, in one session; of those that have none, until nothing happened for half
/// an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlayerPath<'a> {
    /// What was looted at some time, and then what happened, oldest first.
    pub steps: &'a [PathStep],
    /// When the newest of its sheets was, or where it has none, of its events.
    pub last_at: Millis,
    /// That one.
    pub row: PathRow,
}

/// Whose path it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathOwner {
    /// The player.
    pub player_id: PlayerId,
    /// The match, if it was in one.
    pub match_id: Option<MatchId>,
}

/// How paths were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PathsRead {
    /// What part of the range was looked at.
    pub coverage: Coverage,
    /// How often all rows were gone through, because what all paths take was too much at once.
    pub passes: u32,
}

/// A step as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepName {
    /// An event of this type.
    Event(EventType),
    /// Loot of this kind.
    Item(ItemKind),
}

impl StepName {
    /// Its number.
    pub fn number(&self, names: &mut StepNames) -> u32 {
        match self {
            Self::Event(event) => names.number(StepKind::Event, event.as_str()),
            Self::Item(item) => names.number(StepKind::Item, item.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_grouped_by_what_is_before_the_separator() {
        let mut names = StepNames::grouped_by(Some("::".into()));
        let rifle = names.number(StepKind::Event, "kill::rifle::far");
        assert_eq!(names.number(StepKind::Event, "kill::pistol"), rifle);
        assert_eq!(names.number(StepKind::Event, "kill"), rifle);
        assert_ne!(names.number(StepKind::Item, "kill"), rifle);
        assert_eq!(names.group("::kill"), "::kill");
        assert_eq!(names.name(rifle), Some((StepKind::Event, "kill")));
        let mut apart = StepNames::default();
        assert_ne!(
            apart.number(StepKind::Event, "kill::rifle"),
            apart.number(StepKind::Event, "kill::pistol")
        );
    }
}
