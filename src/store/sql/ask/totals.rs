//! Sums, which are all kept: the cost does not depend on the number of sheets.

use super::Pool;
use crate::model::Slice;
use crate::store::ask::row::ItemRow;

const ITEMS: &str = "
    select item, cast(sum(units) as bigint) as units, cast(sum(located_units) as bigint) as located_units
    from item_totals where ($1 = '' or game_mode = $1) and experiment = $2 and variant = $3
    group by item";

const COUNTERS: &str = "select name, label, n from counters where n <> 0";

/// Items of a slice.
pub(in crate::store) async fn items(
    pool: &Pool,
    slice: Slice<'_>,
) -> Result<Vec<ItemRow>, sqlx::Error> {
    sqlx::query_as(ITEMS)
        .bind(slice.game_mode)
        .bind(slice.experiment)
        .bind(slice.variant)
        .fetch_all(pool)
        .await
}

/// All counters: name, label, number.
pub(in crate::store) async fn counters(
    pool: &Pool,
) -> Result<Vec<(String, String, i64)>, sqlx::Error> {
    sqlx::query_as(COUNTERS).fetch_all(pool).await
}

/// Game mode, number of players, matches.
pub(in crate::store) async fn match_sizes(
    pool: &Pool,
) -> Result<Vec<(String, i64, i64)>, sqlx::Error> {
    sqlx::query_as("select game_mode, players, matches from match_sizes where matches > 0")
        .fetch_all(pool)
        .await
}

/// The least of the delays that are counted together, in seconds, and sheets.
pub(in crate::store) async fn delays(pool: &Pool) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    sqlx::query_as("select seconds, sheets from delays where sheets > 0")
        .fetch_all(pool)
        .await
}

/// Whether anything ever said a place.
pub(in crate::store) async fn sends_places(pool: &Pool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists(select 1 from location_samples)")
        .fetch_one(pool)
        .await
}

/// Bytes of all tables with their indexes, as PostgreSQL alone counts them.
pub(in crate::store) async fn disk_bytes(pool: &Pool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select cast(coalesce(sum(pg_total_relation_size(oid)), 0) as bigint) from pg_class
        where relnamespace = to_regnamespace(current_schema()) and relkind = 'r'",
    )
    .fetch_one(pool)
    .await
}

/// The number of the newest migration.
pub(in crate::store) async fn schema_version(pool: &Pool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select max(version) from _sqlx_migrations")
        .fetch_one(pool)
        .await
}
