//! The names that open new rows in the totals. They are limited in number, because what is counted per name
//! would otherwise grow as long as a client invents names.

use crate::model::{Event, Fault, Faults, MAX_DISTINCT_ITEMS, StatSheet};
use crate::store::write::entry::SheetContent;
use std::collections::{BTreeSet, HashSet};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::store) enum NameKind {
    Item,
    GameMode,
    Variant,
    EventType,
}

impl NameKind {
    pub(in crate::store) const ALL: [Self; 4] =
        [Self::Item, Self::GameMode, Self::Variant, Self::EventType];

    pub(in crate::store) fn as_str(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::GameMode => "game_mode",
            Self::Variant => "variant",
            Self::EventType => "event_type",
        }
    }

    /// The most names of the kind.
    pub(in crate::store) fn limit(self) -> usize {
        match self {
            Self::Item => MAX_DISTINCT_ITEMS as usize,
            Self::GameMode => 100,
            Self::Variant => 500,
            Self::EventType => 1_000,
        }
    }

    fn too_many(self) -> String {
        let (kind, limit) = (self.as_str().replace('_', " "), self.limit());
        format!(
            "is a new {kind}, and the limit of {limit} is reached; put what varies without bound into custom_stats or event details"
        )
    }
}

/// The names the database has.
#[derive(Debug, Default, Clone)]
pub(in crate::store) struct Names([HashSet<String>; 4]);

impl Names {
    pub(in crate::store) fn of(&self, kind: NameKind) -> &HashSet<String> {
        &self.0[kind as usize]
    }

    /// Adds a name unless there are too many already.
    pub(in crate::store) fn add(&mut self, kind: NameKind, name: String) -> bool {
        let names = &mut self.0[kind as usize];
        names.contains(&name) || (names.len() < kind.limit() && names.insert(name))
    }

    /// Adds the names of `sheet` that are not here to `missing`.
    pub(in crate::store) fn missing(
        &self,
        sheet: &SheetContent,
        missing: &mut BTreeSet<(NameKind, String)>,
    ) {
        for_each_name(&sheet.sheet, |kind, name, _| {
            if !self.of(kind).contains(name) {
                missing.insert((kind, name.to_owned()));
            }
        });
    }

    /// Adds the type of `event`, which stands alone, to `missing` when it is not here.
    pub(in crate::store) fn missing_type(
        &self,
        event: &Event,
        missing: &mut BTreeSet<(NameKind, String)>,
    ) {
        let kind = NameKind::EventType;
        if !self.of(kind).contains(event.event_type.as_str()) {
            missing.insert((kind, event.event_type.as_str().to_owned()));
        }
    }

    /// Why `event`, which stands alone, must not be stored.
    pub(in crate::store) fn refusal_of_event(&self, event: &Event) -> Option<Faults> {
        let kind = NameKind::EventType;
        let known = self.of(kind).contains(event.event_type.as_str());
        (!known).then(|| Faults::one("event_type", kind.too_many()))
    }

    /// Why `sheet` must not be stored: it has names that are not here.
    pub(in crate::store) fn refusal(&self, sheet: &SheetContent) -> Option<Faults> {
        let mut faults = Vec::new();
        for_each_name(&sheet.sheet, |kind, name, field| {
            // A sheet holds thousands of events; the first few are enough to tell.
            if !self.of(kind).contains(name) && faults.len() < Faults::MAX_LISTED {
                let field = match (kind, field) {
                    (_, Field::Event(index)) => format!("events[{index}].event_type"),
                    (NameKind::Item, Field::Named(field)) => format!("{field}.{name}"),
                    (NameKind::Variant, Field::Named(field)) => {
                        format!("{field}.{}", name.split(BETWEEN).next().unwrap_or(name))
                    }
                    (_, Field::Named(field)) => field.to_owned(),
                };
                faults.push(Fault::new(field, kind.too_many()));
            }
        });
        Faults::from_vec(faults)
    }
}

/// Stands between experiment and variant; neither can hold it.
const BETWEEN: char = '\t';

/// The experiment and the variant that the name of a [`NameKind::Variant`] is made of.
pub(in crate::store) fn arm(name: &str) -> Option<(&str, &str)> {
    name.split_once(BETWEEN)
}

/// Where in a sheet a name stands.
enum Field {
    Named(&'static str),
    Event(usize),
}

/// Calls `visit` with the kind, the name and the place of each name that opens rows.
fn for_each_name(sheet: &StatSheet, mut visit: impl FnMut(NameKind, &str, Field)) {
    for item in sheet.looted_items.keys() {
        visit(NameKind::Item, item.as_str(), Field::Named("looted_items"));
    }
    for item in sheet.locations.keys() {
        if !sheet.looted_items.contains_key(item) {
            visit(NameKind::Item, item.as_str(), Field::Named("locations"));
        }
    }
    if let Some(game_mode) = &sheet.game_mode {
        visit(
            NameKind::GameMode,
            game_mode.as_str(),
            Field::Named("game_mode"),
        );
    }
    for (experiment, variant) in &sheet.experiments {
        visit(
            NameKind::Variant,
            &format!("{experiment}{BETWEEN}{variant}"),
            Field::Named("experiments"),
        );
    }
    for (index, event) in sheet.events.iter().enumerate() {
        visit(
            NameKind::EventType,
            event.event_type.as_str(),
            Field::Event(index),
        );
    }
}
