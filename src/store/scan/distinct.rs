//! How many players and matches there are in a slice of which no total says it, from the rows.

use crate::model::{DistinctInSlice, SliceFilter};
use crate::store::ask::Reader;
use crate::store::error::StoreError;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;
use std::time::Duration;

/// Players and matches that are told apart, each in eight bytes and its place in the set.
const MOST_DISTINCT: usize = 1_000_000;

impl Reader {
    /// Counts the players and matches of whom a row is in `slice`, the newest rows first, as long as `patience` lasts and up to a
    /// million of them.
    ///
    /// # Errors
    /// When the database does not answer in time, or a row is damaged.
    pub async fn distinct_in(
        &self,
        slice: &SliceFilter,
        patience: Duration,
    ) -> Result<DistinctInSlice, StoreError> {
        let hasher = RandomState::new();
        let (mut players, mut matches) = (HashSet::new(), HashSet::new());
        let rows = self.rows_in_slice(slice, patience, false, |row| {
            players.insert(hasher.hash_one(row.player_id));
            // An event may be in none.
            if !row.match_id.is_empty() {
                matches.insert(hasher.hash_one(row.match_id));
            }
            match players.len().max(matches.len()) < MOST_DISTINCT {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        let looked_at = rows.await?;
        Ok(DistinctInSlice {
            players: players.len() as u64,
            matches: matches.len() as u64,
            looked_at,
        })
    }
}
