//! A rectangle of the map.

use super::Parameters;
use crate::model::{Area, Fault, Heights};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::IntoParams;

/// Within which rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Within {
    /// Only places from here on along the first axis, world units; this edge and each other one may be left out
    #[param(value_type = Option<f64>)]
    pub x_min: Option<Edge>,
    /// Only places before this along the first axis; above `x_min`
    #[param(value_type = Option<f64>)]
    pub x_max: Option<Edge>,
    /// Only places from here on along the second axis
    #[param(value_type = Option<f64>)]
    pub y_min: Option<Edge>,
    /// Only places before this along the second axis; above `y_min`
    #[param(value_type = Option<f64>)]
    pub y_max: Option<Edge>,
}

impl Parameters for Within {
    fn fault(&self) -> Option<Fault> {
        let is_empty = |min: Option<Edge>, max: Option<Edge>| {
            min.zip(max).is_some_and(|(min, max)| max.0 <= min.0)
        };
        if is_empty(self.x_min, self.x_max) {
            Some(Fault::new("x_max", "must be above x_min"))
        } else if is_empty(self.y_min, self.y_max) {
            Some(Fault::new("y_max", "must be above y_min"))
        } else {
            None
        }
    }
}

impl From<Within> for Area {
    fn from(within: Within) -> Self {
        let at = |edge: Option<Edge>| edge.map(|edge| edge.0);
        Self {
            x_min: at(within.x_min),
            x_max: at(within.x_max),
            y_min: at(within.y_min),
            y_max: at(within.y_max),
        }
    }
}

/// At which heights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AtHeight {
    /// Only places from this height on, world units, such as those of a floor; then none that came without a height
    #[param(value_type = Option<f64>)]
    pub z_min: Option<Edge>,
    /// Only places below this height; above `z_min`
    #[param(value_type = Option<f64>)]
    pub z_max: Option<Edge>,
}

impl Parameters for AtHeight {
    fn fault(&self) -> Option<Fault> {
        let is_empty = self
            .z_min
            .zip(self.z_max)
            .is_some_and(|(min, max)| max.0 <= min.0);
        is_empty.then(|| Fault::new("z_max", "must be above z_min"))
    }
}

impl From<AtHeight> for Heights {
    fn from(asked: AtHeight) -> Self {
        Self {
            z_min: asked.z_min.map(|edge| edge.0),
            z_max: asked.z_max.map(|edge| edge.0),
        }
    }
}

/// Where a rectangle ends, world units: finite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Edge(pub f64);

impl<'de> Deserialize<'de> for Edge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let edge = text.parse().ok();
        edge.filter(|edge: &f64| edge.is_finite())
            .map(Self)
            .ok_or_else(|| de::Error::custom(format!("must be a number, got {text:?}")))
    }
}
