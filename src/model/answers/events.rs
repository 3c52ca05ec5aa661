//! Questions about events, and their answers: how many of which type and when, what was looted before the first one,
//! and how often one happens by level.

use crate::model::{
    Arm, EventType, GameMode, HeatGrid, ItemKind, JourneyCursor, MapName, Millis, TimeRange,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Which events or sheets to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Only this game mode. Events that came alone have none.
    pub game_mode: Option<GameMode>,
    /// Only with a timestamp in it.
    pub range: TimeRange,
}

/// Events by type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventCounts {
    /// Over the whole range.
    pub types: BTreeMap<EventType, u64>,
    /// By bucket and type, oldest first, when buckets were asked for.
    pub points: Vec<EventPoint>,
    /// The range that was counted; see [`OverTime::counted`](super::OverTime::counted).
    pub counted: TimeRange,
}

/// How often one type of event happened within one bucket of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventPoint {
    /// The bucket's start.
    pub start: Millis,
    /// The type.
    pub event_type: EventType,
    /// Events with a timestamp in it.
    pub events: u64,
}

/// "How many units of `item` had players looted before their first `event_type`?"
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LootBeforeRequest {
    /// The event.
    pub event_type: EventType,
    /// The item.
    pub item: ItemKind,
    /// The time range is that of the first event.
    pub filter: EventFilter,
    /// Only events, and loot, of this variant of an experiment or with this value of a dimension.
    pub arm: Option<Arm>,
    /// At most this many players, those whose first event is the newest.
    pub limit: u32,
}

/// Units of an item in the sheets with a timestamp before the player's first event of a type. The sheet of the match
/// in which it happened is not among them: nothing tells which of its items came before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LootBefore {
    /// Players with such an event.
    pub players: u64,
    /// Units by player; `None` without a player.
    pub units: Option<Summary>,
    /// What part of the range was looked at.
    #[serde(flatten)]
    pub coverage: Coverage,
}

/// "Where do events of `event_type` happen?"
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPlacesRequest {
    /// The event.
    pub event_type: EventType,
    /// Which of them.
    pub filter: EventFilter,
    /// Only those on this map.
    pub map: MapName,
    /// Only those in this variant of an experiment, or with this value of a dimension.
    pub arm: Option<Arm>,
    /// At most this many events, the newest.
    pub limit: u32,
}

/// Where events of one type happened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventPlaces {
    /// Events that were looked at.
    pub events: u64,
    /// Those with a position.
    pub heat: HeatGrid,
    /// What part of the range was looked at.
    pub coverage: Coverage,
}

/// "In which share of the sheets does `event_type` happen, by the player's level?"
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateByLevelRequest {
    /// The event.
    pub event_type: EventType,
    /// Levels in one bucket.
    pub width: u32,
    /// The time range is that of the sheets.
    pub filter: EventFilter,
    /// Only sheets of this variant of an experiment or with this value of a dimension.
    pub arm: Option<Arm>,
    /// At most this many sheets, the newest.
    pub limit: u32,
}

/// Sheets whose player met an event in their match, by level.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RateByLevel {
    /// Lowest first; levels without a sheet are left out.
    pub levels: Vec<LevelRate>,
    /// Sheets that were looked at, and matches of players who never send one, each player in each match once.
    pub sheets: u64,
    /// Those of them that tell no level: a sheet's, or a fact `level` about the player.
    pub sheets_without_level: u64,
    /// What part of the range was looked at.
    #[serde(flatten)]
    pub coverage: Coverage,
}

impl RateByLevel {
    /// Counts one sheet.
    pub(crate) fn add(&mut self, level: Option<u32>, with_event: bool, width: u32) {
        self.sheets += 1;
        let Some(level) = level else {
            self.sheets_without_level += 1;
            return;
        };
        let from = level - level % width;
        let levels = self.levels_of(from, from + (width - 1));
        levels.add(1, u64::from(with_event));
    }

