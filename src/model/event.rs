//! One thing that happened to one player at one moment.

use super::{EventId, EventType, JsonMembers, JsonObject, MatchId, PlayerId, Position, Timestamp};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// An event. Made by [`Event::parse`], or inside [`StatSheet::parse`](super::StatSheet::parse),
/// where the sheet supplies match, player and time when the event does not say them.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What happened.
    pub event_type: EventType,
    /// In which match.
    pub match_id: MatchId,
    /// To whom.
    pub player_id: PlayerId,
    /// When; the time of receipt when nothing was sent.
    pub timestamp: Timestamp,
    /// The idempotency key, unique per player.
    pub event_id: Option<EventId>,
    /// Where.
    pub position: Option<Position>,
    /// Whatever else the game says of it.
    pub details: Option<JsonObject>,
    /// Fields we do not know, given back as they came.
    pub extra: JsonMembers,
}

impl Event {
    /// All but `extra`.
    pub(super) fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("event_type", &self.event_type)?;
        map.serialize_entry("match_id", &self.match_id)?;
        map.serialize_entry("player_id", &self.player_id)?;
        map.serialize_entry("timestamp", self.timestamp.as_str())?;
        if let Some(event_id) = &self.event_id {
            map.serialize_entry("event_id", event_id)?;
        }
        if let Some(position) = &self.position {
            map.serialize_entry("position", position)?;
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
