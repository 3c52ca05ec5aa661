//! The names that open rows in the totals, and what each is counted as. Those with rows of their own are limited in number,
//! because the totals would otherwise grow as long as a client invents names; all others are counted together, as
//! [`OTHER`]. Pure.

use crate::model::{Event, NameKind, OTHER, StatSheet};
use rustc_hash::FxHashMap;

/// The most names of a kind that are kept by name without having a place.
const MOST_LISTED: usize = 1_000;

/// Where a name is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Place {
    /// By itself.
    Own,
    /// As another name, or as [`OTHER`], because somebody said so.
    As(Box<str>),
    /// As [`OTHER`], because all places were taken.
    None,
}

/// The names that the database has, each with its place. One that is not here is counted as [`OTHER`].
#[derive(Debug, Default, Clone)]
pub(in crate::store) struct Names([OfKind; 4]);

/// A name that is here.
#[derive(Debug, Clone)]
struct Known {
    place: Place,
    /// Its place in the order in which those came that have or had one of their own.
    slot: i64,
}

/// The slot of a name that never had a place of its own.
pub(in crate::store) const NO_SLOT: i64 = -1;

/// The names of one kind.
#[derive(Debug, Default, Clone)]
pub(in crate::store) struct OfKind {
    places: FxHashMap<Box<str>, Known>,
    /// How many have a place of their own.
    own: usize,
    /// How many are listed without one.
    without: usize,
    /// Slots that were given out.
    slots: i64,
    /// Whether there were more without a place than are listed. Then nobody knows whether a name that is not here is new.
    pub(in crate::store) has_unlisted: bool,
}

impl OfKind {
    /// Where a name is counted that is here.
    pub(in crate::store) fn place(&self, name: &str) -> Option<&Place> {
        self.places.get(name).map(|known| &known.place)
    }

    /// All that are here.
    pub(in crate::store) fn all(&self) -> impl Iterator<Item = (&str, &Place)> {
        let places = self.places.iter();
        places.map(|(name, known)| (&**name, &known.place))
    }

    /// How many more could have a place of their own.
    pub(in crate::store) fn room(&self, kind: NameKind) -> usize {
        kind.limit().saturating_sub(self.own)
    }

    /// How many new names get a place by themselves: none where one may not be new, because what was counted of it is
    /// among others.
    pub(in crate::store) fn open(&self, kind: NameKind) -> usize {
        match self.has_unlisted {
            true => 0,
            false => self.room(kind),
        }
    }

    /// How many more are listed without a place.
    pub(in crate::store) fn listable(&self) -> usize {
        MOST_LISTED.saturating_sub(self.without)
    }

    /// Puts a name where it is counted from now on, and returns its slot.
    pub(in crate::store) fn put(&mut self, name: &str, place: Place) -> i64 {
        let had = self.places.get(name).map_or(NO_SLOT, |known| known.slot);
        let slot = match place {
            Place::Own if had == NO_SLOT => self.slots,
            _ => had,
        };
        self.put_with_slot(name, place, slot);
        slot
    }

    /// As [`put`](Self::put), where the slot is known.
    pub(in crate::store) fn put_with_slot(&mut self, name: &str, place: Place, slot: i64) {
        self.slots = self.slots.max(slot + 1);
        match place {
            Place::Own => self.own += 1,
            Place::None => self.without += 1,
            Place::As(_) => {}
        }
        let before = self.places.insert(name.into(), Known { place, slot });
        match before.map(|known| known.place) {
            Some(Place::Own) => self.own -= 1,
            Some(Place::None) => self.without -= 1,
            _ => {}
        }
    }

    fn is_own(&self, name: &str) -> bool {
        self.place(name) == Some(&Place::Own)
    }

    fn counted<'a>(&'a self, name: &'a str) -> &'a str {
        match self.place(name) {
            Some(Place::Own) => name,
            Some(Place::As(counted)) => counted,
            Some(Place::None) | None => OTHER,
        }
    }
}

