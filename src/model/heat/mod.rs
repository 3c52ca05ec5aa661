//! Where an item was found: counts per square cell of the map, in bounded memory for any coordinates.
//!
//! The cell's side is `5 · 2^level` world units. The level is the smallest at which the occupied cells are
//! at most [`MAX_CELLS`]; as more points never need a smaller one, it depends on the set of points alone and
//! not on their order, so a recount from the raw rows must give the same grid to the last cell.

mod bytes;

use super::{Grid, MAX_BINS, Position};

/// The most occupied cells of one grid; past it the cell's side doubles.
pub const MAX_CELLS: usize = 4_096;

/// Five times a power of two: a map of 100 × 100 is cut into exactly 20 × 20 cells of 5, or 40 × 40 of 2.5.
const SIDE_AT_LEVEL_ZERO: f64 = 5.0;
/// A side of about 0.000005 units: fine enough for maps normalized to 0–1.
const FINEST_LEVEL: i32 = -20;
/// Indices stay within ±2^30, so that their arithmetic cannot overflow.
const FARTHEST_INDEX: f64 = (1 << 30) as f64;

/// One occupied cell: its indices (the cell covers `x·side ≤ x < (x+1)·side`) and its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Index along the second axis.
    pub y: i32,
    /// Index along the first axis.
    pub x: i32,
    /// Units found in it.
    pub units: u64,
}

/// The cells of one item on one map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatGrid {
    level: i32,
    /// Sorted by `(y, x)`, each place once, no zero units.
    cells: Vec<Cell>,
}

impl Default for HeatGrid {
    fn default() -> Self {
        Self {
            level: FINEST_LEVEL,
            cells: Vec::new(),
        }
    }
}

impl HeatGrid {
    /// Adds points with their units.
    pub fn add(&mut self, points: impl IntoIterator<Item = (Position, u64)>) {
        let points: Vec<_> = points.into_iter().filter(|(_, units)| *units > 0).collect();
        let needed = points.iter().map(|(point, _)| level_for(*point)).max();
        self.coarsen_to(needed.unwrap_or(self.level));
        let side = self.cell_side();
        let cells = points.into_iter().map(|(point, units)| Cell {
            y: (point.y() / side).floor() as i32,
            x: (point.x() / side).floor() as i32,
            units,
        });
        let mut cells = cells.collect();
        sort_and_sum(&mut cells);
        self.take(cells);
    }

    /// Adds another grid's cells.
    pub fn merge(&mut self, mut other: Self) {
        self.coarsen_to(other.level);
        other.coarsen_to(self.level);
        self.take(other.cells);
    }

    /// A grid without cells, for points that are to be merged into this one: its cells will be no smaller.
    pub fn emptied(&self) -> Self {
        Self {
            level: self.level,
            cells: Vec::new(),
        }
    }

    /// The side of a cell, in world units.
    pub fn cell_side(&self) -> f64 {
        SIDE_AT_LEVEL_ZERO * 2f64.powi(self.level)
    }

    /// The occupied cells, sorted by `(y, x)`.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Units in all cells.
    pub fn total_units(&self) -> u64 {
        self.cells.iter().map(|cell| cell.units).sum()
    }

    /// The counts in `bins` × `bins` equal bins that cover all points, or `None` without any. Edges of bins are
    /// edges of cells, so every bin is exact; where the cells are coarser than asked for, there are fewer bins.
    pub fn grid(&self, bins: u32) -> Option<Grid> {
        let bins = i64::from(bins.clamp(1, MAX_BINS));
        let mut heat = self.clone();
        // Coarse cells have round edges; eight to a bin waste less than an eighth of the picture.
        while heat.across()? > 8 * bins {
            heat.coarsen();
        }
        heat.bin(bins.min(heat.across()?))
    }

    /// The counts in squares of `side` or the next larger side of a cell, at most [`MAX_BINS`] across; `None` without any
    /// point. Their edges are whole multiples of their side, so grids of the same side fit onto each other.
    pub fn squares(&self, side: f64) -> Option<Grid> {
        let mut heat = self.clone();
        // Rounding must not double the side of who asks for the very one it was told.
        while heat.cell_side() < side * (1.0 - 1e-9) || heat.across()? > i64::from(MAX_BINS) {
            heat.coarsen();
        }
        heat.bin(heat.across()?)
    }

    /// The larger of width and height, in cells.
    fn across(&self) -> Option<i64> {
        let (first_x, last_x) = self.x_range()?;
        let (first_y, last_y) = self.y_range()?;
        Some((last_x - first_x).max(last_y - first_y) + 1)
    }

    fn x_range(&self) -> Option<(i64, i64)> {
        let xs = self.cells.iter().map(|cell| i64::from(cell.x));
        Some((xs.clone().min()?, xs.max()?))
    }

