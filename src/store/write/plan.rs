//! Sorts the entries of one transaction: sheets and events to insert, and refusals. Pure: what only the
//! database knows (which keys it has seen) comes later.

use crate::model::{ArmName, Event, Faults, Label, Millis, Name, StatSheet, arms_of};
use crate::store::write::entry::{Content, Entry, SheetContent};
use crate::store::write::names::Names;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Units of all sheets and events together, so that no sum of units outgrows a `bigint`: SQLite would go on with a rounded number.
/// Half of what fits, which leaves room for what other servers commit meanwhile.
const MOST_UNITS: i64 = i64::MAX / 2;

/// A sheet to insert.
pub(in crate::store) struct PlannedSheet<'a> {
    pub(in crate::store) entry: usize,
    pub(in crate::store) id: i64,
    pub(in crate::store) row: &'a SheetContent,
    pub(in crate::store) received_at: Millis,
}

impl PlannedSheet<'_> {
    /// Of all items, those of its events among them.
    fn units(&self) -> i64 {
        let events = self.row.sheet.events.iter();
        self.row.units + events.map(|event| event.total_units() as i64).sum::<i64>()
    }
}

/// An event to insert, alone or with its sheet.
pub(in crate::store) struct PlannedEvent<'a> {
    /// The entry, when it stands alone.
    pub(in crate::store) entry: Option<usize>,
    pub(in crate::store) id: i64,
    pub(in crate::store) event: &'a Event,
    pub(in crate::store) received_at: Millis,
    /// The sheet it came inside, with its id.
    pub(in crate::store) inside: Option<(&'a StatSheet, i64)>,
}

impl<'a> PlannedEvent<'a> {
    fn sheet(&self) -> Option<&'a StatSheet> {
        self.inside.map(|(sheet, _)| sheet)
    }

    /// Empty where there is none.
    pub(in crate::store) fn match_id(&self) -> &'a str {
        self.event.match_id.as_ref().map_or("", |id| id.as_str())
    }

    /// Its own or that of its sheet; empty where there is none.
    pub(in crate::store) fn game_mode(&self) -> &'a str {
        let of_sheet = || self.sheet()?.game_mode.as_ref();
        let game_mode = self.event.game_mode.as_ref().or_else(of_sheet);
        game_mode.map_or("", |mode| mode.as_str())
    }

    fn own_or_sheets_map(&self) -> Option<&'a Label> {
        self.event
            .map
            .as_ref()
            .or_else(|| self.sheet()?.map.as_ref())
    }

    /// Its own or that of its sheet; empty where there is none.
    pub(in crate::store) fn map(&self) -> &'a str {
        self.own_or_sheets_map().map_or("", |map| map.as_str())
    }

    /// Its own or that of its sheet.
    pub(in crate::store) fn session_id(&self) -> Option<&'a str> {
        let of_sheet = || self.sheet()?.session_id.as_ref();
        let session_id = self.event.session_id.as_ref().or_else(of_sheet);
        session_id.map(|id| id.as_str())
    }

    pub(in crate::store) fn stat_sheet_id(&self) -> Option<i64> {
        self.inside.map(|(_, id)| id)
    }

    /// What it counts in beside everyone: the experiments of its sheet, its dimensions or those of its sheet, its map.
    pub(in crate::store) fn arms(&self) -> impl Iterator<Item = ArmName<'a>> + Clone + use<'a> {
        let experiments = self
            .sheet()
            .map_or(&NO_EXPERIMENTS, |sheet| &sheet.experiments);
        let dimensions = match self.sheet() {
            Some(sheet) if self.event.dimensions.is_empty() => &sheet.dimensions,
            _ => &self.event.dimensions,
        };
        arms_of(experiments, dimensions, self.own_or_sheets_map())
    }
}

static NO_EXPERIMENTS: BTreeMap<Name, Name> = BTreeMap::new();

/// Which of some rows, whose ids rise by one, were new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct NewIds {
    first: i64,
    new: Vec<bool>,
}

impl NewIds {
    /// Of `rows` rows from id `first` on, none so far.
    pub(in crate::store) fn none(first: i64, rows: usize) -> Self {
        Self {
            first,
            new: vec![false; rows],
        }
    }

    /// Adds an id of the range.
    pub(in crate::store) fn add(&mut self, id: i64) {
        let new = usize::try_from(id - self.first).ok();
        if let Some(new) = new.and_then(|index| self.new.get_mut(index)) {
            *new = true;
        }
    }

