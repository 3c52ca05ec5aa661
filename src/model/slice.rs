//! The dimensions by which every total can be filtered.

use super::name::{BoundedText, OTHER_DIMENSION};
use super::{GameMode, Label, MapName, Name, NameKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// The dimension of the map something happened on.
pub const MAP: &str = "map";

/// What something counts in beside everyone: a variant of an experiment or a value of a dimension, whose name comes first.
pub type ArmName<'a> = (NameKind, &'a str, &'a str);

/// Everything that something counts in beside everyone: experiments with their variants, dimensions with their values, and
/// the map as the dimension [`MAP`].
pub fn arms_of<'a>(
    experiments: &'a BTreeMap<Name, Name>,
    dimensions: &'a BTreeMap<Label, Label>,
    map: Option<&'a Label>,
) -> impl Iterator<Item = ArmName<'a>> + Clone {
    use NameKind::{Dimension, Variant};
    let experiments = experiments.iter();
    let dimensions = dimensions.iter();
    let experiments = experiments.map(|(name, variant)| (Variant, name.as_str(), variant.as_str()));
    let dimensions = dimensions.map(|(name, value)| (Dimension, name.as_str(), value.as_str()));
    let map = map.map(|map| (Dimension, MAP, map.as_str()));
    experiments.chain(dimensions).chain(map)
}

/// One cut through the data: a game mode and, where given, one variant of one experiment or one value of one dimension,
/// which is an experiment that nobody makes.
/// Empty text means "no mode was sent" or "any variant". Everything counts once in the slice without
/// an experiment, and once more for each experiment it takes part in and each dimension it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice<'a> {
    /// The game mode, or empty.
    pub game_mode: &'a str,
    /// The experiment, or empty for the slice of everyone.
    pub experiment: &'a str,
    /// The experiment's variant, or empty.
    pub variant: &'a str,
}

impl<'a> Slice<'a> {
    /// The slice that a reader wants; an empty game mode stands for all of them.
    pub fn wanted(game_mode: Option<&'a GameMode>, arm: Option<&'a Arm>) -> Self {
        Self {
            game_mode: game_mode.map_or("", |mode| mode.as_str()),
            experiment: arm.map_or("", |arm| arm.experiment.as_str()),
            variant: arm.map_or("", |arm| arm.variant.as_str()),
        }
    }
}

/// A reader's wish for one slice; the slice of everyone in all modes when nothing is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SliceFilter {
    /// Only this game mode.
    pub game_mode: Option<GameMode>,
    /// Only those who were in this variant of an experiment, or had this value of a dimension.
    pub arm: Option<Arm>,
}

/// One variant of one experiment, or one value of one dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Arm {
    /// The experiment or the dimension.
    pub experiment: Name,
    /// The variant or the value.
    pub variant: Name,
}

impl Arm {
    /// A map, as the value of its dimension.
    pub fn on_map(map: &Label) -> Self {
        Self {
            experiment: Name::from_checked(MAP.into()),
            variant: Name::from_checked(map.as_str().into()),
        }
    }

    /// A value of all dimensions that have no place of their own.
    pub fn of_other_dimensions(value: Name) -> Self {
        Self {
            experiment: Name::from_checked(OTHER_DIMENSION.into()),
            variant: value,
        }
    }

    /// Whether it is one of those.
    pub fn is_of_other_dimensions(&self) -> bool {
        self.experiment.as_str() == OTHER_DIMENSION
    }
}

/// A reader's wish for places: those on one map in one slice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapSlice {
    /// The map.
    pub map: MapName,
    /// The slice.
    pub slice: SliceFilter,
}

impl From<SliceFilter> for MapSlice {
    /// Of places that came without a map.
    fn from(slice: SliceFilter) -> Self {
        Self {
            map: MapName::default(),
            slice,
        }
    }
}

impl SliceFilter {
    /// The slice; an empty game mode stands for all of them.
    pub fn slice(&self) -> Slice<'_> {
        Slice::wanted(self.game_mode.as_ref(), self.arm.as_ref())
    }
}

impl From<Option<GameMode>> for SliceFilter {
    fn from(game_mode: Option<GameMode>) -> Self {
        Self {
            game_mode,
            arm: None,
        }
    }
}
