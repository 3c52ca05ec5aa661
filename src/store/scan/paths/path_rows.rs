//! The steps of one pass, as short as they can be, and the paths they make once all are there.

use super::pieces::{KeyRange, Keys};
use crate::model::{
    Millis, PathRow, PathStep, PathsRequest, PlayerPath, SliceFilter, StepKind, StepNames,
    USUAL_SESSION_GAP_MINUTES,
};
use crate::store::scan::columns::Dictionary;
use crate::store::scan::newest::wants;
use crate::store::scan::{EventBatch, SheetBatch};
use std::cmp::Reverse;
use std::collections::HashSet;

pub(super) const ROW_BYTES: usize = size_of::<Row>();
/// What parts the events of one player that are in no match and no session, as in journeys.
const GAP_MS: i64 = USUAL_SESSION_GAP_MINUTES as i64 * Millis::MINUTE;

/// A step of a path, or no more than that there is one.
#[derive(Debug, Clone, Copy)]
struct Row {
    key: u64,
    at: i64,
    id: i64,
    name: u32,
    units: u32,
    /// `None` of what is left out, and of sheets without loot.
    kind: Option<StepKind>,
    is_sheet: bool,
    /// Whether it is in the slice that is asked for.
    belongs: bool,
}

/// All rows of the paths of a pass.
#[derive(Debug)]
pub(super) struct PathRows {
    slice: SliceFilter,
    left_out: HashSet<String>,
    keys: Keys,
    pass: KeyRange,
    rows: Vec<Row>,
    most: usize,
    /// Items with a number below are steps wherever a sheet has them.
    asked_names: u32,
    /// Keys of paths that alone have too many rows.
    cut: HashSet<u64>,
}

impl PathRows {
    pub(super) fn new(asked: &PathsRequest, most: usize, names: &StepNames) -> Self {
        Self {
            slice: asked.slice.clone(),
            left_out: asked.left_out.iter().map(|name| name.to_string()).collect(),
            keys: Keys::default(),
            pass: KeyRange::ALL,
            rows: Vec::new(),
            most: most.max(2),
            asked_names: names.len(),
            cut: HashSet::new(),
        }
    }

    /// Whether every path was whole.
    pub(super) fn are_whole(&self) -> bool {
        self.cut.is_empty()
    }

    pub(super) fn share_before(&self) -> f64 {
        self.pass.share_before()
    }

    pub(super) fn share_of_pass(&self) -> f64 {
        self.pass.share()
    }

    /// Goes on with the paths that there was no room for; false when there are none.
    pub(super) fn next_pass(&mut self) -> bool {
        self.rows.clear();
        let Some(first) = self.pass.end else {
            return false;
        };
        self.pass = KeyRange { first, end: None };
        true
    }

    pub(super) fn add_sheets(&mut self, batch: &SheetBatch, names: &mut StepNames) {
        let items = numbers(&batch.item_names, StepKind::Item, names);
        let mut looted: Vec<(u32, i64)> = Vec::new();
        for row in batch.rows() {
            let key = self.keys.of(row.player_id(), row.match_id(), "");
            if !self.pass.contains(key) {
                continue;
            }
            looted.clear();
            add_up(&mut looted, batch.items.of(row.index()), &items);
            let most = (0..looted.len()).max_by_key(|index| (looted[*index].1, Reverse(*index)));
            let sheet = Row {
                key,
                at: batch.timestamps_ms[row.index()],
                id: row.id(),
                name: 0,
                units: 0,
                kind: None,
                is_sheet: true,
                belongs: wants(&self.slice, row.game_mode(), row.arms()),
            };
            if looted.is_empty() {
                self.push(sheet);
            }
            for (index, (name, units)) in looted.iter().enumerate() {
                if Some(index) == most || *name < self.asked_names {
                    self.push(sheet.looted(*name, *units));
                }
            }
        }
    }

