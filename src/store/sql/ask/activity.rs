//! What happened when.

use super::Pool;
use crate::model::Slice;
use crate::store::ask::row::ActivityRow;

const NEWEST: &str = "
    select start_ms - start_ms % $1 as start_ms, cast(sum(sheets) as bigint) as sheets,
        cast(sum(units) as bigint) as units, cast(sum(events) as bigint) as events
    from activity
    where width_ms = $2 and start_ms >= $3 and start_ms < $4
        and ($5 = '' or game_mode = $5) and experiment = $6 and variant = $7
    group by 1 order by 1 desc limit $8";

/// The newest `limit` buckets of `bucket_ms` in the range and the slice, put together from those of `width_ms`.
pub(in crate::store) async fn newest(
    pool: &Pool,
    slice: Slice<'_>,
    bucket_ms: i64,
    width_ms: i64,
    (since_ms, until_ms): (i64, i64),
    limit: u32,
) -> Result<Vec<ActivityRow>, sqlx::Error> {
    sqlx::query_as(NEWEST)
        .bind(bucket_ms)
        .bind(width_ms)
        .bind(since_ms)
        .bind(until_ms)
        .bind(slice.game_mode)
        .bind(slice.experiment)
        .bind(slice.variant)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
}

const SUMS: &str = "
    select cast(coalesce(sum(sheets), 0) as bigint), cast(coalesce(sum(events), 0) as bigint) from activity
    where width_ms = 0 and start_ms = 0 and ($1 = '' or game_mode = $1) and experiment = $2 and variant = $3";

/// Sheets and events of all time in the slice, from the bucket of all time.
pub(in crate::store) async fn sums(
    pool: &Pool,
    slice: Slice<'_>,
) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as(SUMS)
        .bind(slice.game_mode)
        .bind(slice.experiment)
        .bind(slice.variant)
        .fetch_one(pool)
        .await
}
