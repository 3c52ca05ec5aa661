//! The names of one commit that the database has not seen: which get a place, which are listed without one, and how
//! many are not even listed. Pure.

use super::names::{Names, for_each_name};
use crate::model::{Event, Millis, NameKind, StatSheet};
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

/// New names of one commit: of each kind those that come first in the alphabet, and no more than there is room for,
/// since a batch can hold a million.
#[derive(Debug)]
pub(in crate::store) struct Newcomers<'n, 'a> {
    known: &'n Names,
    new: [BTreeMap<String, Origin<'a>>; 4],
    /// How often there was a name for which there was no room.
    unlisted: [u64; 4],
}

impl<'n, 'a> Newcomers<'n, 'a> {
    /// None yet, beside those that are `known`.
    pub(in crate::store) fn beside(known: &'n Names) -> Self {
        Self {
            known,
            new: Default::default(),
            unlisted: [0; 4],
        }
    }

    /// Adds those of `sheet`.
    pub(in crate::store) fn add_sheet(&mut self, sheet: &StatSheet, origin: Origin<'a>) {
        for_each_name(sheet, |kind, name| self.add(kind, name, origin));
    }

    /// Adds the type of `event`, which stands alone.
    pub(in crate::store) fn add_type(&mut self, event: &Event, origin: Origin<'a>) {
        self.add(NameKind::EventType, event.event_type.as_str(), origin);
    }

    fn add(&mut self, kind: NameKind, name: &str, origin: Origin<'a>) {
        let known = self.known.of(kind);
        let new = &mut self.new[kind as usize];
        if known.place(name).is_some() || new.contains_key(name) {
            return;
        }
        let room = known.open(kind) + known.listable();
        if new.len() < room {
            new.insert(name.to_owned(), origin);
            return;
        }
        self.unlisted[kind as usize] += 1;
        let comes_earlier = new
            .last_key_value()
            .is_some_and(|(last, _)| name < last.as_str());
        if comes_earlier {
            new.insert(name.to_owned(), origin);
            new.pop_last();
        }
    }

    /// The new names, and for each kind how often there was one for which there was no room.
    pub(in crate::store) fn into_parts(self) -> (Vec<Newcomer<'a>>, Vec<(NameKind, u64)>) {
        let mut newcomers = Vec::new();
        let kinds = NameKind::ALL.into_iter().zip(self.new);
        for (kind, names) in kinds {
            let places = self.known.of(kind).open(kind);
            let names = names.into_iter().zip(0..);
            newcomers.extend(names.map(|((name, origin), index)| Newcomer {
                kind,
                name,
                origin,
                has_place: index < places,
            }));
        }
        let unlisted = NameKind::ALL.into_iter().zip(self.unlisted);
        let unlisted = unlisted.filter(|(_, times)| *times > 0);
        (newcomers, unlisted.collect())
    }
}
