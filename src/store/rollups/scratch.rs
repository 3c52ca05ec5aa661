//! What one row counts in, and its items with their places, before they are added up.

use super::combinations::Combinations;
use super::facts::{ItemFacts, SliceKey};
use super::source::{Placed, Points};
use super::texts::{TextId, Texts};
use crate::model::{ArmName, MAP, NameKind};
use crate::store::write::names::Names;

/// Kept from sheet to sheet, so that it is not made anew for each.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// Everyone's, and all others together.
    pub(super) slices: Vec<SliceKey>,
    /// Those that grids are kept for: all but the one of the map itself, which has what its grid of everyone has.
    pub(super) of_places: Vec<SliceKey>,
    arms: Vec<SliceKey>,
    pub(super) items: Vec<ItemFacts>,
    pub(super) points: Points,
    /// Which item a part of `points` is of.
    pub(super) point_items: Vec<(TextId, usize)>,
    /// Items by the names they came with, and their units, where these are not always what they are counted as.
    sent: Vec<(TextId, i64)>,
    joined: String,
}

impl Scratch {
    /// Takes the slice of everyone in a mode, and those of `arms`. Returns the map that places are on, empty where none was
    /// sent; none where that has no place among the maps, because places of different maps are never together.
    pub(super) fn slices<'a>(
        &mut self,
        combinations: &mut Combinations,
        texts: &mut Texts<'a>,
        names: Option<&'a Names>,
        game_mode: TextId,
        arms: impl Iterator<Item = ArmName<'a>>,
        map: &'a str,
    ) -> Option<TextId> {
        let everyone = SliceKey {
            game_mode,
            experiment: TextId::EMPTY,
            variant: TextId::EMPTY,
        };
        let (slices, joined) = (&mut self.arms, &mut self.joined);
        slices.clear();
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
        let counted = match names {
            Some(names) if !map.is_empty() => {
                names.counted_arm((NameKind::Dimension, MAP, map), joined).1
            }
            _ => map,
        };
        let map = texts.id(counted);
        let mut take = |taken: &mut Vec<SliceKey>, arms: &[SliceKey]| {
            taken.clear();
            taken.push(everyone);
            taken.extend(combinations.together(arms));
        };
        take(&mut self.slices, slices);
        slices.retain(|slice| (slice.experiment, slice.variant) != (TextId::MAP, map));
        take(&mut self.of_places, slices);
        (map != TextId::OTHER).then_some(map)
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

/// What a name is counted as; by itself without `names`.
pub(super) fn counted<'a>(names: Option<&'a Names>, kind: NameKind, name: &'a str) -> &'a str {
    match names {
        Some(names) if !name.is_empty() => names.counted(kind, name),
        _ => name,
    }
}
