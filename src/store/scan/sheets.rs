//! Stat sheets as columns.

use super::columns::{Dictionary, Labels, Pairs, Texts, arms};
use super::json::read_row;
use super::places::{ItemPlaces, Items, ItemsSink, Places, PlacesSink};
use super::row::Row;
use super::session::Columns;
use crate::model::ArmName;
use crate::store::error::StoreError;

/// Which columns of sheets are wanted beside ids, times, mode and numbers. What is not wanted stays empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SheetColumns {
    /// The items with their counts.
    pub items: bool,
    /// The places of the items.
    pub places: bool,
    /// What they count in beside everyone: experiments and dimensions.
    pub arms: bool,
    /// The time as it was sent.
    pub sent_timestamps: bool,
    /// The game's own numbers and texts.
    pub custom_stats: bool,
}

impl SheetColumns {
    /// Ids, times, mode and numbers alone.
    pub const NUMBERS: Self = Self {
        items: false,
        places: false,
        arms: false,
        sent_timestamps: false,
        custom_stats: false,
    };
    /// Everything that totals are made of.
    pub const ALL: Self = Self {
        items: true,
        places: true,
        arms: true,
        sent_timestamps: true,
        custom_stats: false,
    };
}

/// Some sheets, column by column; the same index in each is one sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetBatch {
    /// The numbers under which they are stored, rising.
    pub ids: Vec<i64>,
    /// Their matches.
    pub match_ids: Texts,
    /// Their players.
    pub player_ids: Texts,
    /// Their own time, in milliseconds UTC.
    pub timestamps_ms: Vec<i64>,
    /// When they were received, in milliseconds UTC.
    pub created_at_ms: Vec<i64>,
    /// Their modes; empty text where none was sent.
    pub game_modes: Labels,
    /// Seconds.
    pub match_durations: Vec<Option<f64>>,
    /// Levels of the players.
    pub player_levels: Vec<Option<i64>>,
    /// Units of all items together.
    pub units: Vec<i64>,
    /// How many events came inside.
    pub event_counts: Vec<i64>,
    /// Whether they came with a key (`sheet_id`).
    pub have_key: Vec<bool>,
    /// What the numbers in `items` and `places` stand for.
    pub item_names: Dictionary,
    /// The items, when they were wanted.
    pub items: Items,
    /// The places, when they were wanted.
    pub places: Places,
    /// The experiments, when they were wanted.
    pub experiments: Pairs,
    /// The dimensions, likewise.
    pub dimensions: Pairs,
    /// The maps; empty text where there is none.
    pub maps: Labels,
    /// Their own time as it was sent, when it was wanted.
    pub sent_timestamps: Texts,
    /// Objects as JSON text, when they were wanted; empty text where none was sent.
    pub custom_stats: Texts,
}

/// One sheet of a batch.
#[derive(Debug, Clone, Copy)]
pub struct SheetRow<'a> {
    batch: &'a SheetBatch,
    index: usize,
}

impl SheetBatch {
    /// How many sheets there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The sheets, in order.
    pub fn rows(&self) -> impl Iterator<Item = SheetRow<'_>> {
        (0..self.len()).map(|index| SheetRow { batch: self, index })
    }
}

impl<'a> SheetRow<'a> {
    /// Its index in every column.
    pub fn index(self) -> usize {
        self.index
    }

    /// The number under which it is stored.
    pub fn id(self) -> i64 {
        self.batch.ids[self.index]
    }

    /// Its match.
    pub fn match_id(self) -> &'a str {
        self.batch.match_ids.get(self.index)
    }

    /// Its player.
    pub fn player_id(self) -> &'a str {
        self.batch.player_ids.get(self.index)
    }

    /// Its mode; empty where none was sent.
    pub fn game_mode(self) -> &'a str {
        self.batch.game_modes.get(self.index)
    }

    /// Its own time, in milliseconds UTC.
    pub fn timestamp_ms(self) -> i64 {
        self.batch.timestamps_ms[self.index]
    }

    /// When it was received, in milliseconds UTC.
    pub fn created_at_ms(self) -> i64 {
        self.batch.created_at_ms[self.index]
    }

    /// Units of all items together.
    pub fn units(self) -> i64 {
        self.batch.units[self.index]
    }

    /// Seconds, where they were sent.
    pub fn match_duration(self) -> Option<f64> {
        self.batch.match_durations[self.index]
    }

    /// The player's level, where it was sent.
    pub fn level(self) -> Option<i64> {
        self.batch.player_levels[self.index]
    }

    /// An object as JSON text, when it was wanted; empty where none was sent.
    pub fn custom_stats(self) -> &'a str {
        match self.batch.custom_stats.is_empty() {
            true => "",
            false => self.batch.custom_stats.get(self.index),
        }
    }

    /// Its items with their units, when they were wanted.
    pub fn items(self) -> impl Iterator<Item = (&'a str, i64)> {
        let wanted = !self.batch.items.row_ends.is_empty();
        let items = wanted.then(|| self.batch.items.of(self.index));
        let items = items.into_iter().flatten();
        items.map(|(name, count)| (self.batch.item_names.get(name), count))
    }

    /// The units of one of its items; none when it has no such item.
    pub fn count_of(self, name: u32) -> i64 {
        let mut items = self.batch.items.of(self.index);
        items.find(|(item, _)| *item == name).map_or(0, |(_, n)| n)
    }

    /// Its items' places, when they were wanted.
    pub fn places(self) -> impl Iterator<Item = (&'a str, ItemPlaces<'a>)> {
        let wanted = !self.batch.places.row_ends.is_empty();
        let places = wanted.then(|| self.batch.places.of(self.index));
        let places = places.into_iter().flatten();
        places.map(|placed| (self.batch.item_names.get(placed.name), placed))
    }

    /// Its map; empty where there is none.
    pub fn map(self) -> &'a str {
        self.batch.maps.get(self.index)
    }

    /// What it counts in beside everyone ([`arms_of`](crate::model::arms_of)), when that was wanted.
    pub fn arms(self) -> impl Iterator<Item = ArmName<'a>> {
        let (experiments, dimensions) = (&self.batch.experiments, &self.batch.dimensions);
        arms(experiments, dimensions, self.index, self.map())
    }
}

