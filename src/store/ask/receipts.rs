//! What was received when, and what became of it.

use crate::model::{ArrivalPoint, Bucket, Millis, OverTime, TimeRange, Zone};
use crate::store::ask::pieces::{Pieces, last_or_new};
use crate::store::ask::reader::Reader;
use crate::store::ask::row::ReceiptRow;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::rollups::counter::Counter;
use crate::store::rollups::widths::FROM_MINUTES;

impl Reader {
    /// What was received per bucket, by our own clock; oldest first, empty buckets left out; the newest
    /// [`Reader::MAX_BUCKETS`] when there are more. A range is taken in whole minutes.
    pub async fn arrivals(
        &self,
        bucket: Bucket,
        range: TimeRange,
        zone: &Zone,
    ) -> Result<OverTime<ArrivalPoint>, StoreError> {
        let width = bucket.width_ms();
        let pieces = Pieces::of(range, Some(bucket), zone, FROM_MINUTES);
        let rows = pieces.rows_or_none(in_time(async {
            let (pieces, most) = (&pieces.list, Self::MAX_BUCKETS);
            Ok(on!(
                self.database,
                ask::receipts::newest(width, pieces, most)
            )?)
        }));
        Ok(OverTime {
            points: into_points(rows.await?, |at| zone.start_of(at, bucket))?,
            counted: pieces.counted,
        })
    }
}

/// From rows that are sorted by bucket; `start_of` is the start of a row's bucket.
fn into_points(
    rows: Vec<ReceiptRow>,
    start_of: impl Fn(Millis) -> Millis,
) -> Result<Vec<ArrivalPoint>, StoreError> {
    let mut points: Vec<ArrivalPoint> = Vec::new();
    for row in rows {
        let start = start_of(Millis(row.start_ms));
        let point = last_or_new(
            &mut points,
            start,
            |point| point.start,
            |start| ArrivalPoint {
                start,
                ..ArrivalPoint::default()
            },
        );
        let n = row.n as u64;
        let mut counters = Counter::ALL.into_iter();
        match counters.find(|known| known.as_str() == row.counter) {
            Some(Counter::Sheets) => point.accepted_sheets += n,
            Some(Counter::Events) => point.accepted_events += n,
            Some(Counter::DuplicateSheets) => point.duplicate_sheets += n,
            Some(Counter::DuplicateEvents) => point.duplicate_events += n,
            Some(Counter::Rejected) => {
                point.rejected += n;
                *point.rejected_by_reason.entry(row.label).or_default() += n;
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