    pub(super) fn add_events(&mut self, batch: &EventBatch, names: &mut StepNames) {
        let types = &batch.event_types.dictionary;
        let is_left_out =
            |name: &str| self.left_out.contains(name) || self.left_out.contains(names.group(name));
        let left_out: Vec<bool> = types.texts().iter().map(is_left_out).collect();
        let types = numbers(types, StepKind::Event, names);
        let items = numbers(&batch.item_names, StepKind::Item, names);
        let mut looted: Vec<(u32, i64)> = Vec::new();
        for row in batch.rows() {
            let index = row.index();
            let key = self
                .keys
                .of(row.player_id(), row.match_id(), row.session_id());
            if !self.pass.contains(key) {
                continue;
            }
            let event_type = batch.event_types.numbers[index] as usize;
            let event = Row {
                key,
                at: batch.timestamps_ms[index],
                id: row.id(),
                name: types[event_type],
                units: 0,
                kind: (!left_out[event_type]).then_some(StepKind::Event),
                is_sheet: false,
                belongs: wants(&self.slice, row.game_mode(), row.arms()),
            };
            self.push(event);
            looted.clear();
            add_up(&mut looted, batch.items.of(index), &items);
            for (name, units) in &looted {
                self.push(event.looted(*name, *units));
            }
        }
    }

    fn push(&mut self, row: Row) {
        let is_wanted = |rows: &Self| rows.pass.contains(row.key) && !rows.cut.contains(&row.key);
        if is_wanted(self) && self.rows.len() >= self.most {
            self.make_room(row.key);
        }
        if is_wanted(self) {
            self.rows.push(row);
        }
    }

    /// Leaves about half of the paths to a further pass. Of one that has more than all the room, because a row of it
    /// comes now, half its rows stay.
    fn make_room(&mut self, coming: u64) {
        let middle = self.rows.len() / 2;
        let (before, row, _) = self.rows.select_nth_unstable_by_key(middle, |row| row.key);
        let key = row.key;
        let is_lowest = before.iter().all(|row| row.key == key) && coming >= key;
        let end = if is_lowest {
            key.checked_add(1)
        } else {
            Some(key)
        };
        if end.is_some() {
            self.pass.end = end;
            self.rows.retain(|row| self.pass.contains(row.key));
        }
        if self.rows.len() >= self.most && coming == key {
            self.cut.insert(key);
            self.rows.truncate(middle);
        }
    }

    /// Hands the paths to `each`, once all rows are there.
    pub(super) fn each_path(&mut self, mut each: impl FnMut(&PlayerPath<'_>)) {
        // What was looted with an event comes after it.
        self.rows.sort_unstable_by_key(|row| {
            (row.key, !row.is_sheet, row.at, row.id, row.kind, row.name)
        });
        let mut steps = Vec::new();
        for rows in self.rows.chunk_by(|one, next| {
            let is_near = || next.at.saturating_sub(one.at) <= GAP_MS;
            one.key == next.key && (!Keys::is_loose(one.key) || is_near())
        }) {
            let newest = rows.iter().max_by_key(|row| (row.is_sheet, row.at));
            let Some(newest) = newest.filter(|_| rows.iter().any(|row| row.belongs)) else {
                continue;
            };
            steps.clear();
            steps.extend(rows.iter().filter_map(Row::step));
            each(&PlayerPath {
                steps: &steps,
                last_at: Millis(newest.at),
                row: PathRow {
                    is_sheet: newest.is_sheet,
                    id: newest.id,
                },
            });
        }
    }
}

impl Row {
    fn looted(self, name: u32, units: i64) -> Self {
        Self {
            name,
            units: u32::try_from(units).unwrap_or(u32::MAX),
            kind: Some(StepKind::Item),
            ..self
        }
    }

    fn step(&self) -> Option<PathStep> {
        Some(PathStep {
            kind: self.kind?,
            name: self.name,
            at: (!self.is_sheet).then_some(Millis(self.at)),
            units: self.units,
        })
    }
}

/// The numbers that the names of a batch have.
fn numbers(texts: &Dictionary, kind: StepKind, names: &mut StepNames) -> Vec<u32> {
    let texts = texts.texts().iter();
    texts.map(|text| names.number(kind, text)).collect()
}

/// Units by name, where several items may have one.
fn add_up(looted: &mut Vec<(u32, i64)>, items: impl Iterator<Item = (u32, i64)>, names: &[u32]) {
    for (item, units) in items.filter(|(_, units)| *units > 0) {
        let name = names[item as usize];
        match looted.iter_mut().find(|(other, _)| *other == name) {
            Some((_, sum)) => *sum += units,
            None => looted.push((name, units)),
        }
    }
}
