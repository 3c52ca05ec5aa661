//! What a journey is made of; `model/journey.rs` prints it.

use super::{Event, SheetRow};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A page of one player's time line, and what is known of the whole of it.
#[derive(ToSchema)]
pub(in crate::server) struct Journey {
    /// The player.
    player_id: String,
    /// The earliest timestamp of all.
    #[schema(format = DateTime)]
    first_seen: String,
    /// The latest timestamp of all.
    #[schema(format = DateTime)]
    last_seen: String,
    /// Everything the player ever sent, in sums.
    totals: JourneyTotals,
    /// Minutes of silence that end a session.
    session_gap_minutes: u32,
    /// The sessions within the page's span, newest first; at most 1,000.
    sessions: Vec<Session>,
    /// Rows of this page.
    count: usize,
    /// Newest first.
    data: Vec<TimelineRow>,
    /// The `cursor` of the next page; null at the end.
    next: Option<String>,
}

/// Everything the player ever sent, in sums.
#[derive(ToSchema)]
pub(in crate::server) struct JourneyTotals {
    /// Sheets.
    sheets: u64,
    /// Units looted in them.
    units: u64,
    /// Events, inside sheets and alone.
    events: u64,
    /// Sessions.
    sessions: u64,
    /// Units by item.
    items: BTreeMap<String, u64>,
    /// Events by type.
    event_types: BTreeMap<String, u64>,
}

/// What the player did without a long silence.
#[derive(ToSchema)]
pub(in crate::server) struct Session {
    /// The timestamp of its first row.
    #[schema(format = DateTime)]
    start: String,
    /// The timestamp of its last row.
    #[schema(format = DateTime)]
    end: String,
    /// Seconds between the two.
    duration_s: f64,
    /// Sheets in it.
    sheets: u64,
    /// Events in it.
    events: u64,
}

/// A row of a time line.
#[derive(ToSchema)]
#[serde(untagged)]
pub(in crate::server) enum TimelineRow {
    Sheet(SheetMoment),
    Event(EventMoment),
}

/// A stored sheet on a time line.
#[derive(ToSchema)]
pub(in crate::server) struct SheetMoment {
    /// `sheet`.
    #[schema(pattern = "^sheet$")]
    kind: String,
    #[serde(flatten)]
    row: SheetRow,
}

/// A stored event on a time line.
#[derive(ToSchema)]
pub(in crate::server) struct EventMoment {
    /// `event`.
    #[schema(pattern = "^event$")]
    kind: String,
    /// The number under which it was stored.
    id: i64,
    /// When it was received.
    #[schema(format = DateTime)]
    created_at: String,
    /// The sheet it came inside.
    stat_sheet_id: Option<i64>,
    #[serde(flatten)]
    event: Event,
}
