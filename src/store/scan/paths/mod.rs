//! Paths of players, from all sheets and events of a range in bounded memory. Rows of one path lie anywhere in the tables, so
//! all of them are gone through and kept, short as they are, until too many are held; then only paths up to some key are
//! kept on, and the others follow in a further pass. What paths add up to is the caller's business.

mod path_rows;
mod pieces;

use super::events::{EventBatch, EventColumns};
use super::sheets::{SheetBatch, SheetColumns};
use super::stream::{Scan, ScanOptions};
use crate::model::{
    Coverage, EventFilter, Millis, PathOwner, PathRow, PathsRead, PathsRequest, PlayerPath,
    SheetFilter, StepNames, TimeRange,
};
use crate::store::ask::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use path_rows::PathRows;
use std::collections::HashMap;
use std::time::Duration;

/// How often it is told how far a scan is that finds nothing.
const TICK: Duration = Duration::from_millis(200);

/// Which rows are looked at: the first and the last id of each table.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::store) struct PathEdges {
    pub(in crate::store) sheets: Option<(i64, i64)>,
    pub(in crate::store) events: Option<(i64, i64)>,
    /// Sheets before that are not looked at, in milliseconds.
    pub(in crate::store) sheets_since: Option<i64>,
    /// Paths that ended before it are not whole.
    pub(in crate::store) covered_since: Option<i64>,
}

impl Reader {
    /// Hands the paths of players to `each`, in no order. Steps have numbers in `names`; of a sheet there are the items that
    /// were in `names` before, and the one of which it has the most. At most `rows_at_once` steps are held, of
    /// [`Reader::PATH_ROW_BYTES`] each. `progress` is told from 0 to 1 how much is done. With SQLite the thread is busy.
    ///
    /// # Errors
    /// When the database does not answer, or a row is damaged.
    pub async fn paths(
        &self,
        asked: &PathsRequest,
        names: &mut StepNames,
        rows_at_once: usize,
        progress: impl Fn(f64),
        mut each: impl FnMut(&PlayerPath<'_>, &StepNames),
    ) -> Result<PathsRead, StoreError> {
        let edges = in_time(async { on!(self.database, ask::paths::edges(asked)) }).await?;
        let mut rows = PathRows::new(asked, rows_at_once, names);
        let mut read = PathsRead {
            coverage: Coverage {
                complete: edges.covered_since.is_none(),
                covered_since: edges.covered_since.map(Millis),
            },
            passes: 0,
        };
        let covered_since = edges.covered_since.unwrap_or(i64::MIN);
        loop {
            read.passes += 1;
            let before = rows.share_before();
            let told =
                |share: f64, rows: &PathRows| progress(before + share * rows.share_of_pass());
            let lengths = [edges.sheets, edges.events].map(length);
            let all = (lengths[0] + lengths[1]).max(1.0);
            if let Some(ids) = edges.sheets {
                let scan = self.path_sheets(asked, edges.sheets_since, ids);
                let add = |rows: &mut PathRows, batch: &SheetBatch| rows.add_sheets(batch, names);
                each_batch(scan, &mut rows, add, |looked_at, rows| {
                    told((looked_at - ids.0 + 1) as f64 / all, rows);
                })
                .await?;
            }
            if let Some(ids) = edges.events {
                let scan = self.path_events(asked, ids);
                let add = |rows: &mut PathRows, batch: &EventBatch| rows.add_events(batch, names);
                each_batch(scan, &mut rows, add, |looked_at, rows| {
                    told((lengths[0] + (looked_at - ids.0 + 1) as f64) / all, rows);
                })
                .await?;
            }
            rows.each_path(|path| {
                if path.last_at.0 >= covered_since {
                    each(path, names);
                }
            });
            if !rows.next_pass() {
                break;
            }
        }
        read.coverage.complete &= rows.are_whole();
        progress(1.0);
        Ok(read)
    }

    /// What a step takes while paths are put together, in bytes.
    pub const PATH_ROW_BYTES: usize = path_rows::ROW_BYTES;

    /// Whose paths they are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn path_owners(
        &self,
        rows: &[PathRow],
    ) -> Result<HashMap<PathRow, PathOwner>, StoreError> {
        in_time(async { on!(self.database, ask::paths::owners(rows)) }).await
    }

    fn path_sheets(
        &self,
        asked: &PathsRequest,
        sheets_since: Option<i64>,
        ids: (i64, i64),
    ) -> Scan<SheetBatch> {
        let filter = SheetFilter {
            range: TimeRange {
                since: sheets_since.map(Millis).max(asked.range.since),
                ..asked.range
            },
            ..SheetFilter::default()
        };
        let columns = SheetColumns {
            items: true,
            arms: asked.slice.arm.is_some(),
            ..SheetColumns::NUMBERS
        };
        self.scan_sheets(columns, &filter, between(ids))
    }

    fn path_events(&self, asked: &PathsRequest, ids: (i64, i64)) -> Scan<EventBatch> {
        let filter = EventFilter {
            range: asked.range,
            ..EventFilter::default()
        };
        let columns = EventColumns {
            items: true,
            arms: asked.slice.arm.is_some(),
            ..EventColumns::default()
        };
        self.scan_events(columns, &filter, between(ids))
    }
}

fn between((first, last): (i64, i64)) -> ScanOptions {
    ScanOptions {
        after: Some(first - 1),
        up_to: Some(last),
        ..ScanOptions::default()
    }
}

fn length(ids: Option<(i64, i64)>) -> f64 {
    ids.map_or(0.0, |(first, last)| (last - first + 1) as f64)
}

/// Adds all batches of a scan, and tells up to which id it is.
async fn each_batch<B>(
    mut scan: Scan<B>,
    rows: &mut PathRows,
    mut add: impl FnMut(&mut PathRows, &B),
    told: impl Fn(i64, &PathRows),
) -> Result<(), StoreError> {
    loop {
        if let Ok(next) = tokio::time::timeout(TICK, scan.next()).await {
            let Some(batch) = next? else {
                return Ok(());
            };
            add(rows, &batch);
        }
        told(scan.position(), rows);
    }
}
