//! What answers are made of where `model` prints the rows.

use super::Fault;
use utoipa::ToSchema;

/// Counts over a rectangle; fewer bins than asked for where the rollup is coarser.
#[derive(ToSchema)]
pub(in crate::server) struct Grid {
    /// Left edge, world units.
    x_min: f64,
    /// Right edge, world units.
    x_max: f64,
    /// Lower edge, world units.
    y_min: f64,
    /// Upper edge, world units.
    y_max: f64,
    /// Bins along each axis.
    bins: u32,
    /// Units: `cells[row][column]`, row 0 at `y_min`, column 0 at `x_min`.
    cells: Vec<Vec<u64>>,
}

/// A refused item as it was kept.
#[derive(ToSchema)]
pub(in crate::server) struct DeadLetter {
    /// The number under which it was stored.
    id: i64,
    /// When it was received.
    #[schema(format = DateTime)]
    created_at: String,
    /// Through which door it came.
    source: String,
    /// Everything that is wrong with it.
    faults: Vec<Fault>,
    /// The bytes as received.
    payload: String,
    /// `text`, or `base64` where the bytes are not UTF-8.
    payload_encoding: String,
}
