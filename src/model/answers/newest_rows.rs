//! Questions that go through the newest rows, for what no total keeps: values of fields that a game makes up.

use super::{Coverage, LookedAt};
use crate::model::{MatchId, PlayerId, SliceFilter, TimeRange};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// Which rows are gone through, the newest first by their own time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestRows {
    /// Only of this match.
    pub match_id: Option<MatchId>,
    /// Only of this player.
    pub player_id: Option<PlayerId>,
    /// Only with a timestamp in it.
    pub range: TimeRange,
    /// Of those that are looked at, only the ones in this slice.
    pub slice: SliceFilter,
    /// At most this many are looked at; all of them when `None`.
    pub limit: Option<u32>,
    /// After this long no more are looked at.
    pub patience: Duration,
}

impl Default for NewestRows {
    fn default() -> Self {
        Self {
            match_id: None,
            player_id: None,
            range: TimeRange::default(),
            slice: SliceFilter::default(),
            limit: None,
            patience: Self::PATIENCE,
        }
    }
}

impl NewestRows {
    /// Shorter than any read may take, so that there is an answer.
    pub const PATIENCE: Duration = Duration::from_secs(7);
}

/// How far such a question went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowsLookedAt {
    /// Rows that were looked at, the newest, in whatever slice.
    pub looked_at: u64,
    /// What part of the range was looked at.
    #[serde(flatten)]
    pub coverage: Coverage,
}

impl RowsLookedAt {
    /// Adds rows of another kind: together they are covered from where the last of both begins.
    pub fn join(&mut self, other: Self) {
        self.looked_at += other.looked_at;
        self.coverage.complete &= other.coverage.complete;
        let since = other.coverage.covered_since;
        self.coverage.covered_since = self.coverage.covered_since.max(since);
    }
}

impl From<LookedAt> for RowsLookedAt {
    /// Sheets are not in the order of their times, so nobody knows from when on all were looked at.
    fn from(looked_at: LookedAt) -> Self {
        Self {
            looked_at: looked_at.looked_at + looked_at.events_looked_at,
            coverage: Coverage {
                complete: looked_at.complete,
                covered_since: None,
            },
        }
    }
}

/// Who was in a slice, as far as the rows that were looked at tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DistinctInSlice {
    /// Players, each once.
    pub players: u64,
    /// Matches, each once.
    pub matches: u64,
    /// How far it went.
    pub looked_at: RowsLookedAt,
}