impl Names {
    pub(in crate::store) fn of(&self, kind: NameKind) -> &OfKind {
        &self.0[kind as usize]
    }

    pub(in crate::store) fn of_mut(&mut self, kind: NameKind) -> &mut OfKind {
        &mut self.0[kind as usize]
    }

    /// Itself, unless every name that was ever stored is counted by itself.
    pub(in crate::store) fn unless_all_own(&self) -> Option<&Self> {
        let own = NameKind::ALL.into_iter().all(|kind| self.are_all_own(kind));
        (!own).then_some(self)
    }

    /// Whether every name of a kind that was ever stored is counted by itself.
    pub(in crate::store) fn are_all_own(&self, kind: NameKind) -> bool {
        let kind = self.of(kind);
        kind.own == kind.places.len() && !kind.has_unlisted
    }

    /// What a name is counted as.
    pub(in crate::store) fn counted<'a>(&'a self, kind: NameKind, name: &'a str) -> &'a str {
        self.of(kind).counted(name)
    }

    /// The experiment and the variant that a variant is counted as; `joined` is for putting both together.
    pub(in crate::store) fn counted_arm<'a>(
        &'a self,
        (experiment, variant): (&'a str, &'a str),
        joined: &mut String,
    ) -> (&'a str, &'a str) {
        join(joined, experiment, variant);
        match self.of(NameKind::Variant).place(joined) {
            Some(Place::Own) => (experiment, variant),
            Some(Place::As(counted)) => arm(counted).unwrap_or((OTHER, OTHER)),
            Some(Place::None) | None => (OTHER, OTHER),
        }
    }

    /// Whether all names of `sheet` are here.
    pub(in crate::store) fn have_all(&self, sheet: &StatSheet) -> bool {
        let mut here = true;
        for_each_name(sheet, |kind, name| {
            here = here && self.of(kind).place(name).is_some();
        });
        here
    }

    /// Whether all names of `sheet` are counted by themselves.
    pub(in crate::store) fn are_own(&self, sheet: &StatSheet) -> bool {
        let mut own = true;
        for_each_name(sheet, |kind, name| own = own && self.of(kind).is_own(name));
        own
    }

    /// Whether the type of `event`, which stands alone, is counted by itself.
    pub(in crate::store) fn is_own_type(&self, event: &Event) -> bool {
        let types = self.of(NameKind::EventType);
        types.is_own(event.event_type.as_str())
    }
}

/// Stands between experiment and variant; neither can hold it.
const BETWEEN: char = '\t';

/// The experiment and the variant that the name of a [`NameKind::Variant`] is made of.
pub(in crate::store) fn arm(name: &str) -> Option<(&str, &str)> {
    name.split_once(BETWEEN)
}

/// The name of a [`NameKind::Variant`].
pub(in crate::store) fn of_arm(experiment: &str, variant: &str) -> String {
    let mut joined = String::new();
    join(&mut joined, experiment, variant);
    joined
}

fn join(joined: &mut String, experiment: &str, variant: &str) {
    joined.clear();
    joined.push_str(experiment);
    joined.push(BETWEEN);
    joined.push_str(variant);
}

/// Calls `visit` with the kind and the text of each name that opens rows.
pub(in crate::store) fn for_each_name(sheet: &StatSheet, mut visit: impl FnMut(NameKind, &str)) {
    for item in sheet.looted_items.keys() {
        visit(NameKind::Item, item.as_str());
    }
    for item in sheet.locations.keys() {
        if !sheet.looted_items.contains_key(item) {
            visit(NameKind::Item, item.as_str());
        }
    }
    if let Some(game_mode) = &sheet.game_mode {
        visit(NameKind::GameMode, game_mode.as_str());
    }
    if !sheet.experiments.is_empty() {
        let mut joined = String::new();
        for (experiment, variant) in &sheet.experiments {
            join(&mut joined, experiment.as_str(), variant.as_str());
            visit(NameKind::Variant, &joined);
        }
    }
    for event in &sheet.events {
        visit(NameKind::EventType, event.event_type.as_str());
    }
}
