//! Parameters of questions, a struct for each kind. From it come the reference, the list of what is known, the parsing,
//! and the query string that a client sends. A kind that one question alone has is beside its answer.

mod area;
mod detail;
mod number;
mod page;
mod resolution;
mod slice;
mod time;

pub use crate::model::TimeRange;
pub use area::{AtHeight, Edge, Within};
pub use detail::WithDetail;
pub use number::{Whole, WholeOr};
pub use page::{Limited, Paged};
pub use resolution::{Flag, Resolution, Side};
pub use slice::{BySlice, DIMENSION, InMode, SliceOnMap};
pub(super) use slice::{OfDimension, arm_of, fault_of_experiment, one_at_a_time};
pub use time::{Every, EveryHourOrDay, HourOrDay, InZone, Period};

use crate::model::Fault;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

/// Stands for all `details.…`.
pub const DETAIL: &str = "details.NAME";

/// Between a name that a parameter's own name has, and its value. Neither has one.
pub const NAME_END: char = '\t';

/// A kind of parameters. Every field reads itself from text; at most one is required.
pub trait Parameters: DeserializeOwned + Serialize + IntoParams {
    /// What is wrong with the values together, each being right by itself.
    fn fault(&self) -> Option<Fault> {
        None
    }
}
