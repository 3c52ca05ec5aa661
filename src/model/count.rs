//! How many of something: a whole number within the contract's range.

use serde::Serialize;

/// The largest count of one item in one sheet.
pub const MAX_COUNT: u64 = 1_000_000_000;

/// A whole number from 0 to [`MAX_COUNT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Count(u64);

impl Count {
    /// The count, or `None` when `n` is too large.
    pub fn new(n: u64) -> Option<Self> {
        (n <= MAX_COUNT).then_some(Self(n))
    }

    /// The number.
    pub fn get(self) -> u64 {
        self.0
    }
}
