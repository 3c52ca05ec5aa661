//! Items over time, and the order in which they came.

use super::{Db, Pool};
use crate::model::Slice;
use crate::store::items::Hours;
use crate::store::row::ItemActivityRow;
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

/// Units per bucket of `bucket_ms` of each of `items`, and of all others together under an empty name; the newest
/// `limit` buckets, newest first.
pub(in crate::store) async fn over_time(
    pool: &Pool,
    hours: Hours<'_>,
    bucket_ms: i64,
    items: &[String],
    limit: u32,
) -> Result<Vec<ItemActivityRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new(
        "with found (start_ms, item, units) as (select start_ms - start_ms % ",
    );
    query.push_bind(bucket_ms);
    query.push(", case when item in (''");
    for item in items {
        query.push(", ").push_bind(item.as_str());
    }
    query.push(") then item else '' end, units from item_activity where start_ms >= ");
    query.push_bind(hours.since_ms);
    query.push(" and start_ms < ").push_bind(hours.until_ms);
    let slice = hours.slice;
    query.push(" and experiment = ").push_bind(slice.experiment);
    query.push(" and variant = ").push_bind(slice.variant);
    if !slice.game_mode.is_empty() {
        query.push(" and game_mode = ").push_bind(slice.game_mode);
    }
    query.push(
        "), newest (start_ms) as (select distinct start_ms from found order by start_ms desc limit ",
    );
    query.push_bind(i64::from(limit));
    query.push(
        ") select found.start_ms, item, cast(sum(units) as bigint) as units
        from found join newest on newest.start_ms = found.start_ms
        group by found.start_ms, item order by found.start_ms desc",
    );
    query.build_query_as().fetch_all(pool).await
}
