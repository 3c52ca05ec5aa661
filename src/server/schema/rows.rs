//! What answers are made of where `model` prints the rows.

use super::{Fault, StatSheet};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A stored sheet, without its events: those are counted here and kept as rows of their own.
#[derive(ToSchema)]
pub(in crate::server) struct SheetRow {
    /// The number under which it was stored; grows with every sheet.
    id: i64,
    /// When it was received.
    #[schema(format = DateTime)]
    created_at: String,
    /// How many events came inside it.
    event_count: u64,
    /// Fields of the sheet whose names these columns need.
    extra: Option<Map<String, Value>>,
    #[serde(flatten)]
    sheet: StatSheet,
}

/// Where one item was found.
#[derive(ToSchema)]
pub(in crate::server) struct Heat {
    /// The item.
    item_name: String,
    /// All units that came with a place.
    count: u64,
    /// Points `[x, y]`, each standing for one unit.
    locations: Vec<Vec<f64>>,
    /// Whether `locations` is an even sample of more.
    sampled: bool,
    /// The side of a cell of the rollup behind `grid`, in world units.
    cell_side: f64,
    /// Counts per bin, when `bins` were asked for and anything was found.
    grid: Option<Grid>,
}

/// Counts over a rectangle; fewer bins than asked for where the rollup is coarser.
#[derive(ToSchema)]
pub(in crate::server) struct Grid {
    /// Left edge, world units.
    x_min: f64,
    /// Right edge, world units.
    x_max: f64,
    /// Lower edge, world units.
    y_min: f64,
    /// Upper edge, world units.
    y_max: f64,
    /// Bins along each axis.
    bins: u32,
    /// Units: `cells[row][column]`, row 0 at `y_min`, column 0 at `x_min`.
    cells: Vec<Vec<u64>>,
}

/// What happened within one bucket of time.
#[derive(ToSchema)]
pub(in crate::server) struct Activity {
    /// The bucket's start.
    #[schema(format = DateTime)]
    start: String,
    /// Sheets with a timestamp in it.
    sheets: u64,
    /// Units looted in those sheets.
    items: u64,
    /// Events with a timestamp in it.
    events: u64,
}

/// Units looted within one bucket of time.
#[derive(ToSchema)]
pub(in crate::server) struct ItemPoint {
    /// The bucket's start.
    #[schema(format = DateTime)]
    start: String,
    /// Units by item.
    items: BTreeMap<String, u64>,
    /// Units of all items that are not told apart.
    other: u64,
}

/// How units are spread over players and over matches.
#[derive(ToSchema)]
pub(in crate::server) struct Distributions {
    /// Units of all items by player, over all matches.
    units_per_player: Vec<DistributionBucket>,
    /// Units of all items by match, over all players.
    units_per_match: Vec<DistributionBucket>,
}

/// Those with `from` to below `to` units.
#[derive(ToSchema)]
pub(in crate::server) struct DistributionBucket {
    /// The fewest units.
    from: u64,
    /// The first number past them.
    to: u64,
    /// Players or matches.
    owners: u64,
}

/// A refused item as it was kept.
#[derive(ToSchema)]
pub(in crate::server) struct DeadLetter {
    /// The number under which it was stored.
    id: i64,
    /// When it was received.
    #[schema(format = DateTime)]
    created_at: String,
    /// Through which door it came.
    source: String,
    /// Everything that is wrong with it.
    faults: Vec<Fault>,
    /// The bytes as received.
    payload: String,
    /// `text`, or `base64` where the bytes are not UTF-8.
    payload_encoding: String,
}

/// How far the data can be trusted.
#[derive(ToSchema)]
pub(in crate::server) struct Quality {
    /// Stored sheets.
    sheets: u64,
    /// Distinct matches.
    matches: u64,
    /// The usual number of players in a match.
    expected_players_per_match: u64,
    /// The mean number of distinct players that reported per match.
    present_players_per_match: f64,
    /// Reported players, up to the expected number in each match, over the expected ones; 0–1.
    coverage: f64,
    /// Matches with fewer players than expected.
    incomplete_matches: u64,
    /// Sheets with looted units and no place for any of them.
    sheets_without_locations: u64,
    /// Sheets whose retries cannot be recognized.
    sheets_without_key: u64,
    /// Sheets by the difference between their timestamp and their receipt.
    clock_skew: ClockSkew,
    /// Sheets and events that were recognized as repeats.
    duplicates: u64,
    /// Refused items.
    rejected: u64,
    /// Refused items by the field they were refused for.
    rejected_by_reason: BTreeMap<String, u64>,
    /// 0–1: one score of all of it; null when nothing was received.
    completeness: Option<f64>,
}

/// Sheets by the difference between their timestamp and their receipt.
#[derive(ToSchema)]
pub(in crate::server) struct ClockSkew {
    /// Within five minutes either way.
    within_5_minutes: u64,
    /// Five minutes to a day old.
    up_to_1_day_late: u64,
    /// A day to a year old.
    up_to_1_year_late: u64,
    /// More than a year old.
    ancient: u64,
    /// More than five minutes ahead.
    future: u64,
}
