//! The resolution of a map.

use super::{Grid, HeatGrid};

/// How fine a grid shall be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GridResolution {
    /// So many bins along each axis ([`HeatGrid::grid`]).
    Bins(u32),
    /// Squares of this side, world units ([`HeatGrid::squares`]).
    Side(f64),
}

impl GridResolution {
    /// The grid of `heat`.
    pub fn of(self, heat: &HeatGrid) -> Option<Grid> {
        match self {
            Self::Bins(bins) => heat.grid(bins),
            Self::Side(side) => heat.squares(side),
        }
    }
}