    /// Whether the row with this id was new.
    pub(in crate::store) fn contains(&self, id: i64) -> bool {
        let index = usize::try_from(id - self.first).ok();
        index.is_some_and(|index| self.new.get(index) == Some(&true))
    }

    /// How many were not new.
    pub(in crate::store) fn known(&self) -> usize {
        self.new.iter().filter(|new| !**new).count()
    }
}

/// What is to be done with each entry.
#[derive(Default)]
pub(in crate::store) struct CommitPlan<'a> {
    pub(in crate::store) sheets: Vec<PlannedSheet<'a>>,
    pub(in crate::store) events: Vec<PlannedEvent<'a>>,
    /// Entries to keep as dead letters, with why.
    pub(in crate::store) refused: Vec<(usize, Cow<'a, Faults>)>,
}

impl<'a> CommitPlan<'a> {
    pub(in crate::store) fn new(entries: &'a [Entry]) -> Self {
        let mut plan = Self::default();
        for (index, entry) in entries.iter().enumerate() {
            match &entry.content {
                Content::Sheet(row) => plan.sheets.push(PlannedSheet {
                    entry: index,
                    id: 0,
                    row,
                    received_at: entry.received_at,
                }),
                Content::Event(event) => plan.events.push(PlannedEvent {
                    entry: Some(index),
                    id: 0,
                    event,
                    received_at: entry.received_at,
                    inside: None,
                }),
                Content::Rejected(faults) => {
                    plan.refused.push((index, Cow::Borrowed(faults)));
                }
            }
        }
        plan
    }

    /// Whether all names of the sheets and the events are counted by themselves.
    pub(in crate::store) fn is_named_by(&self, names: &Names) -> bool {
        let (mut sheets, mut events) = (self.sheets.iter(), self.events.iter());
        sheets.all(|planned| names.are_own(&planned.row.sheet))
            && events.all(|planned| names.are_own_of_event(planned.event))
    }

    /// Refuses sheets and events that are more than there is room for beside the units that are `stored`.
    pub(in crate::store) fn refuse_past_the_most_units(&mut self, stored: i64) {
        let mut units = stored;
        let mut has_room = |own: i64| {
            let more = units.saturating_add(own);
            let has_room = more <= MOST_UNITS || own == 0;
            if has_room {
                units = more;
            }
            has_room
        };
        let refused = &mut self.refused;
        self.sheets.retain(|sheet| {
            let has_room = has_room(sheet.units());
            if !has_room {
                let faults = no_room("looted_items", sheet.units());
                refused.push((sheet.entry, Cow::Owned(faults)));
            }
            has_room
        });
        self.events.retain(|planned| {
            let units = planned.event.total_units() as i64;
            let has_room = has_room(units);
            if let (false, Some(entry)) = (has_room, planned.entry) {
                refused.push((entry, Cow::Owned(no_room("items", units))));
            }
            has_room
        });
    }

    /// Gives the sheets their ids, from `first` on.
    pub(in crate::store) fn number_sheets(&mut self, first: i64) {
        for (sheet, id) in self.sheets.iter_mut().zip(first..) {
            sheet.id = id;
        }
    }

    /// Adds the events of the sheets that turned out to be new, and gives all events their ids, from `first` on.
    pub(in crate::store) fn number_events(
        &mut self,
        first: i64,
        is_new: impl Fn(&PlannedSheet<'_>) -> bool,
    ) {
        let new = self.sheets.iter().filter(|sheet| is_new(sheet));
        self.events.extend(new.flat_map(events_of));
        for (event, id) in self.events.iter_mut().zip(first..) {
            event.id = id;
        }
    }

    /// The most events that could be inserted.
    pub(in crate::store) fn event_count(&self) -> usize {
        let inside = self.sheets.iter().map(|sheet| sheet.row.sheet.events.len());
        self.events.len() + inside.sum::<usize>()
    }
}

fn no_room(field: &str, units: i64) -> Faults {
    let reason = format!(
        "has {units} units, and there is no room for them: all sheets and events together may have {MOST_UNITS}"
    );
    Faults::one(field, reason)
}

fn events_of<'a>(sheet: &PlannedSheet<'a>) -> impl Iterator<Item = PlannedEvent<'a>> + use<'a> {
    let (id, received_at, row) = (sheet.id, sheet.received_at, sheet.row);
    row.sheet.events.iter().map(move |event| PlannedEvent {
        entry: None,
        id: 0,
        event,
        received_at,
        inside: Some((&row.sheet, id)),
    })
}
