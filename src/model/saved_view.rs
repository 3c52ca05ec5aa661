//! Views that somebody saved under a name.

use super::{Millis, PageAddress, ViewName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most views that are kept.
pub const MAX_SAVED_VIEWS: usize = 500;

/// A page of the dashboard with its filters, under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SavedView {
    /// Its name.
    pub name: ViewName,
    /// Path and query of the page, without the path that a proxy serves it below.
    #[schema(value_type = String, example = "/dashboard/map?item=medkit&range=7d")]
    pub address: PageAddress,
    /// Whether it is shown on the Overview.
    pub pinned: bool,
    /// When this address was saved under this name.
    pub saved_at: Millis,
}

/// What became of a view that was to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViewSaved {
    /// It is saved.
    Kept {
        /// As it is.
        view: SavedView,
        /// Whether another one of this name is gone.
        replaced: bool,
    },
    /// There are [`MAX_SAVED_VIEWS`]; nothing was saved.
    Full,
}
