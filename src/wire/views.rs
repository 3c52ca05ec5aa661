//! Views that people save under a name.

use super::parameters::Parameters;
use crate::model::{Fault, Faults, Millis, PageAddress, SavedView, ViewName};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A view that is to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewToSave {
    /// Its name, 1 to 100 characters. Another view of this name is replaced.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Path and query of a page of the dashboard, percent-encoded, at most 4,000 bytes.
    #[schema(min_length = 1, max_length = 4_000)]
    pub address: String,
    /// Whether it is shown on the Overview.
    #[serde(default)]
    pub pinned: bool,
}

/// A view that is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ViewKept {
    /// Always true.
    pub success: bool,
    /// Whether another one of this name is gone.
    pub replaced: bool,
    /// The view.
    pub data: SavedView,
}

/// Which view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfView {
    /// The view
    #[param(inline, example = "ducks-this-week")]
    pub name: ViewName,
}

impl Parameters for OfView {}

/// What was asked for is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deleted {
    /// Always true.
    pub success: bool,
}

impl ViewToSave {
    /// The view, saved at `now`.
    ///
    /// # Errors
    /// All faults. Whether there is such a page is not looked at.
    pub fn read(&self, now: Millis) -> Result<SavedView, Faults> {
        let mut faults = Vec::new();
        let name = ViewName::parse(&self.name);
        let name = name.map_err(|reason| faults.push(Fault::new("name", reason)));
        let address = PageAddress::parse(&self.address);
        let address = address.map_err(|reason| faults.push(Fault::new("address", reason)));
        match (name, address) {
            (Ok(name), Ok(address)) => Ok(SavedView {
                name,
                address,
                pinned: self.pinned,
                saved_at: now,
            }),
            _ => {
                Err(Faults::from_vec(faults).unwrap_or_else(|| Faults::one("name", "is required")))
            }
        }
    }
}
