//! What happened when.

use super::Pool;
use super::pieces::{push_bucket, push_rows, push_slice, with_pieces};
use crate::model::Slice;
use crate::store::ask::pieces::Piece;
use crate::store::ask::row::ActivityRow;

/// The newest `limit` buckets of `bucket_ms` in the slice, by the start of the first row in each.
pub(in crate::store) async fn newest(
    pool: &Pool,
    slice: Slice<'_>,
    bucket_ms: i64,
    pieces: &[Piece],
    limit: u32,
) -> Result<Vec<ActivityRow>, sqlx::Error> {
    let mut query = with_pieces(pieces);
    query.push(
        "select min(a.start_ms) as start_ms, cast(sum(a.sheets) as bigint) as sheets, \
         cast(sum(a.units) as bigint) as units, cast(sum(a.events) as bigint) as events",
    );
    push_rows(&mut query, "activity");
    push_slice(&mut query, slice);
    query.push(" group by ");
    push_bucket(&mut query, bucket_ms);
    query.push(" order by 1 desc limit ");
    query.push_bind(i64::from(limit));
    query.build_query_as().fetch_all(pool).await
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
