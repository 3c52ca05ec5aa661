//! The names that open new rows in the totals. They are limited in number, because what is counted per name
//! would otherwise grow as long as a client invents names.

use crate::model::{Event, Fault, Faults, MAX_DISTINCT_ITEMS, StatSheet};
use crate::store::write::entry::SheetContent;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

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
pub(in crate::store) struct Names([FxHashSet<String>; 4]);

impl Names {
    pub(in crate::store) fn of(&self, kind: NameKind) -> &FxHashSet<String> {
        &self.0[kind as usize]
    }

    /// Adds a name unless there are too many already.
    pub(in crate::store) fn add(&mut self, kind: NameKind, name: String) -> bool {
        let names = &mut self.0[kind as usize];
        names.contains(&name) || (names.len() < kind.limit() && names.insert(name))
    }

    /// Whether all names of `sheet` are here.
    pub(in crate::store) fn know(&self, sheet: &StatSheet) -> bool {
        let mut known = true;
        for_each_name(sheet, |kind, name, _| {
            known = known && self.of(kind).contains(name);
        });
        known
    }

    /// Whether the type of `event`, which stands alone, is here.
    pub(in crate::store) fn know_type(&self, event: &Event) -> bool {
        let types = self.of(NameKind::EventType);
        types.contains(event.event_type.as_str())
    }

    /// Why `event`, which stands alone, must not be stored.
    pub(in crate::store) fn refusal_of_event(&self, event: &Event) -> Option<Faults> {
        let refused = !self.know_type(event);
        refused.then(|| Faults::one("event_type", NameKind::EventType.too_many()))
    }

    /// Why `sheet` must not be stored: it has names that are not here.
    pub(in crate::store) fn refusal(&self, sheet: &SheetContent) -> Option<Faults> {
        let mut faults = Vec::new();
        for_each_name(&sheet.sheet, |kind, name, field| {
            if self.of(kind).contains(name) {
                return;
            }
            Faults::note(&mut faults, || {
                let field = match (kind, field) {
                    (_, Field::Event(index)) => format!("events[{index}].event_type"),
                    (NameKind::Item, Field::Named(field)) => format!("{field}.{name}"),
                    (NameKind::Variant, Field::Named(field)) => {
                        format!("{field}.{}", name.split(BETWEEN).next().unwrap_or(name))
                    }
                    (_, Field::Named(field)) => field.to_owned(),
                };
                Fault::new(field, kind.too_many())
            });
        });
        Faults::from_vec(faults)
    }
}

/// New names of one commit: of each kind those that come first in the alphabet, and no more than there is room for,
/// since a batch can hold a million.
#[derive(Debug)]
pub(in crate::store) struct NewNames<'n> {
    known: &'n Names,
    new: [BTreeSet<String>; 4],
}

impl<'n> NewNames<'n> {
    /// None yet, beside those that are `known`.
    pub(in crate::store) fn beside(known: &'n Names) -> Self {
        Self {
            known,
            new: Default::default(),
        }
    }

    /// Adds those of `sheet`.
    pub(in crate::store) fn add_sheet(&mut self, sheet: &StatSheet) {
        for_each_name(sheet, |kind, name, _| self.add(kind, name));
    }

    /// Adds the type of `event`, which stands alone.
    pub(in crate::store) fn add_type(&mut self, event: &Event) {
        self.add(NameKind::EventType, event.event_type.as_str());
    }

    fn add(&mut self, kind: NameKind, name: &str) {
        let known = self.known.of(kind);
        let room = kind.limit().saturating_sub(known.len());
        let new = &mut self.new[kind as usize];
        let comes_too_late =
            new.len() >= room && new.last().is_none_or(|last| name >= last.as_str());
        if comes_too_late || known.contains(name) || new.contains(name) {
            return;
        }
        new.insert(name.to_owned());
        if new.len() > room {
            new.pop_last();
        }
    }

    /// Each with its kind, in order.
    pub(in crate::store) fn into_names(self) -> impl Iterator<Item = (NameKind, String)> + use<> {
        let kinds = NameKind::ALL.into_iter().zip(self.new);
        kinds.flat_map(|(kind, names)| names.into_iter().map(move |name| (kind, name)))
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
