//! What the live dashboard shows: current totals, and the newest rows in short.

use crate::model::{Arm, EventType, GameMode, ItemKind, MatchId, PlayerId, Position, Quality};
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
    /// Only sheets that list this item, and no events: those have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemKind>,
    /// Only sheets of this variant of an experiment, and events inside them.
    #[serde(flatten)]
    pub arm: Option<Arm>,
}

/// Stands for the rows that are stored, until some are deleted or all are replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DataGeneration {
    /// Changes when rows are deleted.
    pub number: i64,
    /// Changes when the tables are made anew.
    pub table: i64,
}

/// How far a watcher has seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Of which rows. Those of another generation are new again.
    pub generation: DataGeneration,
    /// The newest sheet's id.
    pub sheet: i64,
    /// The newest event's id.
    pub event: i64,
}

/// One look at what is stored.
#[derive(Debug, Clone)]
pub struct LiveLook {
    /// Sums of everything that matches.
    pub totals: LiveTotals,
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

/// Sums of what matches a filter; a field is absent where its sum is not kept for such a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LiveTotals {
    /// Units looted, by item.
    pub total_items: BTreeMap<ItemKind, u64>,
    /// Distinct matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_matches: Option<u64>,
    /// Distinct players.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_players: Option<u64>,
    /// Stored sheets.
    pub total_stat_sheets: u64,
    /// Stored events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_events: Option<u64>,
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
    /// The instant of `timestamp`; RFC 3339, in UTC.
    pub timestamp_utc: String,
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
    /// In which match, if in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_id: Option<String>,
    /// To whom.
    pub player_id: String,
    /// As it was sent.
    pub timestamp: String,
    /// The instant of `timestamp`; RFC 3339, in UTC.
    pub timestamp_utc: String,
    /// Where, if told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}
