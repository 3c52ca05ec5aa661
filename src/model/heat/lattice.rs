//! Counts per square cell, in bounded memory for any coordinates.
//!
//! The cell's side is `5 · 2^level` world units. The level is the smallest at which the occupied cells are at most
//! [`Tally::MOST`]; as more points never need a smaller one, it depends on the set of points alone and not on their order.
//!
//! Places far from where nearly all are must not make all cells coarse: where there are too many cells, those far outside
//! of the middle of the map are put together first, in a few large ones. Which these are does depend on the order in
//! which points came, so two lattices of the same points are compared by `Lattice::agrees_with` (`agreement.rs`).

use std::cmp::Ordering;

/// The most occupied cells of one grid; past it the cell's side doubles.
pub const MAX_CELLS: usize = 4_096;

/// Five times a power of two: a map of 100 × 100 is cut into exactly 20 × 20 cells of 5, or 40 × 40 of 2.5.
const SIDE_AT_LEVEL_ZERO: f64 = 5.0;
/// A side of about 0.000005 units: fine enough for maps normalized to 0–1.
pub(super) const FINEST_LEVEL: i32 = -20;
/// A side of far more than any map. Shifted on, nothing but the sign would be left.
pub(super) const COARSEST_LEVEL: i32 = 40;
/// Indices stay within this, also of what was stored before coordinates had a bound, so that their arithmetic cannot
/// overflow. Of the finest cells it is five times that bound.
pub(super) const FARTHEST_INDEX: i64 = 1 << 50;
/// The most cells of what is far away.
const MOST_FAR: usize = 64;
/// What lies farther from the middle four fifths of the cells than ten times the larger of their width and height, is far.
const WIDTHS: i64 = 10;

/// What a cell holds.
pub(super) trait Tally: Copy + Default + PartialEq {
    /// What one point adds.
    type Part: Copy;
    /// The most occupied cells.
    const MOST: usize;
    fn put(&mut self, part: Self::Part);
    fn add(&mut self, other: &Self);
    fn units(&self) -> u64;
}

impl Tally for u64 {
    type Part = u64;
    const MOST: usize = MAX_CELLS;

    fn put(&mut self, part: u64) {
        *self += part;
    }

    fn add(&mut self, other: &Self) {
        *self += other;
    }

    fn units(&self) -> u64 {
        *self
    }
}

/// One occupied cell: it covers `x·side ≤ x < (x+1)·side`, and the same of `y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell<T> {
    pub(super) y: i64,
    pub(super) x: i64,
    pub(super) tally: T,
}

/// First and last index along each axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) x: (i64, i64),
    pub(super) y: (i64, i64),
}

/// Occupied cells of one side, and those of what is far away, which are larger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lattice<T> {
    pub(super) level: i32,
    /// In Z-order ([`z_order`]), each place once.
    pub(super) cells: Vec<Cell<T>>,
    pub(super) far_level: i32,
    pub(super) far: Vec<Cell<T>>,
}

impl<T> Default for Lattice<T> {
    fn default() -> Self {
        Self {
            level: FINEST_LEVEL,
            cells: Vec::new(),
            far_level: FINEST_LEVEL,
            far: Vec::new(),
        }
    }
}

impl<T: Tally> Lattice<T> {
    /// Adds points of cells of `level`, which is not above ours, in Z-order.
    pub(super) fn add(&mut self, level: i32, points: impl Iterator<Item = (i64, i64, T::Part)>) {
        let shift = self.level - level;
        let mut cells: Vec<Cell<T>> = Vec::with_capacity(points.size_hint().0.min(T::MOST));
        for (y, x, part) in points {
            let (y, x) = (shifted(y, shift), shifted(x, shift));
            if cells.last().is_none_or(|last| (last.y, last.x) != (y, x)) {
                let tally = T::default();
                cells.push(Cell { y, x, tally });
            }
            if let Some(last) = cells.last_mut() {
                last.tally.put(part);
            }
        }
        self.take(cells);
    }

    /// Adds another lattice's cells.
    pub(super) fn merge(&mut self, mut other: Self) {
        self.coarsen_to(other.level);
        other.coarsen_to(self.level);
        self.take_far(other.far_level, other.far);
        self.take(other.cells);
    }

    /// Units in all cells.
    pub(super) fn total_units(&self) -> u64 {
        let cells = self.cells.iter().chain(&self.far);
        cells.map(|cell| cell.tally.units()).sum()
    }

