//! Sums by key, as they gather in memory during one commit. Pure.

use super::facts::SliceKey;
use super::texts::TextId;
use rustc_hash::FxHashMap;

/// The most columns of a key.
pub(super) const MAX_KEY: usize = 6;
/// The most measures of a total.
pub(super) const MAX_MEASURES: usize = 6;

/// A key: numbers as they are, texts by their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(in crate::store) struct Key {
    parts: [u64; MAX_KEY],
    len: u8,
}

impl Key {
    /// A key that begins with a text.
    pub(in crate::store) fn text(id: TextId) -> Self {
        Self::default().then(id)
    }

    /// A key that begins with a number.
    pub(in crate::store) fn number(n: i64) -> Self {
        Self::default().then_number(n)
    }

    /// The next part, a text.
    pub(in crate::store) fn then(self, id: TextId) -> Self {
        self.push(id.part())
    }

    /// The next part, a number.
    pub(in crate::store) fn then_number(self, n: i64) -> Self {
        self.push(n as u64)
    }

    /// The next parts, a slice.
    pub(in crate::store) fn slice(self, slice: SliceKey) -> Self {
        self.then(slice.game_mode)
            .then(slice.experiment)
            .then(slice.variant)
    }

    /// The slice whose first part is `at`.
    pub(super) fn slice_from(&self, at: usize) -> SliceKey {
        let part = |index: usize| TextId::of_part(self.parts[at + index]);
        SliceKey {
            game_mode: part(0),
            experiment: part(1),
            variant: part(2),
        }
    }

    /// The same with another slice.
    pub(super) fn with_slice(mut self, at: usize, slice: SliceKey) -> Self {
        let parts = [slice.game_mode, slice.experiment, slice.variant];
        self.parts[at..at + 3].copy_from_slice(&parts.map(TextId::part));
        self
    }

    pub(super) fn parts(&self) -> &[u64] {
        &self.parts[..usize::from(self.len)]
    }

    fn push(mut self, part: u64) -> Self {
        self.parts[usize::from(self.len)] = part;
        self.len += 1;
        self
    }
}

/// The measures of one key, in order of the declaration.
pub(in crate::store) type Measures = [i64; MAX_MEASURES];

/// The sums of one total.
#[derive(Debug, Default)]
pub(in crate::store) struct Sums(pub(super) FxHashMap<Key, Measures>);
