//! The dimensions by which every total can be filtered.

use super::{GameMode, Name, StatSheet};
use serde::Serialize;

/// One cut through the data: a game mode and, where given, one variant of one experiment.
/// Empty text means "no mode was sent" or "any variant". Every sheet counts once in the slice without
/// an experiment, and once more for each experiment it takes part in.
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
    /// Everyone in `game_mode`, which may be empty.
    pub fn of_mode(game_mode: &'a str) -> Self {
        Self {
            game_mode,
            experiment: "",
            variant: "",
        }
    }

    /// The slice that a reader wants; an empty game mode stands for all of them.
    pub fn wanted(game_mode: Option<&'a GameMode>, arm: Option<&'a Arm>) -> Self {
        Self {
            game_mode: game_mode.map_or("", |mode| mode.as_str()),
            experiment: arm.map_or("", |arm| arm.experiment.as_str()),
            variant: arm.map_or("", |arm| arm.variant.as_str()),
        }
    }

    /// The slices `sheet` counts in; the first is the one of everyone.
    pub fn of(sheet: &'a StatSheet) -> impl Iterator<Item = Self> {
        let game_mode = sheet.game_mode.as_ref().map_or("", |mode| mode.as_str());
        Self::in_mode(game_mode, &sheet.experiments)
    }

    /// The slice of everyone in `game_mode`, and the one of each pair of experiment and variant in `arms`.
    pub fn in_mode(
        game_mode: &'a str,
        arms: impl IntoIterator<Item = (&'a Name, &'a Name)>,
    ) -> impl Iterator<Item = Self> {
        let everyone = Self::of_mode(game_mode);
        let arm = move |(experiment, variant): (&'a Name, &'a Name)| Slice {
            game_mode,
            experiment: experiment.as_str(),
            variant: variant.as_str(),
        };
        std::iter::once(everyone).chain(arms.into_iter().map(arm))
    }
}

/// A reader's wish for one slice; the slice of everyone in all modes when nothing is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SliceFilter {
    /// Only this game mode.
    pub game_mode: Option<GameMode>,
    /// Only those who were in this variant of an experiment.
    pub arm: Option<Arm>,
}

/// One variant of one experiment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Arm {
    /// The experiment.
    pub experiment: Name,
    /// The variant.
    pub variant: Name,
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
