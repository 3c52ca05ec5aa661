//! Sessions: what is asked of them, and the answers.

use crate::model::{Arm, EntityCursor, Millis, PlayerId, TimeRange};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A silence longer than this ends a session for which no id was sent: 30 minutes, as in web analytics and in journeys.
pub const SESSION_GAP_MS: i64 = 30 * Millis::MINUTE;

/// Which sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Only those of this player.
    pub player_id: Option<PlayerId>,
    /// Only those of this variant, with this value of a dimension or on this map.
    pub arm: Option<Arm>,
    /// Only those that began in it.
    pub range: TimeRange,
}

/// A page of sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionListRequest {
    /// Which of them.
    pub filter: SessionFilter,
    /// Oldest first.
    pub ascending: bool,
    /// At most this many.
    pub limit: u32,
    /// After which one the page starts.
    pub after: Option<EntityCursor>,
}

/// A session of a player.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayedSession {
    /// Whose it is.
    pub player_id: String,
    /// The id it was sent with; null where a silence of 30 minutes ended it.
    pub session_id: Option<String>,
    /// When its first match began, or its first event happened.
    pub first: Millis,
    /// Its last sheet or event.
    pub last: Millis,
    /// From the first to the last.
    pub seconds: f64,
    /// Sheets in it.
    pub sheets: u64,
    /// Events in it, inside sheets and alone.
    pub events: u64,
    /// Of each dimension and experiment the value that was sent last, with the map as `map`.
    pub dimensions: BTreeMap<String, String>,
}

/// Sessions, newest or oldest first, and where the next page starts.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionList {
    /// In the order asked for.
    pub sessions: Vec<PlayedSession>,
    /// After which the next page starts; `None` at the end.
    pub next: Option<EntityCursor>,
    /// Sheets and events that are not counted in sessions yet.
    pub behind: u64,
}

/// Sessions that began in one quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionStarts {
    /// The start of the quarter.
    pub start: Millis,
    /// Sessions.
    pub sessions: u64,
    /// How long they were, together.
    pub played_ms: i64,
}

/// How many sessions began when, and how long they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionCounts {
    /// By time, oldest first; quarters in which none began are left out.
    pub starts: Vec<SessionStarts>,
    /// Whole seconds, the least of their bucket ([`bucket_start`](crate::model::bucket_start)) → sessions that were so long.
    pub lengths: BTreeMap<u64, u64>,
    /// Sheets and events that are not counted in sessions yet.
    pub behind: u64,
}
