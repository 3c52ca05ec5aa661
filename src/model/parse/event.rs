//! The shape of an event, alone or inside a sheet.

use super::at::At;
use super::common::{self, MAX_ITEMS_PER_SHEET, dimensions_shape, entries_of, facts_shape};
use super::containers::{FreeObject, Key, Point};
use super::field::{Field, keep_extra};
use super::found::Shape;
use super::scalars::{CountShape, Text, Time};
use crate::model::{
    Count, Event, EventId, EventType, GameMode, ItemKind, JsonObject, Label, MatchId, Millis, Name,
    PlayerId, Position, SessionId, Timestamp,
};
use serde::de::MapAccess;
use serde_json::Value;
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
    game_mode: Option<GameMode>,
    map: Option<Label>,
    session_id: Option<SessionId>,
    dimensions: BTreeMap<Label, Label>,
    items: BTreeMap<ItemKind, Count>,
    player: BTreeMap<Name, Value>,
    details: Option<JsonObject>,
    extra: BTreeMap<String, Box<RawValue>>,
}

/// What a sheet supplies to its events.
pub(super) struct Surroundings<'a> {
    pub(super) match_id: &'a MatchId,
    pub(super) player_id: &'a PlayerId,
    pub(super) timestamp: &'a Timestamp,
    pub(super) experiments: Option<&'a BTreeMap<Name, Name>>,
}

impl EventDraft {
    /// The event, with what is missing taken from `sheet`.
    pub(super) fn finish(self, at: &At<'_>, sheet: Option<&Surroundings<'_>>) -> Option<Event> {
        let match_id = match (self.match_id, sheet) {
            (Field::Missing | Field::Null, Some(sheet)) => Some(Some(sheet.match_id.clone())),
            (sent, _) => sent.optional(),
        };
        let experiments = sheet.and_then(|sheet| sheet.experiments);
        common::refuse_taken(at, &self.dimensions, experiments, self.map.is_some());
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
            game_mode: self.game_mode,
            map: self.map,
            session_id: self.session_id,
            dimensions: self.dimensions,
            items: self.items,
            player: self.player,
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
        let mut game_mode = Field::missing();
        let mut map_name = Field::missing();
        let mut session_id = Field::missing();
        let mut dimensions = Field::missing();
        let mut items = Field::missing();
        let mut player = Field::missing();
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
                "game_mode" => game_mode.read_optional(&here, &mut entries, Text::new())?,
                "map" => map_name.read_optional(&here, &mut entries, Text::new())?,
                "session_id" => session_id.read_optional(&here, &mut entries, Text::new())?,
                "dimensions" => {
                    dimensions.read_optional(&here, &mut entries, dimensions_shape())?
                }
                "items" => items.read_optional(
                    &here,
                    &mut entries,
                    entries_of(MAX_ITEMS_PER_SHEET, || CountShape),
                )?,
                "player" => player.read_optional(&here, &mut entries, facts_shape())?,
                "details" => details.read_optional(&here, &mut entries, FreeObject)?,
                _ => keep_extra(&here, &mut entries, &mut extra, &key)?,
            }
        }
        let received = self.received_at.map(Timestamp::from);
        let event_type = event_type.required(at, "event_type");
        if received.is_some() {
            // Alone, nobody supplies it.
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
                game_mode: game_mode.optional()?,
                map: map_name.optional()?,
                session_id: session_id.optional()?,
                dimensions: dimensions.optional()?.unwrap_or_default(),
                items: items.optional()?.unwrap_or_default(),
                player: player.optional()?.unwrap_or_default(),
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
