//! The names that open rows in the totals, and what each is counted as. Those with rows of their own are limited in number,
//! because the totals would otherwise grow as long as a client invents names; all others are counted together, as
//! [`OTHER`]. Pure.

use crate::model::{ArmName, Event, MAP, NameKind, OTHER, OTHER_DIMENSION, StatSheet, arms_of};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The most names of a kind that are kept by name without having a place.
const MOST_LISTED: usize = 1_000;

/// The most values of a dimension of which the same holds.
const MOST_LISTED_VALUES: usize = 200;

/// The most dimensions.
const MOST_DIMENSIONS: usize = 100;

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
#[derive(Debug, Clone)]
pub(in crate::store) struct Names([OfKind; NameKind::ALL.len()]);

impl Default for Names {
    fn default() -> Self {
        Self(NameKind::ALL.map(|kind| OfKind {
            kind,
            places: FxHashMap::default(),
            groups: FxHashMap::default(),
            slots: 0,
        }))
    }
}

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
#[derive(Debug, Clone)]
pub(in crate::store) struct OfKind {
    kind: NameKind,
    places: FxHashMap<Box<str>, Known>,
    /// Values by their dimension; all names of another kind are in one group, whose name is empty.
    groups: FxHashMap<Box<str>, Group>,
    /// Slots that were given out.
    slots: i64,
}