    fn y_range(&self) -> Option<(i64, i64)> {
        Some((
            i64::from(self.cells.first()?.y),
            i64::from(self.cells.last()?.y),
        ))
    }

    fn bin(&self, bins: i64) -> Option<Grid> {
        let (x_start, x_step) = cover(self.x_range()?, bins);
        let (y_start, y_step) = cover(self.y_range()?, bins);
        let mut cells = vec![vec![0; bins as usize]; bins as usize];
        for cell in &self.cells {
            let row = (i64::from(cell.y) - y_start) / y_step;
            let column = (i64::from(cell.x) - x_start) / x_step;
            cells[row as usize][column as usize] += cell.units;
        }
        // The largest numbers there are stand for what would be beyond them.
        let side = self.cell_side().min(f64::MAX);
        let edge = |cells: i64| (cells as f64 * side).clamp(f64::MIN, f64::MAX);
        Some(Grid {
            x_min: edge(x_start),
            x_max: edge(x_start + bins * x_step),
            y_min: edge(y_start),
            y_max: edge(y_start + bins * y_step),
            bins: bins as u32,
            cells,
        })
    }

    /// Adds cells of the same level, which are sorted like ours: a few new points must not cost a sort of all.
    fn take(&mut self, cells: Vec<Cell>) {
        let mut merged: Vec<Cell> = Vec::with_capacity(self.cells.len() + cells.len());
        let mut new = cells.into_iter().peekable();
        for cell in std::mem::take(&mut self.cells) {
            while let Some(before) = new.next_if(|new| (new.y, new.x) < (cell.y, cell.x)) {
                merged.push(before);
            }
            let same = new.next_if(|new| (new.y, new.x) == (cell.y, cell.x));
            let units = cell.units + same.map_or(0, |same| same.units);
            merged.push(Cell { units, ..cell });
        }
        merged.extend(new);
        self.cells = merged;
        while self.cells.len() > MAX_CELLS {
            self.coarsen();
        }
    }

    fn coarsen(&mut self) {
        self.coarsen_to(self.level + 1);
    }

    /// Makes the cells as large as they are at `level`, unless they are.
    fn coarsen_to(&mut self, level: i32) {
        if level <= self.level {
            return;
        }
        // Beyond 31 nothing but the sign is left, which stays.
        let doublings = (level - self.level).min(31);
        self.level = level;
        for cell in &mut self.cells {
            cell.x >>= doublings;
            cell.y >>= doublings;
        }
        sort_and_sum(&mut self.cells);
    }
}

fn sort_and_sum(cells: &mut Vec<Cell>) {
    cells.sort_unstable_by_key(|cell| (cell.y, cell.x));
    cells.dedup_by(|next, kept| {
        let same = (next.y, next.x) == (kept.y, kept.x);
        if same {
            kept.units += next.units;
        }
        same
    });
}

/// The smallest level at which the point's indices are small enough.
fn level_for(point: Position) -> i32 {
    let farthest = point.x().abs().max(point.y().abs());
    let least = (farthest / SIDE_AT_LEVEL_ZERO / FARTHEST_INDEX)
        .log2()
        .ceil();
    // The cast saturates: a point at the origin gives −∞.
    (least as i32).max(FINEST_LEVEL)
}

