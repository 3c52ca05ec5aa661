//! How units are spread over the players and the matches of a slice, of which no total says it, from the rows.

use crate::model::{
    Distribution, Distributions, NewestRows, RowsLookedAt, SliceFilter, bucket_start,
};
use crate::store::ask::Reader;
use crate::store::error::StoreError;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;

/// Players and matches whose units are counted, each in sixteen bytes and its place in the map.
const MOST_OWNERS: usize = 1_000_000;

impl Reader {
    /// As [`Reader::spreads`], of a slice: what its newest rows say, as far as 7 seconds and a million of either go.
    ///
    /// # Errors
    /// When the database does not answer in time, or a row is damaged.
    pub async fn spreads_in(
        &self,
        slice: &SliceFilter,
    ) -> Result<(Distributions, RowsLookedAt), StoreError> {
        let hasher = RandomState::new();
        let (mut players, mut matches) = (HashMap::new(), HashMap::new());
        let rows = self.rows_in_slice(slice, NewestRows::PATIENCE, true, |row| {
            // An event without items says nothing of loot.
            if row.is_sheet || row.units > 0 {
                *players.entry(hasher.hash_one(row.player_id)).or_insert(0) += row.units;
                if !row.match_id.is_empty() {
                    *matches.entry(hasher.hash_one(row.match_id)).or_insert(0) += row.units;
                }
            }
            match players.len().max(matches.len()) < MOST_OWNERS {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        let looked_at = rows.await?;
        let spreads = Distributions {
            units_per_player: spread(&players),
            units_per_match: spread(&matches),
        };
        Ok((spreads, looked_at))
    }
}

fn spread(units: &HashMap<u64, u64>) -> Distribution {
    let mut owners: HashMap<u64, u64> = HashMap::new();
    for units in units.values() {
        *owners.entry(bucket_start(*units)).or_default() += 1;
    }
    Distribution::new(owners)
}
