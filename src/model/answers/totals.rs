//! Answers to readers: pages of rows, totals, activity.

use crate::model::{Cursor, Extent, Faults, Grid, ItemKind, Millis, Position, TimeRange};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A refused item as it was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDeadLetter {
    /// The number under which it was stored.
    pub id: i64,
    /// When it was received.
    pub created_at: Millis,
    /// Through which door it came.
    pub source: String,
    /// What was wrong with it.
    pub faults: Faults,
    /// The bytes as received.
    pub payload: Vec<u8>,
}

/// Some rows, newest first, and where the next ones start.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page starts, or `None` at the end.
    pub next: Option<Cursor>,
}

/// The totals of everything, or of one game mode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    /// Units looted, by item.
    #[schema(example = json!({"rubber_duck": 1042, "medkit": 987}))]
    pub total_items: BTreeMap<ItemKind, u64>,
    /// Distinct matches, seen in sheets or in events.
    pub total_matches: u64,
    /// Distinct players, seen in sheets or in events.
    pub total_players: u64,
    /// Stored sheets.
    pub total_stat_sheets: u64,
    /// Stored events.
    pub total_events: u64,
    /// Units that came with a place, by item.
    pub located_items: BTreeMap<ItemKind, u64>,
}

impl Totals {
    /// Units of all items.
    pub fn units(&self) -> u64 {
        self.total_items.values().sum()
    }
}

/// Where one item was found.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatAnswer {
    /// All units that came with a place.
    pub count: u64,
    /// At most as many points as were asked for, each standing for one unit.
    pub locations: Vec<Position>,
    /// Whether `locations` is an even sample instead of everything.
    pub sampled: bool,
    /// The counts per bin, when bins were asked for and there is a point.
    pub grid: Option<Grid>,
    /// The side of a rollup cell, world units.
    pub cell_side: f64,
    /// How far all places reach, also those that are not in `grid`; `None` without any.
    pub extent: Option<Extent>,
    /// Whether totals would know of more: not of a map, an item or a slice that is counted as another.
    pub map_in_totals: bool,
}

/// What happened within one bucket of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivityPoint {
    /// The bucket's start.
    pub start: Millis,
    /// Sheets with a timestamp in it.
    pub sheets: u64,
    /// Units looted in those sheets.
    #[serde(rename = "items")]
    pub units: u64,
    /// Events with a timestamp in it.
    pub events: u64,
}

impl ActivityPoint {
    /// Nothing in the bucket that begins at `start`.
    pub fn at(start: Millis) -> Self {
        Self {
            start,
            sheets: 0,
            units: 0,
            events: 0,
        }
    }
}

/// What was counted over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverTime<T> {
    /// The range that was counted: the one asked for, to whole buckets of the narrowest width that is kept.
    pub counted: TimeRange,
    /// Oldest first; buckets in which nothing happened are left out.
    pub points: Vec<T>,
}

/// Units of items over time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemActivity {
    /// The items that are told apart, the most collected first.
    pub items: Vec<ItemKind>,
    /// Buckets, oldest first; those without a unit are left out.
    pub points: Vec<ItemPoint>,
    /// The range that was counted; see [`OverTime::counted`].
    pub counted: TimeRange,
}

/// Units looted within one bucket of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPoint {
    /// The bucket's start.
    pub start: Millis,
    /// Units of each of [`ItemActivity::items`], in their order.
    pub units: Vec<u64>,
    /// Units of all other items.
    pub other: u64,
}
