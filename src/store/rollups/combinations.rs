//! Slices that rows count in together. Rows have few combinations of variants and values of dimensions, so what is added
//! up of each combination is spread over its slices once, not with every row.

use super::facts::SliceKey;
use super::texts::TextId;
use rustc_hash::FxHashMap;
use std::slice::from_ref;

/// The combinations of one commit, each of two slices or more. One is written as a slice itself, whose experiment is a
/// number of it.
#[derive(Debug, Default)]
pub(super) struct Combinations {
    known: FxHashMap<Vec<SliceKey>, SliceKey>,
    slices: Vec<Vec<SliceKey>>,
}

impl Combinations {
    /// What stands for all of `slices`, which are of one mode.
    pub(super) fn together(&mut self, slices: &[SliceKey]) -> Option<SliceKey> {
        let first = slices.first()?;
        if slices.len() == 1 {
            return Some(*first);
        }
        if let Some(together) = self.known.get(slices) {
            return Some(*together);
        }
        let together = SliceKey {
            game_mode: first.game_mode,
            experiment: TextId::combination(self.slices.len()),
            variant: TextId::EMPTY,
        };
        self.known.insert(slices.to_vec(), together);
        self.slices.push(slices.to_vec());
        Some(together)
    }

    /// The slices that `slice` stands for: itself, unless it is a combination.
    pub(super) fn slices<'s>(&'s self, slice: &'s SliceKey) -> &'s [SliceKey] {
        match slice.experiment.of_combination() {
            Some(number) => &self.slices[number],
            None => from_ref(slice),
        }
    }

    pub(super) fn is_together(&self, slice: &SliceKey) -> bool {
        slice.experiment.of_combination().is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slices.is_empty()
    }
}
