//! A map as it is answered: counts in equal bins over a rectangle.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most bins along one axis of an answer.
pub const MAX_BINS: u32 = 200;

/// Counts over a rectangle cut into `bins` × `bins`; fewer bins than asked for where the rollup is coarser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Grid {
    /// Left edge, world units.
    pub x_min: f64,
    /// Right edge, world units.
    pub x_max: f64,
    /// Lower edge, world units.
    pub y_min: f64,
    /// Upper edge, world units.
    pub y_max: f64,
    /// Bins along each axis.
    pub bins: u32,
    /// Units: `cells[row][column]`, row 0 at `y_min`, column 0 at `x_min`.
    pub cells: Vec<Vec<u64>>,
}

impl Grid {
    /// Whether it has as many cells as it says, and an area.
    pub fn is_whole(&self) -> bool {
        let bins = self.bins as usize;
        let edges = [self.x_min, self.x_max, self.y_min, self.y_max];
        bins > 0
            && self.cells.len() == bins
            && self.cells.iter().all(|row| row.len() == bins)
            && edges.iter().all(|edge| edge.is_finite())
            && self.x_min < self.x_max
            && self.y_min < self.y_max
    }
}
