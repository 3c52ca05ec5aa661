//! Whose data: of which game mode, and of which variant of an experiment.

use super::{NAME_END, Parameters};
use crate::model::{Arm, Fault, GameMode, Label, MapName, MapSlice, Name, OTHER, SliceFilter};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::IntoParams;

/// Of which game mode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InMode {
    /// Only what happened in this game mode
    #[param(inline)]
    pub game_mode: Option<GameMode>,
}

impl Parameters for InMode {}

/// Of which game mode, and of which variant, dimension's value or map.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BySlice {
    /// Only what happened in this game mode
    #[param(inline)]
    pub game_mode: Option<GameMode>,
    /// With `variant`: only sheets of those who were in it, and events inside them
    #[param(inline)]
    pub experiment: Option<Name>,
    /// With `experiment`: the variant
    #[param(inline)]
    pub variant: Option<Name>,
    /// As `dim.platform=ps5`: only what had this value of the dimension. Totals are kept by one variant, one value or one map at a
    /// time, so at most one of them is asked for
    #[serde(rename = "dim.NAME", skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub dimension: Option<OfDimension>,
    /// Only what happened on this map
    #[param(inline)]
    pub map: Option<Label>,
}

impl Parameters for BySlice {
    fn fault(&self) -> Option<Fault> {
        let experiment = (&self.experiment, &self.variant);
        fault_of_experiment(experiment).or_else(|| {
            one_at_a_time(&[
                ("experiment", self.experiment.is_some()),
                (DIMENSION, self.dimension.is_some()),
                ("map", self.map.is_some()),
            ])
        })
    }
}

impl BySlice {
    /// The parameter that says more than a mode, if any.
    pub fn arm_field(&self) -> Option<&'static str> {
        match self {
            Self {
                variant: Some(_), ..
            } => Some("variant"),
            Self {
                dimension: Some(_), ..
            } => Some(DIMENSION),
            Self { map: Some(_), .. } => Some("map"),
            _ => None,
        }
    }
}

/// Of which map; on it, of which game mode and of which variant or dimension's value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SliceOnMap {
    /// Only places on this map; without it, only those that came without a map. Places of different maps are never put together
    #[param(inline)]
    pub map: Option<MapName>,
    /// Only what happened in this game mode
    #[param(inline)]
    pub game_mode: Option<GameMode>,
    /// With `variant`: only sheets of those who were in it, and events inside them
    #[param(inline)]
    pub experiment: Option<Name>,
    /// With `experiment`: the variant
    #[param(inline)]
    pub variant: Option<Name>,
    /// As `dim.platform=ps5`: only what had this value of the dimension; not together with a variant
    #[serde(rename = "dim.NAME", skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub dimension: Option<OfDimension>,
}

impl Parameters for SliceOnMap {
    fn fault(&self) -> Option<Fault> {
        let experiment = (&self.experiment, &self.variant);
        fault_of_experiment(experiment).or_else(|| {
            one_at_a_time(&[
                ("experiment", self.experiment.is_some()),
                (DIMENSION, self.dimension.is_some()),
            ])
        })
    }
}

pub(in crate::wire) fn fault_of_experiment(given: (&Option<Name>, &Option<Name>)) -> Option<Fault> {
    match given {
        (Some(_), None) => Some(Fault::new("variant", "is required")),
        (None, Some(_)) => Some(Fault::new("experiment", "is required")),
        _ => None,
    }
}

/// Stands for all `dim.…`.
pub const DIMENSION: &str = "dim.NAME";

pub(in crate::wire) fn one_at_a_time(given: &[(&str, bool)]) -> Option<Fault> {
    let mut given = given.iter().filter(|(_, given)| *given);
    let (first, second) = (given.next()?.0, given.next()?.0);
    let reason = format!("is not together with {first}: totals are kept by one of them at a time");
    Some(Fault::new(second, reason))
}

/// A dimension and its value, which may be that of all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfDimension(pub(in crate::wire) Arm);

impl Serialize for OfDimension {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(arm) = self;
        let name = match arm.is_of_other_dimensions() {
            true => OTHER,
            false => arm.experiment.as_str(),
        };
        serializer.collect_str(&format_args!("{name}{NAME_END}{}", arm.variant))
    }
}

impl<'de> Deserialize<'de> for OfDimension {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (name, value) = text.split_once(NAME_END).unwrap_or((&text, ""));
        let of = |reason: String| de::Error::custom(format!("dim.{name} {reason}"));
        let value = Name::parse_counted(value).map_err(of)?;
        if name == OTHER {
            return Ok(Self(Arm::of_other_dimensions(value)));
        }
        let name = Name::parse(name).map_err(of)?;
        Ok(Self(Arm {
            experiment: name,
            variant: value,
        }))
    }
}

pub(in crate::wire) fn arm_of(
    experiment: Option<Name>,
    variant: Option<Name>,
    dimension: Option<OfDimension>,
) -> Option<Arm> {
    let of_experiment = experiment.zip(variant).map(|(experiment, variant)| Arm {
        experiment,
        variant,
    });
    of_experiment.or(dimension.map(|OfDimension(arm)| arm))
}

impl From<BySlice> for SliceFilter {
    fn from(slice: BySlice) -> Self {
        let arm = arm_of(slice.experiment, slice.variant, slice.dimension);
        Self {
            game_mode: slice.game_mode,
            arm: arm.or(slice.map.as_ref().map(Arm::on_map)),
        }
    }
}

impl From<SliceFilter> for BySlice {
    fn from(slice: SliceFilter) -> Self {
        // A dimension is asked for as an experiment is, where it has a name.
        let (dimension, arm) = match slice.arm {
            Some(arm) if arm.is_of_other_dimensions() => (Some(OfDimension(arm)), None),
            arm => (None, arm),
        };
        let (experiment, variant) = arm.map(|arm| (arm.experiment, arm.variant)).unzip();
        Self {
            game_mode: slice.game_mode,
            experiment,
            variant,
            dimension,
            map: None,
        }
    }
}

impl From<MapSlice> for SliceOnMap {
    fn from(asked: MapSlice) -> Self {
        let slice = BySlice::from(asked.slice);
        Self {
            map: Some(asked.map),
            game_mode: slice.game_mode,
            experiment: slice.experiment,
            variant: slice.variant,
            dimension: slice.dimension,
        }
    }
}

impl From<SliceOnMap> for MapSlice {
    fn from(asked: SliceOnMap) -> Self {
        Self {
            map: asked.map.unwrap_or_default(),
            slice: SliceFilter {
                game_mode: asked.game_mode,
                arm: arm_of(asked.experiment, asked.variant, asked.dimension),
            },
        }
    }
}
