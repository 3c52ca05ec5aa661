//! What is so far away that the rest of a map would be a dot beside it: which cells these are, and how they are put together.

use super::lattice::{
    Bounds, COARSEST_LEVEL, Cell, Lattice, Tally, bounds_of, coarsen, sort_and_sum,
};

/// The most cells of what is far away.
const MOST_FAR: usize = 64;
/// What lies farther from the middle four fifths of the cells than ten times the larger of their width and height, is far.
const WIDTHS: i64 = 10;

impl<T: Tally> Lattice<T> {
    /// The cells among which nearly all is: without the few that are so far away that the rest would be a dot. Few are at
    /// most one in a hundred of the units or of the cells, or three.
    pub(super) fn bulk(&self) -> Option<Bounds> {
        let near = near(&self.cells, |_| 1);
        let is_near = |cell: &&Cell<T>| near.is_none_or(|near| near.has(cell));
        let (count, units) = (self.cells.len(), self.total_units());
        let far = self.cells.iter().filter(|cell| !is_near(cell));
        let far_count = far.clone().count();
        let far_units: u64 = far.map(|cell| cell.tally.units()).sum();
        let few_cells = (count / 100).max(3).min(count / 10);
        if far_count > few_cells && far_units > units / 100 {
            return self.bounds();
        }
        let kept: Vec<Cell<T>> = self.cells.iter().filter(is_near).copied().collect();
        bounds_of(&kept)
    }

    /// Puts the cells that are far away together; says whether that was of use.
    pub(super) fn part_with_far(&mut self) -> bool {
        let mut units: Vec<u64> = self.cells.iter().map(|cell| cell.tally.units()).collect();
        let middle = units.len() / 2;
        let (_, median, _) = units.select_nth_unstable(middle);
        // One find of a million is one place all the same.
        let most = 8 * (*median).max(1);
        let weight = |cell: &Cell<T>| cell.tally.units().min(most);
        if all_are_near(&self.cells, weight) {
            return false;
        }
        let Some(near) = near(&self.cells, weight) else {
            return false;
        };
        let far = self.cells.iter().filter(|cell| !near.has(cell)).count();
        if far * 16 < T::MOST {
            return false;
        }
        let (near, far) = self.cells.iter().partition(|cell| near.has(cell));
        self.cells = near;
        self.take_far(self.level, far);
        true
    }

    pub(super) fn take_far(&mut self, level: i32, cells: Vec<Cell<T>>) {
        if cells.is_empty() {
            return;
        }
        let mut new = cells;
        let common = level.max(self.far_level).max(self.level);
        coarsen(&mut new, common - level);
        coarsen(&mut self.far, common - self.far_level);
        self.far_level = common;
        self.far.extend(new);
        sort_and_sum(&mut self.far);
        while self.far.len() > MOST_FAR && self.far_level < COARSEST_LEVEL {
            coarsen(&mut self.far, 1);
            self.far_level += 1;
        }
    }
}

/// Around the middle four fifths of the cells, each with a weight; `None` with too few of them to have a middle.
fn near<T>(cells: &[Cell<T>], weight: impl Fn(&Cell<T>) -> u64) -> Option<Bounds> {
    const FEWEST: usize = 10;
    if cells.len() < FEWEST {
        return None;
    }
    let along = |index: fn(&Cell<T>) -> i64| {
        let mut places: Vec<(i64, u64)> = cells
            .iter()
            .map(|cell| (index(cell), weight(cell)))
            .collect();
        places.sort_unstable();
        let tenth = places.iter().map(|(_, weight)| weight).sum::<u64>() / 10;
        (
            after(places.iter(), tenth),
            after(places.iter().rev(), tenth),
        )
    };
    let (x, y) = (along(|cell| cell.x), along(|cell| cell.y));
    // A long and narrow map has places beside it.
    let reach = WIDTHS * ((x.1 - x.0).max(y.1 - y.0) + 1);
    let around = |(first, last): (i64, i64)| (first - reach, last + reach);
    Some(Bounds {
        x: around(x),
        y: around(y),
    })
}

/// Whether it is plain, without sorting them, that no cell is far: more than a tenth of the weight lies on either side of
/// the middle of the longer axis, and as far apart as a tenth of it, so that what is far would be outside of it.
fn all_are_near<T>(cells: &[Cell<T>], weight: impl Fn(&Cell<T>) -> u64) -> bool {
    let Some(bounds) = bounds_of(cells) else {
        return true;
    };
    let length = |(first, last): (i64, i64)| last - first;
    let (along, range): (fn(&Cell<T>) -> i64, _) = match length(bounds.x) > length(bounds.y) {
        true => (|cell| cell.x, bounds.x),
        false => (|cell| cell.y, bounds.y),
    };
    let half_a_gap = length(range) / (2 * WIDTHS) + 1;
    let middle = range.0 + length(range) / 2;
    let (mut before, mut behind, mut all) = (0, 0, 0);
    for cell in cells {
        let (at, weight) = (along(cell), weight(cell));
        all += weight;
        if at < middle - half_a_gap {
            before += weight;
        } else if at > middle + half_a_gap {
            behind += weight;
        }
    }
    before.min(behind) > all / 10
}

/// The place of which, with those before it, the weight is more than that.
fn after<'p>(mut places: impl Iterator<Item = &'p (i64, u64)>, weight: u64) -> i64 {
    let mut passed = 0;
    let found = places.find(|(_, more)| {
        passed += more;
        passed > weight
    });
    found.map_or(0, |(at, _)| *at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_plainly_near_is_near(
            cells in prop::collection::vec((-400..400_i64, -40..40_i64, 1..9_u64), 10..100),
            far in 0..100_000_i64,
        ) {
            let mut cells: Vec<_> = cells.into_iter().map(|(y, x, tally)| Cell { y, x, tally }).collect();
            cells.push(Cell { y: 7, x: far, tally: 1 });
            let weight = |cell: &Cell<u64>| cell.tally;
            if all_are_near(&cells, weight) {
                let near = near(&cells, weight).unwrap();
                prop_assert!(cells.iter().all(|cell| near.has(cell)));
            }
        }
    }
}