impl Columns for SheetColumns {
    type Batch = SheetBatch;

    const TABLE: &'static str = "stat_sheets";

    fn select(self) -> String {
        let or_null = |wanted: bool, column: &'static str| if wanted { column } else { "null" };
        format!(
            "id, match_id, player_id, timestamp_ms, created_at, game_mode, match_duration, player_level, units, \
             event_count, cast(case when sheet_id is null then 0 else 1 end as bigint), {}, {}, {}, {}, map, {}, {}",
            or_null(self.items, "looted_items"),
            or_null(self.places, "locations"),
            or_null(self.arms, "experiments"),
            or_null(self.sent_timestamps, "timestamp"),
            or_null(self.arms, "dimensions"),
            or_null(self.custom_stats, "custom_stats"),
        )
    }

    fn push(self, batch: &mut SheetBatch, row: &impl Row) -> Result<(), StoreError> {
        let id = row.number(0)?;
        batch.ids.push(id);
        batch.match_ids.push(row.name(1)?);
        batch.player_ids.push(row.name(2)?);
        batch.timestamps_ms.push(row.number(3)?);
        batch.created_at_ms.push(row.number(4)?);
        batch.game_modes.push(row.name(5)?);
        batch.match_durations.push(row.double(6)?);
        batch.player_levels.push(row.bigint(7)?);
        batch.units.push(row.number(8)?);
        batch.event_counts.push(row.number(9)?);
        batch.have_key.push(row.number(10)? != 0);
        let bad_row = |error| StoreError::bad_row(Self::TABLE, id, error);
        let names = &mut batch.item_names;
        if self.items {
            let items = &mut batch.items;
            read_row(row.name(11)?, ItemsSink { names, items }).map_err(bad_row)?;
        }
        let names = &mut batch.item_names;
        if self.places {
            let places = &mut batch.places;
            read_row(row.name(12)?, PlacesSink { names, places }).map_err(bad_row)?;
        }
        if self.arms {
            let text = row.text(13)?.unwrap_or("{}");
            read_row(text, &mut batch.experiments).map_err(bad_row)?;
            let text = row.text(16)?.unwrap_or("{}");
            read_row(text, &mut batch.dimensions).map_err(bad_row)?;
        }
        batch.maps.push(row.name(15)?);
        if self.sent_timestamps {
            batch.sent_timestamps.push(row.name(14)?);
        }
        if self.custom_stats {
            batch.custom_stats.push(row.text(17)?.unwrap_or_default());
        }
        Ok(())
    }

    fn last_id(batch: &SheetBatch) -> Option<i64> {
        batch.ids.last().copied()
    }

    fn last_place(batch: &SheetBatch) -> Option<(i64, i64)> {
        batch
            .timestamps_ms
            .last()
            .copied()
            .zip(Self::last_id(batch))
    }

    fn rows(batch: &SheetBatch) -> usize {
        batch.len()
    }

    fn size_bytes(batch: &SheetBatch) -> usize {
        /// The columns that are plain vectors.
        const ROW_BYTES: usize = 5 * size_of::<i64>() + 2 * size_of::<Option<i64>>() + 1;
        batch.len() * ROW_BYTES
            + batch.match_ids.size_bytes()
            + batch.player_ids.size_bytes()
            + batch.game_modes.size_bytes()
            + batch.item_names.size_bytes()
            + batch.items.size_bytes()
            + batch.places.size_bytes()
            + batch.experiments.size_bytes()
            + batch.dimensions.size_bytes()
            + batch.maps.size_bytes()
            + batch.sent_timestamps.size_bytes()
            + batch.custom_stats.size_bytes()
    }
}
