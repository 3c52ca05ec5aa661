//! A part of a map as it is asked for: in bins or squares, all of it or within a rectangle.

use super::HeatGrid;
use super::lattice::{Bounds, FARTHEST_INDEX, Lattice, Tally, level_of, shifted, side};
use crate::model::{
    Area, Extent, Grid, GridRequest, GridResolution, GroupCell, GroupCells, MAX_BINS,
};

impl HeatGrid {
    /// The counts that are asked for, or `None` where nothing is: within a rectangle, or where nearly all is. Edges of
    /// bins are edges of cells, so every bin is exact; where the cells are coarser than asked for, there are fewer bins.
    pub fn grid(&self, asked: &GridRequest) -> Option<Grid> {
        let mut bounds = cells_of(&asked.area, &self.units)?;
        let mut cells = self.units.clone();
        cells.cells.retain(|cell| bounds.has(cell));
        let (level, bins) = match asked.resolution {
            // Coarse cells have round edges; eight to a bin waste less than an eighth of the picture.
            GridResolution::Bins(bins) => {
                let bins = i64::from(bins.clamp(1, MAX_BINS));
                let doublings = fewest_doublings(bounds, 8 * bins);
                (self.units.level + doublings, Some(bins))
            }
            GridResolution::Side(side) => {
                let doublings = fewest_doublings(bounds, i64::from(MAX_BINS));
                (level_of(side).max(self.units.level + doublings), None)
            }
        };
        bounds = bounds.coarsened(level - cells.level);
        cells.coarsen_to(level);
        let across = bounds.across(0);
        let mut grid = bin(&cells, bounds, bins.unwrap_or(across).min(across))?;
        grid.outside = self.units.total_units() - grid.cells.iter().flatten().sum::<u64>();
        grid.groups = asked.groups.then(|| self.groups_within(&grid));
        Some(grid)
    }

    /// All that there is, with what is far away.
    pub fn extent(&self) -> Option<Extent> {
        let far = Lattice {
            cells: self.units.far.clone(),
            level: self.units.far_level,
            ..Lattice::default()
        };
        let parts = [&self.units, &far].into_iter();
        let extents = parts.filter_map(|part| Some(extent_of(part.bounds()?, part.level)));
        extents.reduce(|one, other| Extent {
            x_min: one.x_min.min(other.x_min),
            x_max: one.x_max.max(other.x_max),
            y_min: one.y_min.min(other.y_min),
            y_max: one.y_max.max(other.y_max),
        })
    }

    /// Counts by group of players in the cells whose middle is in the grid.
    fn groups_within(&self, grid: &Grid) -> GroupCells {
        let side = side(self.groups.level);
        let within = |at: f64, min: f64, max: f64| min <= at && at < max;
        let middle = |index: i64| (index as f64 + 0.5) * side;
        let cells = self.groups.cells.iter().filter(|cell| {
            within(middle(cell.x), grid.x_min, grid.x_max)
                && within(middle(cell.y), grid.y_min, grid.y_max)
        });
        let cells = cells.map(|cell| GroupCell {
            x: cell.x,
            y: cell.y,
            units: cell.tally,
        });
        let mut cells: Vec<GroupCell> = cells.collect();
        cells.sort_unstable_by_key(|cell| (cell.y, cell.x));
        GroupCells { side, cells }
    }
}

/// The cells of the rectangle that is asked for: along an axis without any edge those of the bulk, and to the end where
/// one edge alone is given. `None` where nothing is in it.
fn cells_of(area: &Area, lattice: &Lattice<u64>) -> Option<Bounds> {
    let side = side(lattice.level);
    let (bulk, whole) = (lattice.bulk()?, lattice.bounds()?);
    let range = |min: Option<f64>, max: Option<f64>, bulk: (i64, i64), whole: (i64, i64)| {
        let index = |at: f64| (at as i64).clamp(-FARTHEST_INDEX, FARTHEST_INDEX);
        let first = min.map(|min| index((min / side).floor()));
        let last = max.map(|max| index((max / side).ceil()) - 1);
        match (first, last) {
            (None, None) => bulk,
            (first, last) => (first.unwrap_or(whole.0), last.unwrap_or(whole.1)),
        }
    };
    let bounds = Bounds {
        x: range(area.x_min, area.x_max, bulk.x, whole.x),
        y: range(area.y_min, area.y_max, bulk.y, whole.y),
    };
    let inside = lattice.cells.iter().any(|cell| bounds.has(cell));
    inside.then_some(bounds)
}

fn extent_of(bounds: Bounds, level: i32) -> Extent {
    let side = side(level);
    Extent {
        x_min: bounds.x.0 as f64 * side,
        x_max: (bounds.x.1 + 1) as f64 * side,
        y_min: bounds.y.0 as f64 * side,
        y_max: (bounds.y.1 + 1) as f64 * side,
    }
}

/// How often the side must double until there are at most so many cells across.
fn fewest_doublings(bounds: Bounds, most: i64) -> i32 {
    (0..63)
        .find(|doublings| bounds.across(*doublings) <= most)
        .unwrap_or(63)
}

impl Bounds {
    fn coarsened(self, doublings: i32) -> Self {
        let of = |(first, last): (i64, i64)| (shifted(first, doublings), shifted(last, doublings));
        Self {
            x: of(self.x),
            y: of(self.y),
        }
    }
}

fn bin<T: Tally>(lattice: &Lattice<T>, bounds: Bounds, bins: i64) -> Option<Grid> {
    let (x_start, x_step) = cover(bounds.x, bins);
    let (y_start, y_step) = cover(bounds.y, bins);
    let mut cells = vec![vec![0; bins as usize]; bins as usize];
    for cell in &lattice.cells {
        let row = (cell.y - y_start) / y_step;
        let column = (cell.x - x_start) / x_step;
        cells[row as usize][column as usize] += cell.tally.units();
    }
    let side = side(lattice.level);
    let edge = |cells: i64| cells as f64 * side;
    let grid = Grid {
        x_min: edge(x_start),
        x_max: edge(x_start + bins * x_step),
        y_min: edge(y_start),
        y_max: edge(y_start + bins * y_step),
        bins: bins as u32,
        cells,
        outside: 0,
        groups: None,
    };
    (grid.cells.iter().flatten().any(|units| *units > 0)).then_some(grid)
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
