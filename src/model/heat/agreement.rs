//! Whether two lattices are of the same points, where what is far away was put together in another order.

use super::lattice::{Cell, Lattice, Tally, shifted};
use std::collections::BTreeMap;

/// By square: the cells in it, and units of what is far.
type Regions<T> = BTreeMap<(i64, i64), (Vec<Cell<T>>, u64)>;

impl<T: Tally> Lattice<T> {
    /// Whether both hold the same points, as far as they tell where these are.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        let (mut one, mut two) = (self.clone(), other.clone());
        one.coarsen_to(two.level);
        two.coarsen_to(one.level);
        if one.far.is_empty() && two.far.is_empty() {
            return one.cells == two.cells;
        }
        // In the squares of what is far: all of it is the same, and single cells differ by what only one of both put there.
        let level = one.level.max(one.far_level).max(two.far_level);
        let regions = [&one, &two].map(|lattice| lattice.by_region(level));
        let units = |regions: &Regions<T>, at: &(i64, i64)| {
            let (cells, far) = regions.get(at).cloned().unwrap_or_default();
            (
                cells.iter().map(|cell| cell.tally.units()).sum::<u64>(),
                far,
                cells,
            )
        };
        let places = regions[0].keys().chain(regions[1].keys());
        places.clone().all(|at| {
            let (near_a, far_a, cells_a) = units(&regions[0], at);
            let (near_b, far_b, cells_b) = units(&regions[1], at);
            near_a + far_a == near_b + far_b && apart(&cells_a, &cells_b) <= far_a + far_b
        })
    }

    /// By square of `level`: the cells in it, and units of what is far.
    fn by_region(&self, level: i32) -> Regions<T> {
        let mut regions: Regions<T> = BTreeMap::new();
        let shift = level - self.level;
        for cell in &self.cells {
            let at = (shifted(cell.y, shift), shifted(cell.x, shift));
            regions.entry(at).or_default().0.push(*cell);
        }
        let shift = level - self.far_level;
        for cell in &self.far {
            let at = (shifted(cell.y, shift), shifted(cell.x, shift));
            regions.entry(at).or_default().1 += cell.tally.units();
        }
        regions
    }
}

/// Units that are in a cell of the one and not in that of the other.
fn apart<T: Tally>(one: &[Cell<T>], other: &[Cell<T>]) -> u64 {
    let mut units: BTreeMap<(i64, i64), (u64, u64)> = BTreeMap::new();
    for cell in one {
        units.entry((cell.y, cell.x)).or_default().0 += cell.tally.units();
    }
    for cell in other {
        units.entry((cell.y, cell.x)).or_default().1 += cell.tally.units();
    }
    units.values().map(|(a, b)| a.abs_diff(*b)).sum()
}
