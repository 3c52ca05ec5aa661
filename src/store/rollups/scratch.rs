//! What one row counts in, and its items with their places, before they are added up.

use super::facts::{ItemFacts, SliceKey};
use super::source::{Placed, Points};
use super::texts::{TextId, Texts};
use crate::model::{ArmName, MAP, NameKind};
use crate::store::write::names::Names;

/// Kept from sheet to sheet, so that it is not made anew for each.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) slices: Vec<SliceKey>,
    pub(super) items: Vec<ItemFacts>,
    pub(super) points: Points,
    /// Which item a part of `points` is of.
    pub(super) point_items: Vec<(TextId, usize)>,
    /// Items by the names they came with, and their units, where these are not always what they are counted as.
    sent: Vec<(TextId, i64)>,
    joined: String,
}

impl Scratch {
    /// Takes the slice of everyone in a mode, and one for each of `arms`. Returns the map that places are on; none
    /// where that has no place among the maps, because places of different maps are never together.
    pub(super) fn slices<'a>(
        &mut self,
        texts: &mut Texts<'a>,
        names: Option<&'a Names>,
        game_mode: TextId,
        arms: impl Iterator<Item = ArmName<'a>>,
        map: &'a str,
    ) -> Option<OnMap> {
        let (slices, joined) = (&mut self.slices, &mut self.joined);
        slices.clear();
        slices.push(SliceKey {
            game_mode,
            experiment: TextId::EMPTY,
            variant: TextId::EMPTY,
        });
        for arm in arms {
            let (experiment, variant) = match names {
                None => (arm.1, arm.2),
                Some(names) => names.counted_arm(arm, joined),
            };
            let slice = SliceKey {
                game_mode,
                experiment: texts.id(experiment),
                variant: texts.id(variant),
            };
            // Several may be counted as one.
            if names.is_none() || !slices.contains(&slice) {
                slices.push(slice);
            }
        }
        if map.is_empty() {
            return Some(OnMap {
                name: TextId::EMPTY,
            });
        }
        let counted = match names {
            None => map,
            Some(names) => names.counted_arm((NameKind::Dimension, MAP, map), joined).1,
        };
        let name = texts.id(counted);
        (name != TextId::OTHER).then_some(OnMap { name })
    }

    /// Takes what items there are and where; returns the units of all, and those of them with a place. `sheets`
    /// is what each counts as one of.
    pub(super) fn items<'a, P: Placed>(
        &mut self,
        texts: &mut Texts<'a>,
        names: Option<&'a Names>,
        items: impl Iterator<Item = (&'a str, i64)>,
        places: impl Iterator<Item = (&'a str, P)>,
        sheets: i64,
    ) -> (i64, i64) {
        self.items.clear();
        self.points.clear();
        self.point_items.clear();
        self.sent.clear();
        let mut units = 0;
        for (item, count) in items {
            units += count;
            let name = texts.id(counted(names, NameKind::Item, item));
            let facts = ItemFacts {
                name,
                units: count,
                located_units: 0,
                sheets,
            };
            if names.is_some() {
                self.sent.push((texts.id(item), count));
                // Several may be counted as one.
                let mut counted = self.items.iter_mut();
                if let Some(counted) = counted.find(|item| item.name == name) {
                    counted.units += count;
                    continue;
                }
            }
            self.items.push(facts);
        }
        let mut located_units = 0;
        for (item, places) in places {
            let name = texts.id(counted(names, NameKind::Item, item));
            let known = self.items.iter_mut().find(|item| item.name == name);
            let count = match names {
                None => known.as_ref().map_or(0, |item| item.units),
                Some(_) => {
                    let sent = texts.id(item);
                    let of_item = self.sent.iter().find(|(item, _)| *item == sent);
                    of_item.map_or(0, |(_, count)| *count)
                }
            };
            let before = self.points.len();
            self.points.extend(places.weighted(count as u64));
            let added = &self.points[before..];
            if added.is_empty() {
                continue;
            }
            let located = added.iter().map(|(_, units)| *units as i64).sum::<i64>();
            located_units += located;
            self.point_items.push((name, self.points.len()));
            match known {
                Some(item) => item.located_units += located,
                None => self.items.push(ItemFacts {
                    name,
                    units: 0,
                    located_units: located,
                    sheets: 0,
                }),
            }
        }
        (units, located_units)
    }
}

/// The map that some places are on.
#[derive(Debug, Clone, Copy)]
pub(super) struct OnMap {
    /// Empty where none was sent.
    pub(super) name: TextId,
}

impl OnMap {
    /// Those that grids are kept for: all but the one of the map itself, which has what its grid of everyone has.
    pub(super) fn slices(self, slices: &[SliceKey]) -> impl Iterator<Item = SliceKey> {
        let is_map =
            move |slice: &&SliceKey| (slice.experiment, slice.variant) == (TextId::MAP, self.name);
        slices.iter().filter(move |slice| !is_map(slice)).copied()
    }
}

/// What a name is counted as; by itself without `names`.
pub(super) fn counted<'a>(names: Option<&'a Names>, kind: NameKind, name: &'a str) -> &'a str {
    match names {
        Some(names) if !name.is_empty() => names.counted(kind, name),
        _ => name,
    }
}
