//! A map as it is answered: counts in equal bins over a rectangle.

use super::{Area, ByGroup};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most bins along one axis of an answer.
pub const MAX_BINS: u32 = 200;

/// Counts over a rectangle, that of nearly all places unless another was asked for, cut into `bins` × `bins`; fewer bins than asked for where the rollup is coarser.
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
    /// Units with a place that is not in `cells`: outside of the rectangle that was asked for, or so far from where nearly
    /// all are that a map of all would show a dot.
    #[serde(default)]
    pub outside: u64,
    /// Units by group of players, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupCells>,
}

/// Units by group of players, each of which is always in the same of sixteen: what is seen of one group does not depend on
/// what is seen of another, however often and in how many places one player is seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupCells {
    /// The side of a square, world units; it may be larger than that of a bin.
    pub side: f64,
    /// The squares with any unit whose middle lies in the grid.
    pub cells: Vec<GroupCell>,
}

/// One square: from `x` times the side on to the next, and the same of `y`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupCell {
    /// Its place along the first axis, in squares.
    pub x: i64,
    /// Its place along the second axis, in squares.
    pub y: i64,
    /// Units of each group.
    #[schema(value_type = Vec<u64>, min_items = 16, max_items = 16)]
    pub units: ByGroup,
}

impl GroupCells {
    /// The middle of a square, world units.
    pub fn middle(&self, cell: &GroupCell) -> (f64, f64) {
        (
            (cell.x as f64 + 0.5) * self.side,
            (cell.y as f64 + 0.5) * self.side,
        )
    }
}

/// How far something reaches, world units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Extent {
    /// Left edge.
    pub x_min: f64,
    /// Right edge.
    pub x_max: f64,
    /// Lower edge.
    pub y_min: f64,
    /// Upper edge.
    pub y_max: f64,
}

impl From<Extent> for Area {
    fn from(extent: Extent) -> Self {
        Self {
            x_min: Some(extent.x_min),
            x_max: Some(extent.x_max),
            y_min: Some(extent.y_min),
            y_max: Some(extent.y_max),
        }
    }
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
