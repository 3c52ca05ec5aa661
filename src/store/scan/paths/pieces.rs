//! Which rows are of one path, and which paths are of one pass: a key for each path, and a range of keys for each pass.

use std::hash::{BuildHasher, RandomState};

/// Makes keys. They are random anew for each question, so that nobody can choose names that fall together.
#[derive(Debug, Default)]
pub(super) struct Keys(RandomState);

/// Set in the keys of rows that belong to no match and no session: those of one player are parted by the time between.
const LOOSE: u64 = 1;

impl Keys {
    pub(super) fn of(&self, player: &str, match_id: &str, session_id: &str) -> u64 {
        if !match_id.is_empty() {
            self.0.hash_one((0_u8, player, match_id)) & !LOOSE
        } else if !session_id.is_empty() {
            self.0.hash_one((1_u8, player, session_id)) & !LOOSE
        } else {
            self.0.hash_one((2_u8, player)) | LOOSE
        }
    }

    pub(super) fn is_loose(key: u64) -> bool {
        key & LOOSE != 0
    }
}

/// The keys of a pass.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyRange {
    pub(super) first: u64,
    /// The first key of the next pass; none of the last one.
    pub(super) end: Option<u64>,
}

impl KeyRange {
    pub(super) const ALL: Self = Self {
        first: 0,
        end: None,
    };

    pub(super) fn contains(self, key: u64) -> bool {
        key >= self.first && self.end.is_none_or(|end| key < end)
    }

    /// The share of all paths that has keys before these.
    pub(super) fn share_before(self) -> f64 {
        share(self.first)
    }

    /// The share of all paths that has these keys.
    pub(super) fn share(self) -> f64 {
        self.end.map_or(1.0, share) - share(self.first)
    }
}

fn share(key: u64) -> f64 {
    key as f64 / u64::MAX as f64
}
