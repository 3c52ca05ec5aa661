//! By what rows are told apart: their mode, their map, a dimension or an experiment.

use super::{ArmName, Name, NameKind};
use std::fmt;

/// What rows are put into groups by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Split {
    /// Their game mode.
    GameMode,
    /// Their map.
    Map,
    /// The value of a dimension.
    Dimension(Name),
    /// The variant of an experiment.
    Experiment(Name),
}

impl Split {
    /// Reads what [`Display`](fmt::Display) writes.
    ///
    /// # Errors
    /// What it must be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shape = "must be game_mode, map, dim.NAME or experiment.NAME";
        match text.split_once('.') {
            None if text == "game_mode" => Ok(Self::GameMode),
            None if text == "map" => Ok(Self::Map),
            Some(("dim", name)) => Name::parse(name).map(Self::Dimension),
            Some(("experiment", name)) => Name::parse(name).map(Self::Experiment),
            _ => Err(shape.into()),
        }
    }

    /// Whether it needs to know what a row counts in beside everyone.
    pub fn needs_arms(&self) -> bool {
        matches!(self, Self::Dimension(_) | Self::Experiment(_))
    }

    /// The group of a row; `None` where it has none.
    pub fn group_of<'a>(
        &self,
        game_mode: &'a str,
        map: &'a str,
        arms: impl IntoIterator<Item = ArmName<'a>>,
    ) -> Option<&'a str> {
        let (kind, name) = match self {
            Self::GameMode => return Some(game_mode).filter(|mode| !mode.is_empty()),
            Self::Map => return Some(map).filter(|map| !map.is_empty()),
            Self::Dimension(name) => (NameKind::Dimension, name),
            Self::Experiment(name) => (NameKind::Variant, name),
        };
        let mut arms = arms.into_iter();
        arms.find_map(|(of, arm, value)| (of == kind && arm == name.as_str()).then_some(value))
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GameMode => f.write_str("game_mode"),
            Self::Map => f.write_str("map"),
            Self::Dimension(name) => write!(f, "dim.{name}"),
            Self::Experiment(name) => write!(f, "experiment.{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_in_the_group_that_it_names() {
        let arms = [
            (NameKind::Variant, "odds", "b"),
            (NameKind::Dimension, "odds", "c"),
        ];
        for (text, group) in [
            ("game_mode", Some("solo")),
            ("map", None),
            ("experiment.odds", Some("b")),
            ("dim.odds", Some("c")),
            ("dim.a.b", None),
        ] {
            let split = Split::parse(text).unwrap();
            assert_eq!(split.to_string(), text);
            assert_eq!(split.group_of("solo", "", arms), group, "{text}");
        }
        for bad in ["", "mode", "dim.", "other.x"] {
            assert!(Split::parse(bad).is_err(), "{bad}");
        }
    }
}
