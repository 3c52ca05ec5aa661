//! The shape of a stat sheet: its fields, which of them are required, and how they are limited.

use super::at::At;
use super::common::{self, MAX_ITEMS_PER_SHEET, dimensions_shape, entries_of, facts_shape};
use super::containers::{Key, List, LocationsShape};
use super::event::{self, Surroundings};
use super::field::{Field, keep_extra};
use super::found::Shape;
use super::scalars::{CountShape, Real, Stat, Text, Time, Whole};
use crate::model::{Millis, StatSheet, Timestamp};
use serde::de::MapAccess;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

const MAX_STATS: usize = 256;
/// Every experiment of a sheet multiplies its totals' rows.
const MAX_EXPERIMENTS: usize = 32;
const MAX_EVENTS: usize = 10_000;
const MAX_DURATION_SECONDS: f64 = 604_800.0;
const MAX_LEVEL: u64 = 1_000_000;

/// A sheet; `received_at` is its time when it says none.
pub(super) struct SheetShape {
    pub(super) received_at: Millis,
}

impl<'de> Shape<'de> for SheetShape {
    type Value = StatSheet;

    fn wanted(&self) -> Cow<'static, str> {
        "a stat sheet object".into()
    }

    fn object<A: MapAccess<'de>>(
        self,
        at: &At<'_>,
        mut entries: A,
    ) -> Result<Option<StatSheet>, A::Error> {
        let mut match_id = Field::missing();
        let mut player_id = Field::missing();
        let mut timestamp = Field::missing();
        let mut looted_items = Field::missing();
        let mut locations = Field::missing();
        let mut sheet_id = Field::missing();
        let mut match_duration = Field::missing();
        let mut player_level = Field::missing();
        let mut game_mode = Field::missing();
        let mut map_name = Field::missing();
        let mut session_id = Field::missing();
        let mut experiments = Field::missing();
        let mut dimensions = Field::missing();
        let mut player = Field::missing();
        let mut custom_stats = Field::missing();
        let mut events = Field::missing();
        let mut extra = BTreeMap::<String, Box<RawValue>>::new();

        while let Some(Key(key)) = entries.next_key::<Key<'de>>()? {
            let here = at.key(&key);
            let map = &mut entries;
            match key.as_ref() {
                "match_id" => match_id.read(&here, map, Text::new())?,
                "player_id" => player_id.read(&here, map, Text::new())?,
                "looted_items" => {
                    looted_items.read(&here, map, entries_of(MAX_ITEMS_PER_SHEET, || CountShape))?
                }
                "locations" => locations.read_optional(
                    &here,
                    map,
                    entries_of(MAX_ITEMS_PER_SHEET, || LocationsShape),
                )?,
                "timestamp" => timestamp.read_optional(&here, map, Time)?,
                "sheet_id" => sheet_id.read_optional(&here, map, Text::new())?,
                "match_duration" => match_duration.read_optional(
                    &here,
                    map,
                    Real {
                        min: 0.0,
                        max: MAX_DURATION_SECONDS,
                    },
                )?,
                "player_level" => {
                    player_level.read_optional(&here, map, Whole { max: MAX_LEVEL })?
                }
                "game_mode" => game_mode.read_optional(&here, map, Text::new())?,
                "experiments" => {
                    experiments.read_optional(&here, map, entries_of(MAX_EXPERIMENTS, Text::new))?
                }
                "map" => map_name.read_optional(&here, map, Text::new())?,
                "session_id" => session_id.read_optional(&here, map, Text::new())?,
                "dimensions" => dimensions.read_optional(&here, map, dimensions_shape())?,
                "player" => player.read_optional(&here, map, facts_shape())?,
                "custom_stats" => {
                    custom_stats.read_optional(&here, map, entries_of(MAX_STATS, || Stat))?
                }
                "events" => events.read_optional(
                    &here,
                    map,
                    List {
                        most: MAX_EVENTS,
                        each: event::inside_a_sheet,
                    },
                )?,
                _ => keep_extra(&here, map, &mut extra, &key)?,
            }
        }

        // Every field is asked before any is given up on, so that all faults are noted.
        let match_id = match_id.required(at, "match_id");
        let player_id = player_id.required(at, "player_id");
        let looted_items = looted_items.required(at, "looted_items");
        let timestamp = timestamp
            .optional()
            .map(|sent| sent.unwrap_or_else(|| Timestamp::from(self.received_at)));
        let experiments = experiments.optional().map(Option::unwrap_or_default);
        let dimensions = dimensions.optional().map(Option::unwrap_or_default);
        if let Some(dimensions) = &dimensions {
            let has_map = matches!(map_name, Field::Given(_));
            common::refuse_taken(at, dimensions, experiments.as_ref(), has_map);
        }
        let events = match (&match_id, &player_id, &timestamp, events.optional()) {
            (Some(match_id), Some(player_id), Some(timestamp), Some(drafts)) => {
                let sheet = Surroundings {
                    match_id,
                    player_id,
                    timestamp,
                    experiments: experiments.as_ref(),
                };
                let list = at.key("events");
                let all: Vec<_> = drafts
                    .unwrap_or_default()
                    .into_iter()
                    .enumerate()
                    .map(|(index, draft)| draft.finish(&list.index(index), Some(&sheet)))
                    .collect();
                all.into_iter().collect::<Option<Vec<_>>>()
            }
            _ => None,
        };
        let sheet = (|| {
            Some(StatSheet {
                match_id: match_id?,
                player_id: player_id?,
                timestamp: timestamp?,
                looted_items: looted_items?,
                locations: locations.optional()?.unwrap_or_default(),
                sheet_id: sheet_id.optional()?,
                match_duration: match_duration.optional()?,
                player_level: player_level.optional()?.map(|level| level as u32),
                game_mode: game_mode.optional()?,
                map: map_name.optional()?,
                session_id: session_id.optional()?,
                experiments: experiments?,
                dimensions: dimensions?,
                player: player.optional()?.unwrap_or_default(),
                custom_stats: custom_stats.optional()?.unwrap_or_default(),
                events: events?,
                extra: extra.into(),
            })
        })();
        Ok(sheet)
    }
}