/// Start and width, in cells, of bins that cover `first..=last`; the start is a multiple of the width, unless one bin is to
/// cover cells on both sides of 0, which is an edge then.
fn cover((first, last): (i64, i64), bins: i64) -> (i64, i64) {
    if bins == 1 {
        return (first, last - first + 1);
    }
    let mut step = (last - first + bins) / bins;
    loop {
        let start = first.div_euclid(step) * step;
        if start + bins * step > last {
            return (start, step);
        }
        step += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(x: f64, y: f64) -> Position {
        Position::new(x, y).unwrap()
    }

    #[test]
    fn a_uniform_map_of_100_is_binned_on_its_own_edges() {
        let mut heat = HeatGrid::default();
        heat.add(
            (0..200).flat_map(|i| (0..200).map(move |j| (at(i as f64 / 2.0, j as f64 / 2.0), 1))),
        );
        let grid = heat.grid(20).unwrap();
        assert_eq!(
            (grid.x_min, grid.x_max, grid.y_min, grid.y_max),
            (0.0, 100.0, 0.0, 100.0)
        );
        assert!(grid.cells.iter().flatten().all(|units| *units == 100));
    }

    #[test]
    fn squares_of_one_side_fit_onto_each_other() {
        let grid_of = |points: &[(f64, f64)], side| {
            let mut heat = HeatGrid::default();
            heat.add(points.iter().map(|(x, y)| (at(*x, *y), 1)));
            heat.squares(side).unwrap()
        };
        let one = grid_of(&[(3.0, 4.0), (1_999.0, 17.0)], 18.0);
        let other = grid_of(&[(-50.0, 444.4), (61.0, 1_300.0)], 20.0);
        for grid in [&one, &other] {
            assert_eq!((grid.x_max - grid.x_min) / f64::from(grid.bins), 20.0);
            assert_eq!((grid.x_min % 20.0, grid.y_min % 20.0), (0.0, 0.0));
            assert_eq!(grid.cells.iter().flatten().sum::<u64>(), 2);
        }
        // Too wide for squares of 5: at most 200 across.
        assert_eq!(grid_of(&[(0.0, 0.0), (1_999.0, 0.0)], 5.0).bins, 200);
        assert_eq!(HeatGrid::default().squares(5.0), None);
    }

    #[test]
    fn any_number_of_bins_covers_any_map() {
        let mut heat = HeatGrid::default();
        heat.add([(at(-1.0, 1.0), 2), (at(1.0, -40.0), 3)]);
        for bins in 1..=MAX_BINS {
            let grid = heat.grid(bins).unwrap();
            assert_eq!(grid.cells.iter().flatten().sum::<u64>(), 5, "{bins}");
            assert!(grid.x_min <= -1.0 && grid.x_max > 1.0, "{grid:?}");
            assert!(grid.y_min <= -40.0 && grid.y_max > 1.0, "{grid:?}");
        }
    }

    #[test]
    fn edges_are_numbers_however_far_they_are() {
        let mut heat = HeatGrid::default();
        heat.add([(at(-1.7e308, 1.0), 1), (at(1.7e308, -1.0), 1)]);
        let grids = [
            heat.grid(1),
            heat.grid(50),
            heat.squares(1.0),
            heat.squares(f64::MAX),
        ];
        for grid in grids.map(Option::unwrap) {
            let edges = [grid.x_min, grid.x_max, grid.y_min, grid.y_max];
            assert!(edges.iter().all(|edge| edge.is_finite()), "{grid:?}");
            assert_eq!(grid.cells.iter().flatten().sum::<u64>(), 2);
        }
    }

    #[test]
    fn any_coordinates_stay_bounded() {
        let mut heat = HeatGrid::default();
        for k in 0..3_000 {
            let far = 1e300 * (f64::from(k) - 1_500.0);
            heat.add([(at(far / 1e5, -far / 1e4), 2), (at(f64::MAX, f64::MIN), 1)]);
        }
        assert!(heat.cells().len() <= MAX_CELLS);
        assert_eq!(heat.total_units(), 9_000);
        assert_eq!(
            heat.grid(20).unwrap().cells.iter().flatten().sum::<u64>(),
            9_000
        );
    }

    #[test]
    fn few_points_are_binned_on_round_edges_too() {
        let mut heat = HeatGrid::default();
        heat.add((0..100).map(|k| (at(f64::from(k) + 0.5, f64::from(k * 7 % 100) + 0.25), 1)));
        let grid = heat.grid(20).unwrap();
        assert_eq!(
            (grid.x_min, grid.x_max, grid.y_min, grid.y_max),
            (0.0, 100.0, 0.0, 100.0)
        );
    }

    #[test]
    fn one_point_makes_one_bin() {
        let mut heat = HeatGrid::default();
        heat.add([(at(3.0, 4.0), 7)]);
        let grid = heat.grid(20).unwrap();
        assert_eq!((grid.bins, grid.cells), (1, vec![vec![7]]));
        assert_eq!(HeatGrid::default().grid(20), None);
    }

    proptest! {
        #[test]
        fn order_and_batching_do_not_matter(
            points in prop::collection::vec((-1e4..1e4_f64, -1e4..1e4_f64, 0..5_u64), 0..300),
            split in 0..300_usize,
        ) {
            // Few cells are needed to see coarsening only with many points; scale makes it happen anyway.
            let points: Vec<_> = points.into_iter().map(|(x, y, n)| (at(x, y), n)).collect();
            let mut whole = HeatGrid::default();
            whole.add(points.iter().copied().chain((0..5_000).map(|k| (at(f64::from(k), f64::from(k % 71)), 1))));
            let mut parts = HeatGrid::default();
            let mut second = HeatGrid::default();
            second.add(points.iter().rev().take(points.len().saturating_sub(split)).copied());
            parts.add((0..5_000).rev().map(|k| (at(f64::from(k), f64::from(k % 71)), 1)));
            parts.add(points.iter().take(split).copied());
            parts.merge(second);
            prop_assert_eq!(&parts, &whole);
            prop_assert_eq!(HeatGrid::from_bytes(&whole.to_bytes()).unwrap(), whole);
        }

        #[test]
        fn damaged_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = HeatGrid::from_bytes(&bytes);
        }
    }
}
