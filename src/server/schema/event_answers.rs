//! Answers about events; `model/event_answer.rs` prints them.

use utoipa::ToSchema;

/// Units of an item in players' sheets before their first event of a type.
#[derive(ToSchema)]
pub(in crate::server) struct LootBefore {
    /// The type of event.
    event_type: String,
    /// The item.
    item: String,
    /// Players with such an event.
    players: u64,
    /// Units by player; null without a player.
    units: Option<Summary>,
    /// Whether nothing was left out.
    complete: bool,
    /// When not: the timestamp from which on everything is in the answer.
    #[schema(format = DateTime)]
    covered_since: Option<String>,
}

/// Some whole numbers in a nutshell.
#[derive(ToSchema)]
pub(in crate::server) struct Summary {
    /// The arithmetic mean.
    mean: f64,
    /// The middle one, or the mean of the two in the middle.
    median: f64,
    /// The sample standard deviation (with n − 1).
    standard_deviation: f64,
    /// The smallest.
    min: u64,
    /// The largest.
    max: u64,
}

/// Sheets whose player met an event in their match, by level.
#[derive(ToSchema)]
pub(in crate::server) struct RateByLevel {
    /// The type of event.
    event_type: String,
    /// Levels in one bucket.
    level_width: u32,
    /// Lowest first; levels without a sheet are left out.
    levels: Vec<LevelRate>,
    /// Sheets that were looked at.
    sheets: u64,
    /// Those of them that tell no level.
    sheets_without_level: u64,
    /// Whether nothing was left out.
    complete: bool,
    /// When not: the timestamp from which on everything is in the answer.
    #[schema(format = DateTime)]
    covered_since: Option<String>,
}

/// The sheets of some levels.
#[derive(ToSchema)]
pub(in crate::server) struct LevelRate {
    /// The lowest level.
    from: u32,
    /// The highest level.
    to: u32,
    /// Sheets of these levels.
    sheets: u64,
    /// Those of them whose player met the event in the match.
    with_event: u64,
    /// The one over the other, 0–1.
    rate: f64,
}
