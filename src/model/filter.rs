//! Which rows a reader wants, and how many at a time.

use super::{GameMode, MatchId, PlayerId, SliceFilter, TimeRange, Zone};
use std::fmt;

/// Rows that match every part that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetFilter {
    /// Only this match.
    pub match_id: Option<MatchId>,
    /// Only this player.
    pub player_id: Option<PlayerId>,
    /// Only this game mode.
    pub game_mode: Option<GameMode>,
    /// Only with a timestamp in it.
    pub range: TimeRange,
}

/// Which refused items are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeadLetterFilter {
    /// Only this one.
    pub id: Option<i64>,
    /// Only refused for this reason; see [`RejectReason`](super::RejectReason).
    pub reason: Option<String>,
    /// Only those that came by this route.
    pub source: Option<String>,
    /// Only received in it.
    pub range: TimeRange,
}

/// A part of time of one slice, whose days are those of a zone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeriodFilter {
    /// From when to when.
    pub range: TimeRange,
    /// Which slice.
    pub slice: SliceFilter,
    /// Where days and hours begin.
    pub zone: Zone,
}

/// The place where the next page starts: rows with smaller ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub i64);

impl Cursor {
    /// Reads what [`Display`](fmt::Display) wrote.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.parse()
            .ok()
            .filter(|id| *id >= 0)
            .map(Self)
            .ok_or_else(|| "must be the value of `next` from an earlier page".into())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of something that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowId(pub i64);

impl RowId {
    /// Reads what [`Display`](fmt::Display) wrote.
    pub fn parse(text: &str) -> Result<Self, String> {
        let id = text.parse().ok().filter(|id| *id >= 0);
        id.map(Self)
            .ok_or_else(|| "must be a whole number, as answers have it in `id`".into())
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How many rows, newest first, starting below `before`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// At most this many rows.
    pub limit: u32,
    /// Where the page starts; at the newest row when absent.
    pub before: Option<Cursor>,
}
