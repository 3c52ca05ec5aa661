//! The resolution of a grid.

use super::{Parameters, Whole};
use crate::model::{Area, Fault, GridRequest, GridResolution, MAX_BINS};
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
    /// Whether `grid` has `groups` too: units by group of players, which `/api/maps/compare` needs
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    #[param(value_type = Option<bool>)]
    pub groups: Flag,
}

impl Parameters for Resolution {
    fn fault(&self) -> Option<Fault> {
        let both = self.bins.is_some() && self.side.is_some();
        both.then(|| Fault::new("side", "cannot be given together with bins"))
    }
}

impl Resolution {
    /// What is wanted of `area`, in a usual number of bins when none was asked for.
    pub fn or_usual(&self, area: Area) -> GridRequest {
        let usual = GridResolution::Bins(USUAL_BINS);
        GridRequest {
            resolution: self.resolution().unwrap_or(usual),
            area,
            groups: self.groups.0,
        }
    }

    /// What is wanted of `area`, when a resolution, an area or groups were asked for.
    pub fn wanted(&self, area: Area) -> Option<GridRequest> {
        let asked = self.resolution().is_some() || area != Area::default() || self.groups.0;
        asked.then(|| self.or_usual(area))
    }

    fn resolution(&self) -> Option<GridResolution> {
        let bins = self.bins.map(|bins| GridResolution::Bins(bins.0));
        bins.or(self.side.map(|side| GridResolution::Side(side.0)))
    }
}

impl From<&GridRequest> for Resolution {
    fn from(asked: &GridRequest) -> Self {
        let (bins, side) = match asked.resolution {
            GridResolution::Bins(bins) => (Some(Whole(bins)), None),
            GridResolution::Side(side) => (None, Some(Side(side))),
        };
        let groups = Flag(asked.groups);
        Self { bins, side, groups }
    }
}

/// `true` or `false`; the latter where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Flag(pub bool);

impl Flag {
    fn is_off(&self) -> bool {
        !self.0
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "true" => Ok(Self(true)),
            "false" => Ok(Self(false)),
            _ => Err(de::Error::custom(format!(
                "must be true or false, got {text:?}"
            ))),
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
