//! The quality of the stored data: coverage, completeness, clocks, refusals, and whether
//! the totals equal a recount.

use super::NameCounts;
use crate::model::{GameMode, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What `/api/quality` and `loot check` say of the data. Every figure comes from rollups.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Quality {
    /// Stored sheets.
    pub sheets: u64,
    /// Distinct matches with at least one sheet; where there are players who never send one, the newest 1,000 matches.
    pub matches: u64,
    /// The most common number of players in a match, of whatever mode; the larger of two equally common. What is usual in
    /// each mode is in `by_mode`.
    pub expected_players_per_match: u64,
    /// The mean number of distinct players per match of whom no sheet is missing.
    pub present_players_per_match: f64,
    /// Distinct (match, player) pairs, up to the usual number of the match's mode, over what is usual; 0–1. Of the modes in
    /// which that is known; where it is in none, by the most common number of all. Null as long as no two matches are alike.
    pub coverage: Option<f64>,
    /// Matches with fewer players than is usual in their mode.
    pub incomplete_matches: u64,
    /// The same in each mode, the most matches first.
    pub by_mode: Vec<ModeCoverage>,
    /// Sheets with looted units and no place for any of them.
    pub sheets_without_locations: u64,
    /// Whether anything ever said a place. A game without a map lacks none.
    pub sends_places: bool,
    /// Sheets without a `sheet_id`: their retries cannot be recognized.
    pub sheets_without_key: u64,
    /// Sheets by the difference between their timestamp and their receipt; where there are players who never send one, also those of the newest
    /// 10,000 events that came outside of sheets.
    pub clock_skew: ClockSkew,
    /// The same rows, where their clock can be right, by how long after their own time they were received; the least delay first.
    pub delays: Vec<Delay>,
    /// Sheets and events that were recognized as repeats.
    pub duplicates: u64,
    /// Refused items.
    pub rejected: u64,
    /// Refused items by the field they were refused for.
    pub rejected_by_reason: BTreeMap<String, u64>,
    /// Requests to submit that were refused as a whole, with nothing of them kept. What they held is not known, so they are
    /// not among the refused items.
    pub refused_requests: u64,
    /// These requests by where they were sent, how they were answered and why.
    pub refused_requests_by_reason: Vec<RefusedRequests>,
    /// Names by kind: how many are counted by themselves, and how many came when all places were taken.
    pub names: Vec<NameCounts>,
    /// 0–1: the mean of coverage, the share of sheets with places, the share of sheets with a plausible clock,
    /// and the share of received items that were not refused. Coverage that is not known and places that the game never sends
    /// are left out. `None` when nothing was received.
    pub completeness: Option<f64>,
}

impl Quality {
    /// The usual number of players in a match of these modes, or of all where that is not known.
    pub fn usual_players(&self, modes: &[Option<GameMode>]) -> u64 {
        let usual = match modes {
            [mode] => self.by_mode.iter().find(|of| of.game_mode == *mode),
            _ => None,
        };
        let usual = usual.and_then(|mode| mode.expected_players_per_match);
        usual.unwrap_or(self.expected_players_per_match)
    }
}

/// How many players report on the matches of one game mode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ModeCoverage {
    /// The mode; null for matches without one.
    pub game_mode: Option<GameMode>,
    /// Matches in which anybody first reported in this mode.
    pub matches: u64,
    /// The usual number of players: the most common one. Null as long as no two matches are alike.
    pub expected_players_per_match: Option<u64>,
    /// The mean number of players that reported.
    pub present_players_per_match: f64,
    /// As `coverage` of all; null where it is not known what is usual.
    pub coverage: Option<f64>,
    /// Matches with fewer players than usual; null likewise.
    pub incomplete_matches: Option<u64>,
}

/// Requests that were refused with nothing of them kept, for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusedRequests {
    /// The route they were sent to.
    #[schema(example = "/api/submit")]
    pub source: String,
    /// The status they were answered with.
    #[schema(example = 415)]
    pub status: u16,
    /// The part of the request that was at fault: a header, or `body`.
    #[schema(example = "content-type")]
    pub reason: String,
    /// How many.
    pub requests: u64,
}

impl RefusedRequests {
    /// All but the number, as one text.
    pub(crate) fn label(&self) -> String {
        format!("{} {} {}", self.status, self.reason, self.source)
    }

    /// Of a text that [`label`](Self::label) wrote.
    pub(crate) fn labelled(label: &str, requests: u64) -> Option<Self> {
        let mut parts = label.splitn(3, ' ');
        let (status, reason, source) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            source: source.to_owned(),
            status: status.parse().ok()?,
            reason: reason.to_owned(),
            requests,
        })
    }
}

/// Sheets by the difference between their own timestamp and the time of receipt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockSkew {
    /// Within five minutes either way.
    pub within_5_minutes: u64,
    /// Five minutes to a day old: offline play, or a slow clock.
    pub up_to_1_day_late: u64,
    /// A day to a year old.
    pub up_to_1_year_late: u64,
    /// More than a year old: an unset clock.
    pub ancient: u64,
    /// More than five minutes ahead of us.
    pub future: u64,
}

impl ClockSkew {
    /// All whose clocks were looked at.
    pub fn all(&self) -> u64 {
        self.within_5_minutes + self.up_to_1_day_late + self.up_to_1_year_late + self.implausible()
    }

    /// Those with a clock that cannot be right.
    pub fn implausible(&self) -> u64 {
        self.ancient + self.future
    }
}

/// Rows that were received about as long after their own time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delay {
    /// The least delay, in seconds: 0, 1, 2, 4 and so on.
    pub from_seconds: u64,
    /// The first delay past it.
    pub to_seconds: u64,
    /// How many rows.
    pub rows: u64,
}

/// What became of what was received within one bucket of time.
/// Each sheet and event is counted in one place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArrivalPoint {
    /// The bucket's start.
    pub start: Millis,
    /// Stored sheets.
    pub accepted_sheets: u64,
    /// Stored events, those inside sheets too.
    pub accepted_events: u64,
    /// Sheets that were recognized as repeats.
    pub duplicate_sheets: u64,
    /// Events that were recognized as repeats.
    pub duplicate_events: u64,
    /// Refused items.
    pub rejected: u64,
    /// Refused items by the field they were refused for first.
    pub rejected_by_reason: BTreeMap<String, u64>,
    /// Requests that were refused as a whole, with nothing of them kept.
    pub refused_requests: u64,
}

/// The outcome of comparing what is derived with what it is derived from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integrity {
    /// Every check, in order.
    pub checks: Vec<IntegrityCheck>,
}

impl Integrity {
    /// Whether every check passed.
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(|check| check.differences.is_empty())
    }
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityCheck {
    /// What was compared, such as `item_totals equals a recount`.
    pub name: String,
    /// What was found to differ; empty when all is well. At most twenty are listed.
    pub differences: Vec<String>,
}

/// The size of each table, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCount {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
}
