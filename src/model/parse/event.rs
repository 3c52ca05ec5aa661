//! The shape of an event, alone or inside a sheet.

use super::at::At;
use super::containers::{FreeObject, Key, Point};
use super::field::{Field, keep_extra};
use super::found::Shape;
use super::scalars::{Text, Time};
use crate::model::{
    Event, EventId, EventType, JsonObject, MatchId, Millis, PlayerId, Position, Timestamp,
};
use serde::de::MapAccess;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An event whose match, player and time may still be missing.
pub(super) struct EventDraft {
    event_type: EventType,
    match_id: Field<MatchId>,
    player_id: Field<PlayerId>,
    timestamp: Option<Timestamp>,
    event_id: Option<EventId>,
    position: Option<Position>,
    details: Option<JsonObject>,
    extra: BTreeMap<String, Box<RawValue>>,
}

/// What a sheet supplies to its events.
pub(super) struct Surroundings<'a> {
    pub(super) match_id: &'a MatchId,
    pub(super) player_id: &'a PlayerId,
    pub(super) timestamp: &'a Timestamp,
}

impl EventDraft {
    /// The event, with what is missing taken from `sheet`.
    pub(super) fn finish(self, at: &At<'_>, sheet: Option<&Surroundings<'_>>) -> Option<Event> {
        let match_id = self
            .match_id
            .or_supplied(at, "match_id", sheet.map(|sheet| sheet.match_id));
        let player_id =
            self.player_id
                .or_supplied(at, "player_id", sheet.map(|sheet| sheet.player_id));
        let timestamp = self
            .timestamp
            .or_else(|| sheet.map(|sheet| sheet.timestamp.clone()));
        Some(Event {
            event_type: self.event_type,
            match_id: match_id?,
            player_id: player_id?,
            timestamp: timestamp?,
            event_id: self.event_id,
            position: self.position,
            details: self.details,
            extra: self.extra.into(),
        })
    }
}

/// `received_at` is given for an event that stands alone.
pub(super) struct EventShape {
    pub(super) received_at: Option<Millis>,
}

impl<'de> Shape<'de> for EventShape {
    type Value = EventDraft;

    fn wanted(&self) -> Cow<'static, str> {
        "an event object".into()
    }

    fn object<A: MapAccess<'de>>(
        self,
        at: &At<'_>,
        mut entries: A,
    ) -> Result<Option<EventDraft>, A::Error> {
        let mut event_type = Field::missing();
        let mut match_id = Field::missing();
        let mut player_id = Field::missing();
        let mut timestamp = Field::missing();
        let mut event_id = Field::missing();
        let mut position = Field::missing();
        let mut details = Field::missing();
        let mut extra = BTreeMap::new();
        while let Some(Key(key)) = entries.next_key::<Key<'de>>()? {
            let here = at.key(&key);
            match key.as_ref() {
                "event_type" => event_type.read(&here, &mut entries, Text::new())?,
                "match_id" => match_id.read(&here, &mut entries, Text::new())?,
                "player_id" => player_id.read(&here, &mut entries, Text::new())?,
                "timestamp" => timestamp.read_optional(&here, &mut entries, Time)?,
                "event_id" => event_id.read_optional(&here, &mut entries, Text::new())?,
                "position" => position.read_optional(&here, &mut entries, Point)?,
                "details" => details.read_optional(&here, &mut entries, FreeObject)?,
                _ => keep_extra(&here, &mut entries, &mut extra, &key)?,
            }
        }
        let received = self.received_at.map(Timestamp::from);
        let event_type = event_type.required(at, "event_type");
        if received.is_some() {
            // Alone, nobody supplies these.
            match_id.note_if_missing(at, "match_id");
            player_id.note_if_missing(at, "player_id");
        }
        let draft = (|| {
            Some(EventDraft {
                event_type: event_type?,
                match_id,
                player_id,
                timestamp: timestamp.optional()?.or(received),
                event_id: event_id.optional()?,
                position: position.optional()?,
                details: details.optional()?,
                extra,
            })
        })();
        Ok(draft)
    }
}

/// An event in a sheet's list.
pub(super) fn inside_a_sheet() -> EventShape {
    EventShape { received_at: None }
}
