//! What part of a map is asked for, and how finely.

use super::Area;

/// How fine a grid shall be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GridResolution {
    /// So many bins along each axis.
    Bins(u32),
    /// Squares of this side, world units, or the next larger side of a cell, at most [`MAX_BINS`](super::MAX_BINS) across.
    /// Their edges are whole multiples of their side, so grids of the same side fit onto each other.
    Side(f64),
}

/// A part of a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridRequest {
    /// How fine.
    pub resolution: GridResolution,
    /// Within which rectangle; without any edge, where nearly all is.
    pub area: Area,
    /// Whether counts by group of players are wanted too.
    pub groups: bool,
}

impl GridRequest {
    /// Where nearly all is, without groups.
    pub fn of(resolution: GridResolution) -> Self {
        Self {
            resolution,
            area: Area::default(),
            groups: false,
        }
    }
}
