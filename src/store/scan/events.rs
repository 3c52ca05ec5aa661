//! Events as columns.

use super::columns::{Dictionary, Labels, Pairs, Texts, arms};
use super::json::read_row;
use super::places::{Items, ItemsSink};
use super::row::Row;
use super::session::Columns;
use crate::model::{ArmName, Position};
use crate::store::ask::row::level_in;
use crate::store::error::StoreError;

/// Which columns of events are wanted beside ids, times, type, mode and position. What is not wanted stays empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventColumns {
    /// What the game said beside.
    pub details: bool,
    /// What it counts in beside everyone, which may be that of the sheet it came inside: a look into that table for each event.
    pub arms: bool,
    /// What was looted with it.
    pub items: bool,
    /// The time as it was sent.
    pub sent_timestamps: bool,
    /// The player's level: that of the sheet it came inside, or a fact about the player of that name.
    pub levels: bool,
}

/// Some events, column by column; the same index in each is one event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventBatch {
    /// The numbers under which they are stored, rising.
    pub ids: Vec<i64>,
    /// Their matches.
    pub match_ids: Texts,
    /// Their players.
    pub player_ids: Texts,
    /// Their sessions; empty text where there is none.
    pub session_ids: Texts,
    /// Their types.
    pub event_types: Labels,
    /// Their own time, in milliseconds UTC.
    pub timestamps_ms: Vec<i64>,
    /// When they were received, in milliseconds UTC.
    pub created_at_ms: Vec<i64>,
    /// Where they happened.
    pub positions: Vec<Option<Position>>,
    /// Their modes or those of the sheets they came inside; empty text where there is none.
    pub game_modes: Labels,
    /// Their maps, likewise.
    pub maps: Labels,
    /// The sheets they came inside.
    pub stat_sheet_ids: Vec<Option<i64>>,
    /// Whether they came with a key (`event_id`).
    pub have_key: Vec<bool>,
    /// The experiments of their sheets, when they were wanted.
    pub experiments: Pairs,
    /// Their dimensions or those of their sheets, likewise.
    pub dimensions: Pairs,
    /// What the numbers of `items` stand for.
    pub item_names: Dictionary,
    /// What was looted with them, when it was wanted.
    pub items: Items,
    /// Objects as JSON text, when they were wanted; empty text where none was sent.
    pub details: Texts,
    /// Their own time as it was sent, when it was wanted.
    pub sent_timestamps: Texts,
    /// Levels of the players, when they were wanted.
    pub levels: Vec<Option<i64>>,
}

/// One event of a batch.
#[derive(Debug, Clone, Copy)]
pub struct EventRow<'a> {
    batch: &'a EventBatch,
    index: usize,
}

impl EventBatch {
    /// How many events there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The events, in order.
    pub fn rows(&self) -> impl Iterator<Item = EventRow<'_>> {
        (0..self.len()).map(|index| EventRow { batch: self, index })
    }
}

impl<'a> EventRow<'a> {
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

    /// Its session; empty where there is none.
    pub fn session_id(self) -> &'a str {
        self.batch.session_ids.get(self.index)
    }

    /// Its type.
    pub fn event_type(self) -> &'a str {
        self.batch.event_types.get(self.index)
    }

    /// Its mode or that of its sheet; empty where there is none.
    pub fn game_mode(self) -> &'a str {
        self.batch.game_modes.get(self.index)
    }

    /// Its map or that of its sheet; empty where there is none.
    pub fn map(self) -> &'a str {
        self.batch.maps.get(self.index)
    }

    /// What it counts in beside everyone ([`arms_of`](crate::model::arms_of)), when that was wanted.
    pub fn arms(self) -> impl Iterator<Item = ArmName<'a>> {
        let (experiments, dimensions) = (&self.batch.experiments, &self.batch.dimensions);
        arms(experiments, dimensions, self.index, self.map())
    }

    /// Its own time, in milliseconds UTC.
    pub fn timestamp_ms(self) -> i64 {
        self.batch.timestamps_ms[self.index]
    }

    /// When it was received, in milliseconds UTC.
    pub fn created_at_ms(self) -> i64 {
        self.batch.created_at_ms[self.index]
    }

    /// Where it happened.
    pub fn position(self) -> Option<Position> {
        self.batch.positions[self.index]
    }

    /// An object as JSON text, when it was wanted; empty where none was sent.
    pub fn details(self) -> &'a str {
        match self.batch.details.is_empty() {
            true => "",
            false => self.batch.details.get(self.index),
        }
    }

    /// The player's level, when it was wanted and is known.
    pub fn level(self) -> Option<i64> {
        self.batch.levels.get(self.index).copied().flatten()
    }

    /// What was looted with it, when it was wanted.
    pub fn items(self) -> impl Iterator<Item = (&'a str, i64)> + Clone {
        let wanted = !self.batch.items.row_ends.is_empty();
        let items = wanted.then(|| self.batch.items.of(self.index));
        let items = items.into_iter().flatten();
        items.map(|(name, count)| (self.batch.item_names.get(name), count))
    }
}

