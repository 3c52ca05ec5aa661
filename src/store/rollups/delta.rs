//! What some rows add to every total, gathered in memory. The same for the writer, which adds the rows that were new,
//! for the recount, which adds all there are, and for a backfill. Pure: no database here.

use super::ALL;
use super::combinations::Combinations;
use super::counter::{Counter, skew_label};
use super::delays::delay_seconds;
use super::facts::{
    EventFacts, MatchChange, PlayerChange, Receipt, SheetFacts, SliceKey, played_ms, seen,
};
use super::rollup::{Adder, Owner, Rollup};
use super::scratch::{Scratch, counted};
use super::source::{EventSource, Placed, Points, SheetSource};
use super::sums::Sums;
use super::texts::{TextId, Texts};
use crate::model::{ArmName, Found, Millis, NameKind, StatSheet, group_of};
use crate::store::write::names::Names;
use rustc_hash::{FxHashMap, FxHashSet};

/// What grids are of: an item or a type of event, the map, and a slice or a combination of them.
pub(super) type GridId = (NameKind, TextId, TextId, SliceKey);

/// Sums of all totals.
#[derive(Debug)]
pub(in crate::store) struct RollupDelta<'a> {
    /// 1, or -1 when what is added is taken away.
    pub(super) sign: i64,
    /// What names are counted as; `None` where all are counted by themselves.
    names: Option<&'a Names>,
    pub(super) texts: Texts<'a>,
    /// In the order of [`ALL`].
    pub(super) sums: Vec<Sums>,
    pub(super) maps: FxHashMap<GridId, Vec<Found>>,
    /// By map, item, and whether they are of events, over all slices, in the order of arrival.
    pub(super) places: FxHashMap<(TextId, TextId, bool), Points>,
    /// (match, player) with the game mode of the first sheet.
    pub(super) reports: FxHashMap<(TextId, TextId), TextId>,
    pub(super) combinations: Combinations,
    scratch: Scratch,
    nothing: Sums,
}

impl Default for RollupDelta<'_> {
    fn default() -> Self {
        Self {
            sign: 1,
            names: None,
            texts: Texts::default(),
            sums: ALL.iter().map(|_| Sums::default()).collect(),
            maps: FxHashMap::default(),
            places: FxHashMap::default(),
            reports: FxHashMap::default(),
            combinations: Combinations::default(),
            scratch: Scratch::default(),
            nothing: Sums::default(),
        }
    }
}

impl RollupDelta<'_> {
    /// With room for what so many sheets add, which would otherwise be moved each time a table grows.
    pub(in crate::store) fn with_room(sheets: usize) -> Self {
        let mut delta = Self::default();
        delta.texts.reserve(sheets);
        delta.reports.reserve(sheets);
        let owned = ALL.iter().zip(&mut delta.sums);
        for (_, sums) in owned.filter(|(rollup, _)| rollup.owner != Owner::Nobody) {
            sums.0.reserve(sheets);
        }
        delta
    }
}

