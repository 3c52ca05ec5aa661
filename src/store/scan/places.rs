//! The items of sheets and where they were found, as flat lists. Both number items in the batch's own dictionary.

use super::columns::{Dictionary, range};
use crate::model::Position;

/// For each sheet its items with their counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items {
    /// Where each sheet's items end.
    pub row_ends: Vec<u32>,
    /// Numbers in `item_names`.
    pub names: Vec<u32>,
    /// Units.
    pub counts: Vec<i64>,
}

impl Items {
    /// Numbers of the items of a sheet, and their units.
    ///
    /// # Panics
    /// When there are not so many rows.
    pub fn of(&self, row: usize) -> impl Iterator<Item = (u32, i64)> + Clone {
        let range = range(&self.row_ends, row);
        let names = self.names[range.clone()].iter().copied();
        names.zip(self.counts[range].iter().copied())
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.row_ends.len() * size_of::<u32>()
            + self.names.len() * (size_of::<u32>() + size_of::<i64>())
    }
}

/// For each sheet the places of its items.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    /// Where each sheet's placed items end.
    pub row_ends: Vec<u32>,
    /// Numbers in `item_names`.
    pub names: Vec<u32>,
    /// Whether the item's one point stands for its whole count; otherwise each point stands for one unit.
    pub whole: Vec<bool>,
    /// Where each placed item's points end.
    pub point_ends: Vec<u32>,
    /// All points.
    pub points: Vec<Position>,
}

/// The places of one item of one sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemPlaces<'a> {
    /// The number of the item in `item_names`.
    pub name: u32,
    /// Whether the one point stands for the whole count; otherwise each point stands for one unit.
    pub whole: bool,
    /// The points, as they were sent.
    pub points: &'a [Position],
}

impl<'a> ItemPlaces<'a> {
    /// The points with the number of units each stands for, given the item's `count`; none without units.
    pub fn weighted(self, count: u64) -> impl Iterator<Item = (Position, u64)> + 'a {
        let weight = if self.whole { count } else { 1 };
        let points = self.points.iter().map(move |point| (*point, weight));
        points.filter(|(_, weight)| *weight > 0)
    }
}

impl Places {
    /// The placed items of a sheet.
    ///
    /// # Panics
    /// When there are not so many rows.
    pub fn of(&self, row: usize) -> impl Iterator<Item = ItemPlaces<'_>> {
        range(&self.row_ends, row).map(|index| ItemPlaces {
            name: self.names[index],
            whole: self.whole[index],
            points: &self.points[range(&self.point_ends, index)],
        })
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.row_ends.len() * size_of::<u32>()
            + self.names.len() * (2 * size_of::<u32>() + size_of::<bool>())
            + self.points.len() * size_of::<Position>()
    }
}

/// What a parser adds a sheet's items to.
pub(super) struct ItemsSink<'a> {
    pub(super) names: &'a mut Dictionary,
    pub(super) items: &'a mut Items,
}

/// What a parser adds a sheet's places to.
pub(super) struct PlacesSink<'a> {
    pub(super) names: &'a mut Dictionary,
    pub(super) places: &'a mut Places,
}