impl Columns for EventColumns {
    type Batch = EventBatch;

    const TABLE: &'static str = "events";

    fn select(self) -> String {
        let or_null = |wanted: bool, column: &'static str| if wanted { column } else { "null" };
        format!(
            "id, match_id, player_id, event_type, timestamp_ms, created_at, x, y, game_mode, stat_sheet_id, \
             cast(case when event_id is null then 0 else 1 end as bigint), {}, {}, {}, z, map, {}, {}, {}, {}, session_id",
            or_null(
                self.arms,
                "(select s.experiments from stat_sheets s where s.id = events.stat_sheet_id)"
            ),
            or_null(self.details, "details"),
            or_null(self.sent_timestamps, "timestamp"),
            or_null(
                self.arms,
                "coalesce(dimensions, (select s.dimensions from stat_sheets s where s.id = events.stat_sheet_id))"
            ),
            or_null(self.items, "items"),
            or_null(
                self.levels,
                "(select s.player_level from stat_sheets s where s.id = events.stat_sheet_id)"
            ),
            or_null(self.levels, "player"),
        )
    }

    fn push(self, batch: &mut EventBatch, row: &impl Row) -> Result<(), StoreError> {
        let id = row.number(0)?;
        batch.ids.push(id);
        batch.match_ids.push(row.name(1)?);
        batch.player_ids.push(row.name(2)?);
        batch.event_types.push(row.name(3)?);
        batch.timestamps_ms.push(row.number(4)?);
        batch.created_at_ms.push(row.number(5)?);
        let at = row.double(6)?.zip(row.double(7)?);
        batch
            .positions
            .push(at.and_then(|(x, y)| Position::of(x, y, row.double(14).ok().flatten())));
        batch.maps.push(row.name(15)?);
        batch.game_modes.push(row.name(8)?);
        batch.session_ids.push(row.text(20)?.unwrap_or_default());
        batch.stat_sheet_ids.push(row.bigint(9)?);
        batch.have_key.push(row.number(10)? != 0);
        let bad_row = |error| StoreError::bad_row(Self::TABLE, id, error);
        if self.arms {
            let text = row.text(11)?.unwrap_or("{}");
            read_row(text, &mut batch.experiments).map_err(bad_row)?;
            let text = row.text(16)?.unwrap_or("{}");
            read_row(text, &mut batch.dimensions).map_err(bad_row)?;
        }
        if self.items {
            let text = row.text(17)?.unwrap_or("{}");
            let (names, items) = (&mut batch.item_names, &mut batch.items);
            read_row(text, ItemsSink { names, items }).map_err(bad_row)?;
        }
        if self.details {
            batch.details.push(row.text(12)?.unwrap_or_default());
        }
        if self.sent_timestamps {
            batch.sent_timestamps.push(row.name(13)?);
        }
        if self.levels {
            let of_sheet = row.bigint(18)?;
            let fact = || row.text(19).ok().flatten().and_then(level_in);
            batch.levels.push(of_sheet.or_else(fact));
        }
        Ok(())
    }

    fn last_id(batch: &EventBatch) -> Option<i64> {
        batch.ids.last().copied()
    }

    fn last_place(batch: &EventBatch) -> Option<(i64, i64)> {
        batch
            .timestamps_ms
            .last()
            .copied()
            .zip(Self::last_id(batch))
    }

    fn rows(batch: &EventBatch) -> usize {
        batch.len()
    }

    fn size_bytes(batch: &EventBatch) -> usize {
        /// The columns that are plain vectors.
        const ROW_BYTES: usize =
            3 * size_of::<i64>() + size_of::<Option<i64>>() + size_of::<Option<Position>>() + 1;
        batch.len() * ROW_BYTES
            + batch.match_ids.size_bytes()
            + batch.player_ids.size_bytes()
            + batch.session_ids.size_bytes()
            + batch.event_types.size_bytes()
            + batch.game_modes.size_bytes()
            + batch.maps.size_bytes()
            + batch.experiments.size_bytes()
            + batch.dimensions.size_bytes()
            + batch.item_names.size_bytes()
            + batch.items.size_bytes()
            + batch.details.size_bytes()
            + batch.sent_timestamps.size_bytes()
            + batch.levels.len() * size_of::<Option<i64>>()
    }
}