/// Names that share a limit.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    /// How many have a place of their own.
    own: usize,
    /// How many are listed without one.
    without: usize,
    /// Whether there were more without a place than are listed. Then nobody knows whether a name that is not here is new.
    has_unlisted: bool,
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

    /// The group whose limit holds for a name: of values their dimension, as long as that is one of those that are counted;
    /// `new` are as many that are about to be.
    pub(in crate::store) fn group<'n>(&self, name: &'n str, new: usize) -> &'n str {
        match arm(name) {
            Some((dimension, _)) if self.kind == NameKind::Dimension => {
                let is_counted = dimension == MAP || self.groups.contains_key(dimension);
                match is_counted || self.dimensions() + new < MOST_DIMENSIONS {
                    true => dimension,
                    false => OTHER,
                }
            }
            _ => "",
        }
    }

    /// How many dimensions are counted.
    fn dimensions(&self) -> usize {
        self.groups.len() - usize::from(self.groups.contains_key(OTHER))
    }

    /// Whether there is nothing of a group yet.
    pub(in crate::store) fn is_new_group(&self, group: &str) -> bool {
        !self.groups.contains_key(group)
    }

    /// How many more names of a group could have a place of their own.
    pub(in crate::store) fn room(&self, group: &str) -> usize {
        match (self.kind, group) {
            (NameKind::Dimension, OTHER) => 0,
            (kind, group) => kind.limit().saturating_sub(self.in_group(group).own),
        }
    }

    fn in_group(&self, group: &str) -> Group {
        self.groups.get(group).copied().unwrap_or_default()
    }

    /// How many new names of a group get a place by themselves: none where one may not be new, because what was counted of it
    /// is among others.
    pub(in crate::store) fn open(&self, group: &str) -> usize {
        match self.has_unlisted(group) {
            true => 0,
            false => self.room(group),
        }
    }

    /// Whether there were more names of a group without a place than are listed.
    pub(in crate::store) fn has_unlisted(&self, group: &str) -> bool {
        self.in_group(group).has_unlisted
    }

    /// Notes that there were.
    pub(in crate::store) fn note_unlisted(&mut self, group: &str) {
        self.groups.entry(group.into()).or_default().has_unlisted = true;
    }

    /// How many more names of a group are listed without a place.
    pub(in crate::store) fn listable(&self, group: &str) -> usize {
        let most = match self.kind {
            NameKind::Dimension => MOST_LISTED_VALUES,
            _ => MOST_LISTED,
        };
        most.saturating_sub(self.in_group(group).without)
    }

    /// Puts a name where it is counted from now on, and returns its slot.
    pub(in crate::store) fn put(&mut self, name: &str, place: Place) -> i64 {
        let had = self.places.get(name).map_or(NO_SLOT, |known| known.slot);
        // A dimension is known by values that have slots, also where the first one that is known is hidden.
        let opens = match place {
            Place::Own => true,
            Place::As(_) => self.kind == NameKind::Dimension && self.group(name, 0) != OTHER,
            Place::None => false,
        };
        let slot = if opens && had == NO_SLOT {
            self.slots
        } else {
            had
        };
        self.put_with_slot(name, place, slot);
        slot
    }

    /// As [`put`](Self::put), where the slot is known. Those that have or had a place are put before others.
    pub(in crate::store) fn put_with_slot(&mut self, name: &str, place: Place, slot: i64) {
        self.slots = self.slots.max(slot + 1);
        let group = match arm(name) {
            // It was counted when there was room for its dimension.
            Some((dimension, _)) if self.kind == NameKind::Dimension => {
                match slot >= 0 || self.groups.contains_key(dimension) {
                    true => dimension,
                    false => OTHER,
                }
            }
            _ => "",
        };
        let group = self.groups.entry(group.into()).or_default();
        match place {
            Place::Own => group.own += 1,
            Place::None => group.without += 1,
            Place::As(_) => {}
        }
        let before = self.places.insert(name.into(), Known { place, slot });
        match before.map(|known| known.place) {
            Some(Place::Own) => group.own -= 1,
            Some(Place::None) => group.without -= 1,
            _ => {}
        }
    }

    fn are_all_own(&self) -> bool {
        let own: usize = self.groups.values().map(|group| group.own).sum();
        own == self.places.len() && !self.groups.values().any(|group| group.has_unlisted)
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
        self.of(kind).are_all_own()
    }

    /// What a name is counted as, as the table of names has it.
    pub(in crate::store) fn counted_name(&self, kind: NameKind, name: &str) -> String {
        let Some((dimension, value)) = arm(name) else {
            return self.counted(kind, name).to_owned();
        };
        match self.counted_arm((kind, dimension, value), &mut String::new()) {
            (OTHER | OTHER_DIMENSION, _) => OTHER.to_owned(),
            (dimension, value) => of_arm(dimension, value),
        }
    }

    /// What a name is counted as that is neither a variant nor a value.
    pub(in crate::store) fn counted<'a>(&'a self, kind: NameKind, name: &'a str) -> &'a str {
        self.of(kind).counted(name)
    }

    /// The experiment and the variant that a variant is counted as, or the dimension and its value; `joined` is for putting both
    /// together. A value without a place is among the others of its dimension.
    pub(in crate::store) fn counted_arm<'a>(
        &'a self,
        (kind, name, value): ArmName<'a>,
        joined: &mut String,
    ) -> (&'a str, &'a str) {
        join(joined, name, value);
        let of_kind = self.of(kind);
        let among_others = || match kind == NameKind::Dimension && !of_kind.is_new_group(name) {
            true => (name, OTHER),
            false => other_arm(kind),
        };
        match of_kind.place(joined) {
            Some(Place::Own) => (name, value),
            Some(Place::As(counted)) => arm(counted).unwrap_or_else(among_others),
            Some(Place::None) | None => among_others(),
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

    /// Whether all names of `event`, which stands alone, are counted by themselves.
    pub(in crate::store) fn are_own_of_event(&self, event: &Event) -> bool {
        let mut own = true;
        for_each_name_of_event(event, |kind, name| own = own && self.of(kind).is_own(name));
        own
    }
}

/// What variants without a place are counted as, and values of dimensions without one.
pub(in crate::store) fn other_arm(kind: NameKind) -> (&'static str, &'static str) {
    match kind {
        NameKind::Dimension => (OTHER_DIMENSION, OTHER),
        _ => (OTHER, OTHER),
    }
}

/// Stands between experiment and variant; neither can hold it.
const BETWEEN: char = '\t';

/// The experiment and the variant that the name of a [`NameKind::Variant`] is made of, or the dimension and its value.
pub(in crate::store) fn arm(name: &str) -> Option<(&str, &str)> {
    name.split_once(BETWEEN)
}

/// The name of a [`NameKind::Variant`] or a [`NameKind::Dimension`].
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
    let arms = sheet.arms();
    for_each_arm(arms, &mut visit);
    for event in &sheet.events {
        for_each_name_of_event(event, &mut visit);
    }
}

/// As [`for_each_name`], of an event: those that are its own, and not its sheet's.
pub(in crate::store) fn for_each_name_of_event(
    event: &Event,
    mut visit: impl FnMut(NameKind, &str),
) {
    visit(NameKind::EventType, event.event_type.as_str());
    for item in event.items.keys() {
        visit(NameKind::Item, item.as_str());
    }
    if let Some(game_mode) = &event.game_mode {
        visit(NameKind::GameMode, game_mode.as_str());
    }
    let experiments = BTreeMap::new();
    let arms = arms_of(&experiments, &event.dimensions, event.map.as_ref());
    for_each_arm(arms, &mut visit);
}

fn for_each_arm<'a>(
    arms: impl Iterator<Item = ArmName<'a>>,
    visit: &mut impl FnMut(NameKind, &str),
) {
    let mut joined = String::new();
    for (kind, name, value) in arms {
        join(&mut joined, name, value);
        visit(kind, &joined);
    }
}