    /// Adds what others met, by levels of the same width. They are covered from where both are.
    pub(crate) fn join(&mut self, other: Self) {
        self.sheets += other.sheets;
        self.sheets_without_level += other.sheets_without_level;
        for levels in other.levels {
            let own = self.levels_of(levels.from, levels.to);
            own.add(levels.sheets, levels.with_event);
        }
        let since = self.coverage.covered_since;
        self.coverage = Coverage::since(since.max(other.coverage.covered_since));
    }

    fn levels_of(&mut self, from: u32, to: u32) -> &mut LevelRate {
        let place = self
            .levels
            .binary_search_by_key(&from, |levels| levels.from);
        let place = place.unwrap_or_else(|place| {
            let levels = LevelRate {
                from,
                to,
                sheets: 0,
                with_event: 0,
                rate: 0.0,
            };
            self.levels.insert(place, levels);
            place
        });
        &mut self.levels[place]
    }
}

impl LevelRate {
    fn add(&mut self, sheets: u64, with_event: u64) {
        self.sheets += sheets;
        self.with_event += with_event;
        self.rate = self.with_event as f64 / self.sheets as f64;
    }
}

/// The sheets of some levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LevelRate {
    /// The lowest level.
    pub from: u32,
    /// The highest level.
    pub to: u32,
    /// Sheets of these levels.
    pub sheets: u64,
    /// Those of them whose player met the event in the match.
    pub with_event: u64,
    /// The one over the other, 0–1.
    pub rate: f64,
}

/// Whether an answer from raw rows covers all that was asked for. It is made from the newest rows back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Coverage {
    /// Whether nothing was left out.
    pub complete: bool,
    /// When not: the timestamp from which on everything is in the answer.
    pub covered_since: Option<Millis>,
}

impl Default for Coverage {
    fn default() -> Self {
        Self::up_to(None)
    }
}

impl Coverage {
    /// Everything, or everything down to a row.
    pub fn up_to(stopped_at: Option<JourneyCursor>) -> Self {
        Self::since(stopped_at.map(|row| row.at))
    }

    /// Everything, or everything from a time on.
    pub fn since(covered_since: Option<Millis>) -> Self {
        Self {
            complete: covered_since.is_none(),
            covered_since,
        }
    }
}

/// Some whole numbers in a nutshell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Summary {
    /// The arithmetic mean.
    pub mean: f64,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// The sample standard deviation (with n − 1); 0 for a single number.
    pub standard_deviation: f64,
    /// The smallest.
    pub min: u64,
    /// The largest.
    pub max: u64,
}

impl Summary {
    /// `None` of nothing.
    pub fn of(mut numbers: Vec<u64>) -> Option<Self> {
        numbers.sort_unstable();
        let (min, max) = (*numbers.first()?, *numbers.last()?);
        let n = numbers.len() as f64;
        let mean = numbers.iter().map(|number| *number as f64).sum::<f64>() / n;
        let squares = numbers.iter().map(|number| (*number as f64 - mean).powi(2));
        let middle = numbers.len() / 2;
        let upper = numbers[middle] as f64;
        let median = match numbers.len() % 2 {
            0 => f64::midpoint(numbers[middle - 1] as f64, upper),
            _ => upper,
        };
        Some(Self {
            mean,
            median,
            standard_deviation: (squares.sum::<f64>() / (n - 1.0).max(1.0)).sqrt(),
            min,
            max,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_what_a_text_book_says() {
        let summary = Summary::of(vec![9, 2, 4, 4, 5, 7, 5, 4]).unwrap();
        assert_eq!((summary.min, summary.max), (2, 9));
        assert!((summary.mean - 5.0).abs() < 1e-12);
        assert!((summary.median - 4.5).abs() < 1e-12);
        assert!((summary.standard_deviation - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        let one = Summary::of(vec![3]).unwrap();
        assert_eq!(
            (one.mean, one.median, one.standard_deviation),
            (3.0, 3.0, 0.0)
        );
        assert_eq!(Summary::of(vec![]), None);
    }
}
