//! What demos before this one have left in the database. Matches and players are called the same in every run; the seed
//! is in the keys of the sheets alone.

use crate::model::{Millis, PageRequest, SheetFilter, StatSheet};
use crate::simulator::Simulation;
use crate::store::Reader;

/// Of the first match and its first player.
const MOST_RUNS: u32 = 1_000;

/// What is there of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    /// Nothing, and nothing of another run either.
    Nothing,
    /// The same run, which began at that time: played from then on it gives the same sheets.
    Same(Millis),
    /// Other runs, whose matches are called as the matches of this one are.
    Others,
}

/// Looks for the first sheet of `run`.
pub(super) async fn look(reader: &Reader, run: &Simulation) -> anyhow::Result<Earlier> {
    let Some(first) = run.sheets(0..1).next() else {
        return Ok(Earlier::Nothing);
    };
    let filter = SheetFilter {
        match_id: Some(first.match_id.clone()),
        player_id: Some(first.player_id.clone()),
        ..SheetFilter::default()
    };
    let page = PageRequest {
        limit: MOST_RUNS,
        before: None,
    };
    let stored = reader.sheets(&filter, page).await?;
    let stored: Vec<StatSheet> = stored.rows.into_iter().map(|row| row.sheet).collect();
    Ok(
        match stored.iter().find(|sheet| sheet.sheet_id == first.sheet_id) {
            Some(same) => {
                let later = same.timestamp.at().0 - first.timestamp.at().0;
                Earlier::Same(Millis(run.start.0 + later))
            }
            None if stored.is_empty() => Earlier::Nothing,
            None => Earlier::Others,
        },
    )
}
