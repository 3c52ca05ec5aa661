//! The dimensions by which every total can be filtered.

use super::{Name, StatSheet};

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

    /// The slices `sheet` counts in; the first is the one of everyone.
    pub fn of(sheet: &'a StatSheet) -> impl Iterator<Item = Self> {
        let game_mode = sheet.game_mode.as_ref().map_or("", |mode| mode.as_str());
        let everyone = Self::of_mode(game_mode);
        let arm = move |(experiment, variant)| {
            let (experiment, variant): (&Name, &Name) = (experiment, variant);
            Slice {
                game_mode,
                experiment: experiment.as_str(),
                variant: variant.as_str(),
            }
        };
        std::iter::once(everyone).chain(sheet.experiments.iter().map(arm))
    }
}