/// Lets each total add what it declares.
fn for_each(sums: &mut [Sums], sign: i64, mut add: impl FnMut(&Rollup, &mut Adder<'_>)) {
    for (rollup, sums) in ALL.iter().zip(sums) {
        add(rollup, &mut Adder::new(rollup, sums, sign));
    }
}

impl<'a> RollupDelta<'a> {
    /// With names counted as `names` says; by themselves without it. What the database counts by itself does the same
    /// (`dialect.rs`).
    pub(in crate::store) fn counting(self, names: Option<&'a Names>) -> Self {
        Self { names, ..self }
    }

    /// Adds one stored sheet, without its events.
    pub(in crate::store) fn add_sheet(&mut self, sheet: &'a StatSheet, received_at: Millis) {
        self.add(SheetSource {
            match_id: sheet.match_id.as_str(),
            player_id: sheet.player_id.as_str(),
            game_mode: sheet.game_mode.as_ref().map_or("", |mode| mode.as_str()),
            map: sheet.map.as_ref().map_or("", |map| map.as_str()),
            at: sheet.timestamp.at(),
            received_at,
            match_duration: sheet.match_duration,
            has_key: sheet.sheet_id.is_some(),
            arms: sheet.arms(),
            items: sheet
                .looted_items
                .iter()
                .map(|(item, count)| (item.as_str(), count.get() as i64)),
            places: sheet
                .locations
                .iter()
                .map(|(item, places)| (item.as_str(), places)),
        });
    }

    /// Adds one stored sheet from its parts.
    pub(in crate::store) fn add<P: Placed>(
        &mut self,
        source: SheetSource<
            'a,
            impl Iterator<Item = ArmName<'a>>,
            impl Iterator<Item = (&'a str, i64)>,
            impl Iterator<Item = (&'a str, P)>,
        >,
    ) {
        let game_mode = self.counted_id(NameKind::GameMode, source.game_mode);
        let map = self.scratch.slices(
            &mut self.combinations,
            &mut self.texts,
            self.names,
            game_mode,
            source.arms,
            source.map,
        );
        let (units, located_units) =
            self.scratch
                .items(&mut self.texts, self.names, source.items, source.places, 1);
        let scratch = &self.scratch;
        let texts = &mut self.texts;
        let facts = SheetFacts {
            player: texts.id(source.player_id),
            match_id: texts.id(source.match_id),
            game_mode,
            slices: &scratch.slices,
            items: &scratch.items,
            at: source.at,
            seen: seen(source.at, source.received_at),
            units,
            located_units,
            played_ms: played_ms(source.match_duration),
            has_key: source.has_key,
            clock_skew: texts.id(skew_label(source.at, source.received_at)),
            delay_seconds: delay_seconds(source.at, source.received_at),
        };
        let receipt = Receipt {
            counter: Counter::Sheets,
            label: TextId::EMPTY,
            received_at: source.received_at,
        };
        for_each(&mut self.sums, self.sign, |rollup, add| {
            (rollup.sheet)(&facts, add);
            (rollup.receipt)(&receipt, add);
        });
        let report = (facts.match_id, facts.player);
        self.reports.entry(report).or_insert(game_mode);
        self.add_places(map, source.player_id, false);
    }

    /// Adds one stored event.
    pub(in crate::store) fn add_event(
        &mut self,
        source: EventSource<
            'a,
            impl Iterator<Item = ArmName<'a>>,
            impl Iterator<Item = (&'a str, i64)> + Clone,
        >,
    ) {
        let game_mode = self.counted_id(NameKind::GameMode, source.game_mode);
        let map = self.scratch.slices(
            &mut self.combinations,
            &mut self.texts,
            self.names,
            game_mode,
            source.arms,
            source.map,
        );
        let position = source.position;
        let places = source.items.clone();
        let places = places.filter_map(|(item, _)| Some((item, position?)));
        let (units, _) = self
            .scratch
            .items(&mut self.texts, self.names, source.items, places, 0);
        let event_type = self.counted_id(NameKind::EventType, source.event_type);
        let facts = EventFacts {
            player: self.texts.id(source.player_id),
            match_id: self.texts.id(source.match_id),
            event_type,
            game_mode,
            slices: &self.scratch.slices,
            items: &self.scratch.items,
            at: source.at,
            seen: seen(source.at, source.received_at),
            units,
        };
        let receipt = Receipt {
            counter: Counter::Events,
            label: TextId::EMPTY,
            received_at: source.received_at,
        };
        for_each(&mut self.sums, self.sign, |rollup, add| {
            (rollup.event)(&facts, add);
            (rollup.receipt)(&receipt, add);
        });
        if let (Some(position), Some(map)) = (position, map) {
            let group = group_of(source.player_id);
            for slice in &self.scratch.of_places {
                let key = (NameKind::EventType, event_type, map, *slice);
                self.maps.entry(key).or_default().push((position, 1, group));
            }
        }
        self.add_places(map, source.player_id, true);
    }

    fn counted_id(&mut self, kind: NameKind, name: &'a str) -> TextId {
        self.texts.id(counted(self.names, kind, name))
    }

    /// Adds the places in `scratch` to their maps and samples.
    fn add_places(&mut self, map: Option<TextId>, player_id: &str, of_events: bool) {
        let scratch = &self.scratch;
        let Some(map) = map.filter(|_| !scratch.point_items.is_empty()) else {
            return;
        };
        let group = group_of(player_id);
        let mut begin = 0;
        for (name, end) in &scratch.point_items {
            let points = &scratch.points[begin..*end];
            begin = *end;
            for slice in &scratch.of_places {
                let grid = self.maps.entry((NameKind::Item, *name, map, *slice));
                let found = points.iter().map(|(place, units)| (*place, *units, group));
                grid.or_default().extend(found);
            }
            self.places
                .entry((map, *name, of_events))
                .or_default()
                .extend_from_slice(points);
        }
    }

    /// Counts something that was received, in all and by the time of its receipt.
    pub(in crate::store) fn receive(&mut self, what: Counter, label: &'a str, received_at: Millis) {
        self.receive_times(what, label, received_at, 1);
    }

    /// As [`RollupDelta::receive`], so many times; takes back when negative.
    pub(in crate::store) fn receive_times(
        &mut self,
        counter: Counter,
        label: &'a str,
        received_at: Millis,
        times: i64,
    ) {
        let receipt = Receipt {
            counter,
            label: self.texts.id(label),
            received_at,
        };
        for_each(&mut self.sums, self.sign * times, |rollup, add| {
            (rollup.receipt)(&receipt, add);
        });
    }

    /// Adds what follows from how a player changed.
    pub(super) fn add_player(&mut self, change: &PlayerChange<'_>) {
        for_each(&mut self.sums, self.sign, |rollup, add| {
            (rollup.player)(change, add)
        });
    }

    /// Adds what follows from how a match changed.
    pub(super) fn add_match(&mut self, change: &MatchChange<'_>) {
        for_each(&mut self.sums, self.sign, |rollup, add| {
            (rollup.matched)(change, add)
        });
    }

    /// Adds what combinations have to each of their slices, when all rows are there. Before that, the sums are of no use.
    pub(super) fn spread(&mut self) {
        if self.combinations.is_empty() {
            return;
        }
        for (rollup, sums) in ALL.iter().zip(&mut self.sums) {
            Adder::spread(rollup, sums, &self.combinations);
        }
    }

    /// Whether nothing is added.
    pub(super) fn is_empty(&self) -> bool {
        self.sums.iter().all(|sums| sums.0.is_empty())
    }

    /// The distinct first parts of the keys of a total, in order.
    pub(super) fn first_texts(&self, rollup: &Rollup) -> Vec<&'a str> {
        let keys = self.of(rollup).0.keys();
        let ids: FxHashSet<u64> = keys.map(|key| key.parts()[0]).collect();
        let texts = ids.into_iter().map(TextId::of_part);
        let mut texts: Vec<_> = texts.map(|id| self.texts.borrowed(id)).collect();
        texts.sort_unstable();
        texts
    }

    /// The sums of one total.
    pub(super) fn of(&self, rollup: &Rollup) -> &Sums {
        let all = ALL.iter().zip(&self.sums);
        let mut of_table = all.filter(|(known, _)| known.table == rollup.table);
        of_table.next().map_or(&self.nothing, |(_, sums)| sums)
    }
}
