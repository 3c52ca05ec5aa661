//! The shape of a stat sheet: its fields, which of them are required, and how they are limited.

use super::at::At;
use super::containers::{Entries, Key, List, LocationsShape};
use super::event::{self, Surroundings};
use super::found::{Scalar, Seed, Shape};
use super::scalars::{CountShape, Real, Stat, Text, Time, Whole};
use crate::model::json::AnyText;
use crate::model::{Millis, StatSheet, Timestamp};
use serde::de::{IgnoredAny, MapAccess};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

const MAX_ITEMS_PER_SHEET: usize = 256;
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
        let mut experiments = Field::missing();
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
        let events = match (&match_id, &player_id, &timestamp, events.optional()) {
            (Some(match_id), Some(player_id), Some(timestamp), Some(drafts)) => {
                let sheet = Surroundings {
                    match_id,
                    player_id,
                    timestamp,
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
                experiments: experiments.optional()?.unwrap_or_default(),
                custom_stats: custom_stats.optional()?.unwrap_or_default(),
                events: events?,
                extra: extra.into(),
            })
        })();
        Ok(sheet)
    }
}

fn entries_of<K, F>(most: usize, each: F) -> Entries<K, F> {
    Entries {
        most,
        each,
        keys: PhantomData,
    }
}

/// A field on its way: absent, given as `null`, read, or read and found wrong (which has been noted).
pub(super) enum Field<T> {
    Missing,
    Null,
    Wrong,
    Given(T),
}

impl<T> Field<T> {
    pub(super) fn missing() -> Self {
        Self::Missing
    }

    pub(super) fn read<'de, S, A>(
        &mut self,
        at: &At<'_>,
        entries: &mut A,
        shape: S,
    ) -> Result<(), A::Error>
    where
        S: Shape<'de, Value = T>,
        A: MapAccess<'de>,
    {
        self.take(at, entries.next_value_seed(Seed { at, shape })?);
        Ok(())
    }

    /// As [`read`](Self::read), with `null` meaning absent.
    pub(super) fn read_optional<'de, S, A>(
        &mut self,
        at: &At<'_>,
        entries: &mut A,
        shape: S,
    ) -> Result<(), A::Error>
    where
        S: Shape<'de, Value = T>,
        A: MapAccess<'de>,
    {
        match entries.next_value_seed(Seed {
            at,
            shape: Nullable(shape),
        })? {
            Some(None) if matches!(self, Self::Missing) => *self = Self::Null,
            Some(value) => self.take(at, value),
            None => self.take(at, None),
        }
        Ok(())
    }

    fn take(&mut self, at: &At<'_>, value: Option<T>) {
        if !matches!(self, Self::Missing) {
            at.fault("is given twice");
            *self = Self::Wrong;
        } else {
            *self = value.map_or(Self::Wrong, Self::Given);
        }
    }

    pub(super) fn required(self, at: &At<'_>, name: &str) -> Option<T> {
        self.note_if_missing(at, name);
        self.optional().flatten()
    }

    pub(super) fn note_if_missing(&self, at: &At<'_>, name: &str) {
        if matches!(self, Self::Missing) {
            at.key(name).fault("is required");
        }
    }

    /// `None` when it is wrong.
    pub(super) fn optional(self) -> Option<Option<T>> {
        match self {
            Self::Missing | Self::Null => Some(None),
            Self::Wrong => None,
            Self::Given(value) => Some(Some(value)),
        }
    }
}

impl<T: Clone> Field<T> {
    pub(super) fn or_supplied(self, at: &At<'_>, name: &str, supplied: Option<&T>) -> Option<T> {
        match (self, supplied) {
            (Self::Missing, Some(supplied)) => Some(supplied.clone()),
            (field, _) => field.required(at, name),
        }
    }
}

/// A field that may be `null`, which is read as absent.
struct Nullable<S>(S);

impl<'de, S: Shape<'de>> Shape<'de> for Nullable<S> {
    type Value = Option<S::Value>;

    fn wanted(&self) -> Cow<'static, str> {
        self.0.wanted()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<Self::Value> {
        match scalar {
            Scalar::Null => Some(None),
            other => self.0.scalar(at, other).map(Some),
        }
    }

    fn array<A: serde::de::SeqAccess<'de>>(
        self,
        at: &At<'_>,
        items: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        Ok(self.0.array(at, items)?.map(Some))
    }

    fn object<A: MapAccess<'de>>(
        self,
        at: &At<'_>,
        entries: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        Ok(self.0.object(at, entries)?.map(Some))
    }
}

/// Keeps a field we do not know.
pub(super) fn keep_extra<'de, A: MapAccess<'de>>(
    at: &At<'_>,
    entries: &mut A,
    extra: &mut BTreeMap<String, Box<RawValue>>,
    key: &str,
) -> Result<(), A::Error> {
    if extra.contains_key(key) {
        entries.next_value::<IgnoredAny>()?;
        at.fault("is given twice");
    } else {
        extra.insert(key.to_owned(), entries.next_value_seed(AnyText)?);
    }
    Ok(())
}
