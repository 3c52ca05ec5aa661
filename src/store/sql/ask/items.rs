//! Items over time, and the order in which they came.

use super::{Db, Pool};
use crate::model::Slice;
use crate::store::ask::items::Hours;
use crate::store::ask::row::ItemActivityRow;
use sqlx::query_builder::QueryBuilder;

const SLOTS: &str = "select name, slot from names where kind = 'item'";

/// Every item with its slot.
pub(in crate::store) async fn slots(pool: &Pool) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as(SLOTS).fetch_all(pool).await
}

const TOTALS: &str = "
    select item, cast(sum(units) as bigint) as units from item_activity
    where start_ms >= $1 and start_ms < $2 and ($3 = '' or game_mode = $3) and experiment = $4 and variant = $5
    group by item order by 2 desc, 1";

/// Every item with its units in those hours, most first.
pub(in crate::store) async fn totals(
    pool: &Pool,
    hours: Hours<'_>,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as(TOTALS)
        .bind(hours.since_ms)
        .bind(hours.until_ms)
        .bind(hours.slice.game_mode)
        .bind(hours.slice.experiment)
        .bind(hours.slice.variant)
        .fetch_all(pool)
        .await
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

/// Units of all items per bucket of `bucket_ms`: the newest `limit` buckets that have any, newest first.
///
/// From `activity`, which has a row for an hour and mode where `item_activity` has one for each item.
pub(in crate::store) async fn sums_over_time(
    pool: &Pool,
    hours: Hours<'_>,
    bucket_ms: i64,
    limit: u32,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    sqlx::query_as(SUMS_OVER_TIME)
        .bind(bucket_ms)
        .bind(hours.since_ms)
        .bind(hours.until_ms)
        .bind(hours.slice.game_mode)
        .bind(hours.slice.experiment)
        .bind(hours.slice.variant)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
}

const SUMS_OVER_TIME: &str = "
    select start_ms - start_ms % $1 as start_ms, cast(sum(units) as bigint) as units from activity
    where width_ms = 3600000 and start_ms >= $2 and start_ms < $3 and ($4 = '' or game_mode = $4)
        and experiment = $5 and variant = $6
    group by 1 having sum(units) > 0 order by 1 desc limit $7";

/// Units per bucket of `bucket_ms` of each of `items`.
pub(in crate::store) async fn over_time(
    pool: &Pool,
    hours: Hours<'_>,
    bucket_ms: i64,
    items: &[String],
) -> Result<Vec<ItemActivityRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("select start_ms - start_ms % ");
    query.push_bind(bucket_ms);
    query.push(
        " as start_ms, item, cast(sum(units) as bigint) as units from item_activity where start_ms >= ",
    );
    query.push_bind(hours.since_ms);
    query.push(" and start_ms < ").push_bind(hours.until_ms);
    let slice = hours.slice;
    query.push(" and experiment = ").push_bind(slice.experiment);
    query.push(" and variant = ").push_bind(slice.variant);
    if !slice.game_mode.is_empty() {
        query.push(" and game_mode = ").push_bind(slice.game_mode);
    }
    query.push(" and item in (''");
    for item in items {
        query.push(", ").push_bind(item.as_str());
    }
    query.push(") group by 1, 2");
    query.build_query_as().fetch_all(pool).await
}
