//! One thing that happened to one player at one moment.

use super::{
    Count, EventId, EventType, GameMode, ItemKind, JsonMembers, JsonObject, Label, MatchId, Name,
    PlayerId, Position, SessionId, Timestamp,
};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// An event. Made by [`Event::parse`], or inside [`StatSheet::parse`](super::StatSheet::parse),
/// where the sheet supplies match, player and time when the event does not say them. Game mode, map, session and
/// dimensions are the event's own; where it has none, those of its sheet hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What happened.
    pub event_type: EventType,
    /// In which match, if in one.
    pub match_id: Option<MatchId>,
    /// To whom.
    pub player_id: PlayerId,
    /// When; the time of receipt when nothing was sent.
    pub timestamp: Timestamp,
    /// The idempotency key, unique per player.
    pub event_id: Option<EventId>,
    /// Where.
    pub position: Option<Position>,
    /// In which game mode.
    pub game_mode: Option<GameMode>,
    /// On which map.
    pub map: Option<Label>,
    /// In which session of the player.
    pub session_id: Option<SessionId>,
    /// Dimension → value, such as `platform` → `ps5`.
    pub dimensions: BTreeMap<Label, Label>,
    /// How many units of each item were looted there and then.
    pub items: BTreeMap<ItemKind, Count>,
    /// Facts of the player that do not change with each match: name → number, string or boolean.
    pub player: BTreeMap<Name, Value>,
    /// Whatever else the game says of it.
    pub details: Option<JsonObject>,
    /// Fields we do not know, given back as they came.
    pub extra: JsonMembers,
}

impl Event {
    /// How many units of all items were looted.
    pub fn total_units(&self) -> u64 {
        self.items.values().map(|count| count.get()).sum()
    }

    /// All but `extra`.
    pub(super) fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("event_type", &self.event_type)?;
        if let Some(match_id) = &self.match_id {
            map.serialize_entry("match_id", match_id)?;
        }
        map.serialize_entry("player_id", &self.player_id)?;
        map.serialize_entry("timestamp", self.timestamp.as_str())?;
        if let Some(event_id) = &self.event_id {
            map.serialize_entry("event_id", event_id)?;
        }
        if let Some(position) = &self.position {
            map.serialize_entry("position", position)?;
        }
        if let Some(game_mode) = &self.game_mode {
            map.serialize_entry("game_mode", game_mode)?;
        }
        if let Some(name) = &self.map {
            map.serialize_entry("map", name)?;
        }
        if let Some(session_id) = &self.session_id {
            map.serialize_entry("session_id", session_id)?;
        }
        if !self.dimensions.is_empty() {
            map.serialize_entry("dimensions", &self.dimensions)?;
        }
        if !self.items.is_empty() {
            map.serialize_entry("items", &self.items)?;
        }
        if !self.player.is_empty() {
            map.serialize_entry("player", &self.player)?;
        }
        if let Some(details) = &self.details {
            map.serialize_entry("details", details)?;
        }
        Ok(())
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.serialize_fields(&mut map)?;
        for (name, value) in self.extra.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
