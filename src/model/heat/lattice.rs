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

pub(super) fn bounds_of<T>(cells: &[Cell<T>]) -> Option<Bounds> {
    let range = |index: fn(&Cell<T>) -> i64| {
        let indices = cells.iter().map(index);
        Some((indices.clone().min()?, indices.max()?))
    };
    Some(Bounds {
        x: range(|cell| cell.x)?,
        y: range(|cell| cell.y)?,
    })
}

pub(super) fn coarsen<T: Tally>(cells: &mut Vec<Cell<T>>, doublings: i32) {
    if doublings <= 0 {
        return;
    }
    for cell in &mut *cells {
        cell.x = shifted(cell.x, doublings);
        cell.y = shifted(cell.y, doublings);
    }
    sum_same(cells);
}

pub(super) fn sort_and_sum<T: Tally>(cells: &mut Vec<Cell<T>>) {
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
    }
}
