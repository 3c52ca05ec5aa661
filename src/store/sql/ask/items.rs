//! Items over time, and the order in which they came.

use super::Pool;
use super::pieces::{push_bucket, push_rows, push_slice, with_pieces};
use crate::model::Slice;
use crate::store::ask::pieces::Piece;
use crate::store::ask::row::ItemActivityRow;

const SLOTS: &str =
    "select name, slot from names where kind = 'item' and slot >= 0 and counted_as is null";

/// Every item with its slot.
pub(in crate::store) async fn slots(pool: &Pool) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as(SLOTS).fetch_all(pool).await
}

/// Every item with its units in that time, most first.
pub(in crate::store) async fn totals(
    pool: &Pool,
    slice: Slice<'_>,
    pieces: &[Piece],
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let mut query = with_pieces(pieces);
    query.push("select a.item, cast(sum(a.units) as bigint) as units");
    push_rows(&mut query, "item_activity");
    push_slice(&mut query, slice);
    query.push(" group by a.item order by 2 desc, 1");
    query.build_query_as().fetch_all(pool).await
}

const TOTALS_OF_ALL_TIMES: &str = "
    select item, cast(sum(units) as bigint) as units from item_totals
    where ($1 = '' or game_mode = $1) and experiment = $2 and variant = $3
    group by item having sum(units) > 0 order by 2 desc, 1";

/// As [`totals`], of all hours: there are sums of those.
pub(in crate::store) async fn totals_of_all_times(
    pool: &Pool,
    slice: Slice<'_>,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as(TOTALS_OF_ALL_TIMES)
        .bind(slice.game_mode)
        .bind(slice.experiment)
        .bind(slice.variant)
        .fetch_all(pool)
        .await
}

const SUMS: &str = "
    select cast(coalesce(sum(units), 0) as bigint), cast(coalesce(sum(sheets), 0) as bigint) from item_totals
    where item = $1 and ($2 = '' or game_mode = $2) and experiment = $3 and variant = $4";

/// The units of one item, and the sheets that list it.
pub(in crate::store) async fn sums(
    pool: &Pool,
    slice: Slice<'_>,
    item: &str,
) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as(SUMS)
        .bind(item)
        .bind(slice.game_mode)
        .bind(slice.experiment)
        .bind(slice.variant)
        .fetch_one(pool)
        .await
}

/// Units of all items per bucket of `bucket_ms`, by the start of the first row in each: the newest `limit` buckets that
/// have any, newest first.
///
/// From `activity`, which has a row for a bucket and mode where `item_activity` has one for each item.
pub(in crate::store) async fn sums_over_time(
    pool: &Pool,
    slice: Slice<'_>,
    pieces: &[Piece],
    bucket_ms: i64,
    limit: u32,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    let mut query = with_pieces(pieces);
    query.push("select min(a.start_ms), cast(sum(a.units) as bigint)");
    push_rows(&mut query, "activity");
    push_slice(&mut query, slice);
    query.push(" group by ");
    push_bucket(&mut query, bucket_ms);
    query.push(" having sum(a.units) > 0 order by 1 desc limit ");
    query.push_bind(i64::from(limit));
    query.build_query_as().fetch_all(pool).await
}

/// Units per bucket of `bucket_ms` of each of `items`, by the start of the first row in each.
pub(in crate::store) async fn over_time(
    pool: &Pool,
    slice: Slice<'_>,
    pieces: &[Piece],
    bucket_ms: i64,
    items: &[String],
) -> Result<Vec<ItemActivityRow>, sqlx::Error> {
    let mut query = with_pieces(pieces);
    query.push("select min(a.start_ms) as start_ms, a.item, cast(sum(a.units) as bigint) as units");
    push_rows(&mut query, "item_activity");
    push_slice(&mut query, slice);
    query.push(" and a.item in (''");
    for item in items {
        query.push(", ").push_bind(item.as_str());
    }
    query.push(") group by a.item, ");
    push_bucket(&mut query, bucket_ms);
    query.build_query_as().fetch_all(pool).await
}
