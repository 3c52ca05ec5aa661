//! What happened when.

use super::Pool;
use crate::store::row::ActivityRow;

const NEWEST: &str = "
    select start_ms - start_ms % $1 as start_ms, cast(sum(sheets) as bigint) as sheets,
        cast(sum(units) as bigint) as units, cast(sum(events) as bigint) as events
    from activity
    where width_ms = $2 and start_ms >= $3 and start_ms < $4 and experiment = ''
    group by 1 order by 1 desc limit $5";

/// The newest `limit` buckets of `bucket_ms` in the range, put together from those of `width_ms`.
pub(in crate::store) async fn newest(
    pool: &Pool,
    bucket_ms: i64,
    width_ms: i64,
    since_ms: i64,
    until_ms: i64,
    limit: u32,
) -> Result<Vec<ActivityRow>, sqlx::Error> {
    sqlx::query_as(NEWEST)
        .bind(bucket_ms)
        .bind(width_ms)
        .bind(since_ms)
        .bind(until_ms)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
}
