//! What is shown while it happens: sums as they are now, and the newest rows in short.

use super::{EventType, GameMode, MatchId, PlayerId, Position, Quality, Totals};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What a watcher wants to see; every part that is given must match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LiveFilter {
    /// Only this game mode. Events that came alone have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub game_mode: Option<GameMode>,
    /// Only this match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_id: Option<MatchId>,
    /// Only this player.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub player_id: Option<PlayerId>,
}

/// How far a watcher has seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// The newest sheet's id.
    pub sheet: i64,
    /// The newest event's id.
    pub event: i64,
}

/// One look at what is stored.
#[derive(Debug, Clone)]
pub struct LiveLook {
    /// Sums of everything that matches. Without places.
    pub totals: Totals,
    /// Events by type.
    pub event_types: BTreeMap<EventType, u64>,
    /// Of everything; told only where nothing is filtered.
    pub quality: Option<Quality>,
    /// The newest sheets that were not seen before, newest first.
    pub sheets: Vec<LiveSheet>,
    /// The newest events that were not seen before, newest first.
    pub events: Vec<LiveEvent>,
    /// What is seen now.
    pub seen: Seen,
}

/// A sheet in short.
#[derive(Debug, Clone, Serialize)]
pub struct LiveSheet {
    /// The number under which it was stored.
    pub id: i64,
    /// When it was received; RFC 3339.
    pub created_at: String,
    /// The match.
    pub match_id: String,
    /// The player.
    pub player_id: String,
    /// As it was sent.
    pub timestamp: String,
    /// The game mode, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub game_mode: Option<String>,
    /// The player's level, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub player_level: Option<i64>,
    /// Item → count.
    pub looted_items: Box<RawValue>,
    /// Units of all items.
    pub units: i64,
    /// How many events came inside it.
    pub event_count: i64,
}

/// An event in short.
#[derive(Debug, Clone, Serialize)]
pub struct LiveEvent {
    /// The number under which it was stored.
    pub id: i64,
    /// When it was received; RFC 3339.
    pub created_at: String,
    /// What happened.
    pub event_type: String,
    /// In which match.
    pub match_id: String,
    /// To whom.
    pub player_id: String,
    /// As it was sent.
    pub timestamp: String,
    /// Where, if told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}
