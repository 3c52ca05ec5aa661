//! The names of one commit that the database has not seen: which get a place, which are listed without one, and how
//! many are not even listed. Pure.

use super::names::{Names, for_each_name, for_each_name_of_event};
use crate::model::{Event, Millis, NameKind, OTHER, StatSheet};
use std::collections::BTreeMap;

/// What is known of the item in which a name came first.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Origin<'a> {
    pub(in crate::store) received_at: Millis,
    /// The door it came through.
    pub(in crate::store) source: &'a str,
    pub(in crate::store) player_id: &'a str,
}

/// A name that came first in this commit.
#[derive(Debug)]
pub(in crate::store) struct Newcomer<'a> {
    pub(in crate::store) kind: NameKind,
    pub(in crate::store) name: String,
    pub(in crate::store) origin: Origin<'a>,
    /// Whether it is counted by itself.
    pub(in crate::store) has_place: bool,
}

/// New names of one commit: of each group those that come first in the alphabet, and no more than there is room for,
/// since a batch can hold a million.
#[derive(Debug)]
pub(in crate::store) struct Newcomers<'n, 'a> {
    known: &'n Names,
    new: BTreeMap<GroupKey, NewInGroup<'a>>,
    /// Dimensions that came first in this commit.
    new_groups: usize,
}

/// A kind, and a group of it.
pub(in crate::store) type GroupKey = (NameKind, String);

#[derive(Debug, Default)]
struct NewInGroup<'a> {
    names: BTreeMap<String, Origin<'a>>,
    /// How often there was a name for which there was no room.
    unlisted: u64,
}

impl<'n, 'a> Newcomers<'n, 'a> {
    /// None yet, beside those that are `known`.
    pub(in crate::store) fn beside(known: &'n Names) -> Self {
        Self {
            known,
            new: BTreeMap::new(),
            new_groups: 0,
        }
    }

    /// Adds those of `sheet`.
    pub(in crate::store) fn add_sheet(&mut self, sheet: &StatSheet, origin: Origin<'a>) {
        for_each_name(sheet, |kind, name| self.add(kind, name, origin));
    }

    /// Adds those of `event`, which stands alone.
    pub(in crate::store) fn add_event(&mut self, event: &Event, origin: Origin<'a>) {
        for_each_name_of_event(event, |kind, name| self.add(kind, name, origin));
    }

    fn add(&mut self, kind: NameKind, name: &str, origin: Origin<'a>) {
        let known = self.known.of(kind);
        if known.place(name).is_some() {
            return;
        }
        let own_group = known.group(name, 0);
        let key = (kind, own_group.to_owned());
        let key = match self.new.contains_key(&key) {
            true => key,
            false => {
                let group = known.group(name, self.new_groups);
                let is_new =
                    kind == NameKind::Dimension && group != OTHER && known.is_new_group(group);
                self.new_groups += usize::from(is_new);
                (kind, group.to_owned())
            }
        };
        let group = key.1.clone();
        let new = self.new.entry(key).or_default();
        if new.names.contains_key(name) {
            return;
        }
        let room = known.open(&group) + known.listable(&group);
        if new.names.len() < room {
            new.names.insert(name.to_owned(), origin);
            return;
        }
        new.unlisted += 1;
        let comes_earlier = new
            .names
            .last_key_value()
            .is_some_and(|(last, _)| name < last.as_str());
        if comes_earlier {
            new.names.insert(name.to_owned(), origin);
            new.names.pop_last();
        }
    }

    /// The new names, and for each group how often there was one for which there was no room.
    pub(in crate::store) fn into_parts(self) -> (Vec<Newcomer<'a>>, Vec<(GroupKey, u64)>) {
        let (mut newcomers, mut unlisted) = (Vec::new(), Vec::new());
        for ((kind, group), new) in self.new {
            let places = self.known.of(kind).open(&group);
            let names = new.names.into_iter().zip(0..);
            newcomers.extend(names.map(|((name, origin), index)| Newcomer {
                kind,
                name,
                origin,
                has_place: index < places,
            }));
            if new.unlisted > 0 {
                unlisted.push(((kind, group), new.unlisted));
            }
        }
        (newcomers, unlisted)
    }
}
