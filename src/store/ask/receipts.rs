//! What was received when, and what became of it.

use crate::model::{ArrivalPoint, Bucket, Millis, TimeRange};
use crate::store::ask::reader::Reader;
use crate::store::ask::row::ReceiptRow;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::rollups::counter::Counter;

impl Reader {
    /// What was received per bucket, by our own clock; oldest first, empty buckets left out; the newest
    /// [`Reader::MAX_BUCKETS`] when there are more.
    pub async fn arrivals(
        &self,
        bucket: Bucket,
        range: TimeRange,
    ) -> Result<Vec<ArrivalPoint>, StoreError> {
        let width = bucket.width_ms();
        let range = range.from_bucket(width).bounds_ms();
        let (kept, most) = (width.min(Millis::HOUR), Self::MAX_BUCKETS);
        let rows = in_time(async {
            Ok(on!(
                self.database,
                ask::receipts::newest(width, kept, range, most)
            )?)
        });
        into_points(rows.await?)
    }
}

/// From rows that are sorted by bucket.
fn into_points(rows: Vec<ReceiptRow>) -> Result<Vec<ArrivalPoint>, StoreError> {
    let mut points: Vec<ArrivalPoint> = Vec::new();
    for row in rows {
        let start = Millis(row.start_ms);
        if points.last().is_none_or(|last| last.start != start) {
            points.push(ArrivalPoint {
                start,
                ..ArrivalPoint::default()
            });
        }
        let Some(point) = points.last_mut() else {
            continue;
        };
        let n = row.n as u64;
        let mut counters = Counter::ALL.into_iter();
        match counters.find(|known| known.as_str() == row.counter) {
            Some(Counter::Sheets) => point.accepted_sheets = n,
            Some(Counter::Events) => point.accepted_events = n,
            Some(Counter::DuplicateSheets) => point.duplicate_sheets = n,
            Some(Counter::DuplicateEvents) => point.duplicate_events = n,
            Some(Counter::Rejected) => {
                point.rejected += n;
                point.rejected_by_reason.insert(row.label, n);
            }
            Some(Counter::RefusedRequests) => point.refused_requests += n,
            _ => {
                return Err(StoreError::bad_row(
                    "receipts",
                    row.counter,
                    "never arrives",
                ));
            }
        }
    }
    Ok(points)
}
