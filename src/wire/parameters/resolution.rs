//! The resolution of a grid.

use super::{Parameters, Whole};
use crate::model::{Fault, GridResolution, MAX_BINS};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::IntoParams;

type Bins = Whole<MAX_BINS>;

const USUAL_BINS: u32 = 50;

/// In bins of which number or size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Resolution {
    /// Cuts `grid` into this many bins along each axis
    #[param(inline, example = 20)]
    pub bins: Option<Bins>,
    /// Instead of `bins`: cuts `grid` into squares of at least this many world units, rounded up to five times a power of
    /// two and to at most 200 across; grids of the same side fit onto each other
    #[param(value_type = Option<f64>)]
    pub side: Option<Side>,
}

impl Parameters for Resolution {
    fn fault(&self) -> Option<Fault> {
        let both = self.bins.is_some() && self.side.is_some();
        both.then(|| Fault::new("side", "cannot be given together with bins"))
    }
}

impl Resolution {
    /// The resolution, a usual one when none was asked for.
    pub fn or_usual(&self) -> GridResolution {
        self.wanted().unwrap_or(GridResolution::Bins(USUAL_BINS))
    }

    /// The resolution, when one was asked for.
    pub fn wanted(&self) -> Option<GridResolution> {
        let bins = self.bins.map(|bins| GridResolution::Bins(bins.0));
        bins.or(self.side.map(|side| GridResolution::Side(side.0)))
    }
}

impl From<GridResolution> for Resolution {
    fn from(resolution: GridResolution) -> Self {
        match resolution {
            GridResolution::Bins(bins) => Self {
                bins: Some(Whole(bins)),
                side: None,
            },
            GridResolution::Side(side) => Self {
                bins: None,
                side: Some(Side(side)),
            },
        }
    }
}

/// The side of a square, world units: finite and above 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Side(pub f64);

impl<'de> Deserialize<'de> for Side {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let side = text.parse().ok();
        side.filter(|side: &f64| side.is_finite() && *side > 0.0)
            .map(Self)
            .ok_or_else(|| de::Error::custom(format!("must be a number above 0, got {text:?}")))
    }
}
