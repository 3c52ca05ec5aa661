//! Sums by key, as they gather in memory during one commit. Pure.

use super::facts::SliceKey;
use super::rollup::Rollup;
use super::texts::TextId;
use rustc_hash::FxHashMap;

/// The most columns of a key.
pub(super) const MAX_KEY: usize = 5;
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

/// What a declaration adds its sums to.
pub(in crate::store) struct Adder<'s> {
    rollup: &'static Rollup,
    sums: &'s mut Sums,
    /// 1 to add, -1 to take away.
    sign: i64,
}

impl<'s> Adder<'s> {
    pub(super) fn new(rollup: &'static Rollup, sums: &'s mut Sums, sign: i64) -> Self {
        Self { rollup, sums, sign }
    }

    /// Adds `measures` to those of `key`; a smallest or a largest cannot be taken away.
    pub(in crate::store) fn add<const N: usize>(&mut self, key: Key, measures: [i64; N]) {
        let declared = self.rollup.measures;
        debug_assert_eq!(declared.len(), N, "{}", self.rollup.table);
        if measures == [0; N] {
            return;
        }
        let sums = self.sums.0.entry(key).or_insert_with(|| {
            let mut neutral = [0; MAX_MEASURES];
            for (sum, measure) in neutral.iter_mut().zip(declared) {
                *sum = measure.neutral();
            }
            neutral
        });
        for ((sum, measure), n) in sums.iter_mut().zip(declared).zip(measures) {
            *sum = match measure {
                super::rollup::Measure::Sum(_) => *sum + self.sign * n,
                other => other.combine(*sum, n),
            };
        }
    }
}

impl Sums {
    /// Whether something remains to be written for these measures.
    pub(super) fn is_something(rollup: &Rollup, measures: &Measures) -> bool {
        let mut measures = measures.iter().zip(rollup.measures);
        measures.any(|(n, measure)| *n != measure.neutral())
    }
}
