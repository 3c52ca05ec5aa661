//! What was received when.

use super::Pool;
use crate::store::ask::row::ReceiptRow;

/// The start of the oldest bucket comes first: a bucket has a row for each counter and label, and none may be cut off.
const NEWEST: &str = "
    with newest as (
        select distinct start_ms - start_ms % $1 as start_ms from receipts
        where width_ms = $2 and start_ms >= $3 and start_ms < $4 order by 1 desc limit $5
    )
    select start_ms - start_ms % $1 as start_ms, counter, label, cast(sum(n) as bigint) as n from receipts
    where width_ms = $2 and start_ms >= (select min(start_ms) from newest) and start_ms < $4
    group by 1, 2, 3 order by 1, 2, 3";

/// The newest `limit` buckets of `bucket_ms` in the range, oldest first, put together from those of `width_ms`.
pub(in crate::store) async fn newest(
    pool: &Pool,
    bucket_ms: i64,
    width_ms: i64,
    (since_ms, until_ms): (i64, i64),
    limit: u32,
) -> Result<Vec<ReceiptRow>, sqlx::Error> {
    sqlx::query_as(NEWEST)
        .bind(bucket_ms)
        .bind(width_ms)
        .bind(since_ms)
        .bind(until_ms)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
}
