//! The counters that have no table of their own, and their labels. Pure.

use crate::model::Millis;
use std::collections::BTreeMap;

/// The counters that have no table of their own. Some have a label: a reason, a mode, a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) enum Counter {
    ClockSkew,
    DuplicateEvents,
    DuplicateSheets,
    Events,
    MatchSize,
    MatchUnits,
    Matches,
    ModeEvents,
    ModeMatches,
    ModePlayers,
    ModeSheets,
    PlayerUnits,
    Players,
    RefusedRequests,
    Rejected,
    Sheets,
    SheetsWithoutKey,
    SheetsWithoutLocations,
}

/// The counters as they are stored: name and label to number.
pub(in crate::store) type CounterMap = BTreeMap<(String, String), u64>;

impl Counter {
    pub(in crate::store) const ALL: [Self; 18] = [
        Self::ClockSkew,
        Self::DuplicateEvents,
        Self::DuplicateSheets,
        Self::Events,
        Self::MatchSize,
        Self::MatchUnits,
        Self::Matches,
        Self::ModeEvents,
        Self::ModeMatches,
        Self::ModePlayers,
        Self::ModeSheets,
        Self::PlayerUnits,
        Self::Players,
        Self::RefusedRequests,
        Self::Rejected,
        Self::Sheets,
        Self::SheetsWithoutKey,
        Self::SheetsWithoutLocations,
    ];

    pub(in crate::store) fn as_str(self) -> &'static str {
        match self {
            Self::ClockSkew => "clock_skew",
            Self::DuplicateEvents => "duplicate_events",
            Self::DuplicateSheets => "duplicate_sheets",
            Self::Events => "events",
            Self::MatchSize => "match_size",
            Self::MatchUnits => "match_units",
            Self::Matches => "matches",
            Self::ModeEvents => "mode_events",
            Self::ModeMatches => "mode_matches",
            Self::ModePlayers => "mode_players",
            Self::ModeSheets => "mode_sheets",
            Self::PlayerUnits => "player_units",
            Self::Players => "players",
            Self::RefusedRequests => "refused_requests",
            Self::Rejected => "rejected",
            Self::Sheets => "sheets",
            Self::SheetsWithoutKey => "sheets_without_key",
            Self::SheetsWithoutLocations => "sheets_without_locations",
        }
    }
}

/// Labels of [`Counter::ClockSkew`].
pub(in crate::store) mod skew {
    pub(in crate::store) const WITHIN_5_MINUTES: &str = "within_5_minutes";
    pub(in crate::store) const UP_TO_1_DAY_LATE: &str = "up_to_1_day_late";
    pub(in crate::store) const UP_TO_1_YEAR_LATE: &str = "up_to_1_year_late";
    pub(in crate::store) const ANCIENT: &str = "ancient";
    pub(in crate::store) const FUTURE: &str = "future";
}

/// Milliseconds between a row's own time and its receipt, from the first to the last that a clock that is set can make.
pub(in crate::store) const SOONEST: i64 = -5 * Millis::MINUTE;
pub(in crate::store) const LATEST: i64 = 365 * Millis::DAY;

pub(in crate::store) fn skew_label(at: Millis, received_at: Millis) -> &'static str {
    match received_at.0.saturating_sub(at.0) {
        late if late < SOONEST => skew::FUTURE,
        late if late <= 5 * Millis::MINUTE => skew::WITHIN_5_MINUTES,
        late if late <= Millis::DAY => skew::UP_TO_1_DAY_LATE,
        late if late <= LATEST => skew::UP_TO_1_YEAR_LATE,
        _ => skew::ANCIENT,
    }
}