    /// All cells, without those of what is far away.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        bounds_of(&self.cells)
    }

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

    /// Makes the cells as large as they are at `level`, unless they are.
    pub(super) fn coarsen_to(&mut self, level: i32) {
        if level > self.level {
            coarsen(&mut self.cells, level - self.level);
            self.level = level;
        }
    }

    /// Adds cells of the same level, in order: a few new points must not cost a sort of all.
    fn take(&mut self, cells: Vec<Cell<T>>) {
        let mut merged: Vec<Cell<T>> = Vec::with_capacity(self.cells.len() + cells.len());
        let mut new = cells.into_iter().peekable();
        for mut cell in std::mem::take(&mut self.cells) {
            while let Some(before) = new.next_if(|new| new.z_order(&cell).is_lt()) {
                merged.push(before);
            }
            if let Some(same) = new.next_if(|new| (new.y, new.x) == (cell.y, cell.x)) {
                cell.tally.add(&same.tally);
            }
            merged.push(cell);
        }
        merged.extend(new);
        self.cells = merged;
        while self.cells.len() > T::MOST {
            if !self.part_with_far() {
                self.coarsen_to(self.level + self.needed_doublings());
            }
        }
    }

    /// The fewest doublings of the side after which there are few enough cells.
    fn needed_doublings(&self) -> i32 {
        // Neighbours in Z-order become one cell when the highest bit that differs is gone, and only neighbours do.
        let mut joined_after = [0; 65];
        for (one, other) in self.cells.iter().zip(self.cells.iter().skip(1)) {
            let differing = (one.y ^ other.y) | (one.x ^ other.x);
            joined_after[(64 - differing.leading_zeros()) as usize] += 1;
        }
        let mut occupied = self.cells.len();
        let most = (COARSEST_LEVEL - self.level).max(1);
        let few_enough = |doublings: &i32| {
            occupied -= joined_after[*doublings as usize];
            occupied <= T::MOST
        };
        (1..most).find(few_enough).unwrap_or(most)
    }

    /// Puts the cells that are far away together; says whether that was of use.
    fn part_with_far(&mut self) -> bool {
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

    fn take_far(&mut self, level: i32, cells: Vec<Cell<T>>) {
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

impl Bounds {
    pub(super) fn has<T>(&self, cell: &Cell<T>) -> bool {
        (self.x.0..=self.x.1).contains(&cell.x) && (self.y.0..=self.y.1).contains(&cell.y)
    }

    /// The larger of width and height, in cells, after so many doublings of their side.
    pub(super) fn across(&self, doublings: i32) -> i64 {
        let length =
            |(first, last): (i64, i64)| shifted(last, doublings) - shifted(first, doublings);
        length(self.x).max(length(self.y)) + 1
    }
}

impl<T> Cell<T> {
    pub(super) fn z_order(&self, other: &Self) -> Ordering {
        z_order((self.y, self.x), (other.y, other.x))
    }
}

/// The order in which all cells of a square follow each other whose side is a power of two, at every size: cells of the
/// double side are in the same order, and so are those that are put together from them. It is that of the indices' bits
/// by turns ([Morton order](https://en.wikipedia.org/wiki/Z-order_curve)), of which the highest that differs decides.
pub(super) fn z_order(one: (i64, i64), other: (i64, i64)) -> Ordering {
    let (y, x) = ((one.0 ^ other.0) as u64, (one.1 ^ other.1) as u64);
    let x_differs_higher = y < x && y < y ^ x;
    match x_differs_higher {
        true => one.1.cmp(&other.1),
        false => one.0.cmp(&other.0),
    }
}

/// The index of the cell that holds a coordinate.
pub(super) fn index(at: f64, side: f64) -> i64 {
    let index = (at / side).floor() as i64;
    index.clamp(-FARTHEST_INDEX, FARTHEST_INDEX)
}

/// The side of a cell, in world units.
pub(super) fn side(level: i32) -> f64 {
    SIDE_AT_LEVEL_ZERO * 2f64.powi(level)
}

/// The level of the smallest cells of at least this side.
pub(super) fn level_of(wanted: f64) -> i32 {
    // Rounding must not double the side of who asks for the very one it was told.
    let levels = FINEST_LEVEL..COARSEST_LEVEL;
    levels
        .into_iter()
        .find(|level| side(*level) >= wanted * (1.0 - 1e-9))
        .unwrap_or(COARSEST_LEVEL)
}

/// The index of the cell of so many levels above.
pub(super) fn shifted(index: i64, doublings: i32) -> i64 {
    index >> doublings.clamp(0, 63)
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

fn bounds_of<T>(cells: &[Cell<T>]) -> Option<Bounds> {
    let range = |index: fn(&Cell<T>) -> i64| {
        let indices = cells.iter().map(index);
        Some((indices.clone().min()?, indices.max()?))
    };
    Some(Bounds {
        x: range(|cell| cell.x)?,
        y: range(|cell| cell.y)?,
    })
}

fn coarsen<T: Tally>(cells: &mut Vec<Cell<T>>, doublings: i32) {
    if doublings <= 0 {
        return;
    }
    for cell in &mut *cells {
        cell.x = shifted(cell.x, doublings);
        cell.y = shifted(cell.y, doublings);
    }
    sum_same(cells);
}

fn sort_and_sum<T: Tally>(cells: &mut Vec<Cell<T>>) {
    cells.sort_unstable_by(Cell::z_order);
    sum_same(cells);
}

/// Makes one cell of those that follow each other and cover the same.
fn sum_same<T: Tally>(cells: &mut Vec<Cell<T>>) {
    cells.dedup_by(|next, kept| {
        let same = (next.y, next.x) == (kept.y, kept.x);
        if same {
            kept.tally.add(&next.tally);
        }
        same
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn larger_cells_are_in_the_order_of_smaller_ones(
            mut cells in prop::collection::vec((-70..70_i64, -70..70_i64), 2..200),
        ) {
            cells.sort_by(|one, other| z_order(*one, *other));
            for doublings in 1..9 {
                let larger: Vec<_> =
                    cells.iter().map(|(y, x)| (shifted(*y, doublings), shifted(*x, doublings))).collect();
                let is_in_order = larger.is_sorted_by(|one, other| z_order(*one, *other).is_le());
                prop_assert!(is_in_order, "{doublings}: {larger:?}");
            }
        }

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
