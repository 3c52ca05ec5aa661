//! What is stored now, for those who watch: sums of one match or player from indexes, and the newest rows.

use super::{Connection, Db, ITEMS_OF_SHEET, Pool};
use crate::model::{LiveFilter, Seen};
use crate::store::row::{EventTypeRow, LiveEventRow, LiveSheetRow, RawSums};
use sqlx::query_builder::QueryBuilder;

/// Rows of each kind that are shown at once.
const NEWEST: i64 = 20;
/// How far back the newest are looked for.
const LOOK_BACK: i64 = 10_000;

const NEWEST_IDS: &str = "
    select (select coalesce(max(id), 0) from stat_sheets), (select coalesce(max(id), 0) from events)";

/// The newest rows that were not seen before, newest first, and what is seen then.
pub(in crate::store) async fn newest(
    pool: &Pool,
    filter: &LiveFilter,
    seen: Seen,
) -> Result<(Vec<LiveSheetRow>, Vec<LiveEventRow>, Seen), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let (sheet, event): (i64, i64) = sqlx::query_as(NEWEST_IDS)
        .fetch_one(&mut *connection)
        .await?;
    let mut query = QueryBuilder::<Db>::new(
        "select id, created_at, match_id, player_id, timestamp, game_mode, player_level, looted_items, units, event_count
        from stat_sheets where id > ",
    );
    push_page(&mut query, filter, seen.sheet.max(sheet - LOOK_BACK), sheet);
    let sheets = query.build_query_as().fetch_all(&mut *connection).await?;
    let mut query = QueryBuilder::<Db>::new(
        "select id, created_at, event_type, match_id, player_id, timestamp, x, y from events where id > ",
    );
    push_page(&mut query, filter, seen.event.max(event - LOOK_BACK), event);
    let events = query.build_query_as().fetch_all(&mut *connection).await?;
    Ok((sheets, events, Seen { sheet, event }))
}

fn push_page(query: &mut QueryBuilder<Db>, filter: &LiveFilter, after: i64, last: i64) {
    query.push_bind(after).push(" and id <= ").push_bind(last);
    push_filter(query, filter);
    query.push(" order by id desc limit ").push_bind(NEWEST);
}

/// Sums of one match or player, from as many rows as it has.
pub(in crate::store) async fn sums(
    pool: &Pool,
    filter: &LiveFilter,
) -> Result<RawSums, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let mut query = QueryBuilder::<Db>::new(
        "select count(*), count(distinct match_id), count(distinct player_id) from stat_sheets where true",
    );
    push_filter(&mut query, filter);
    Ok(RawSums {
        counts: query.build_query_as().fetch_one(&mut *connection).await?,
        items: items(&mut connection, filter).await?,
        event_types: event_types(&mut connection, filter).await?,
    })
}

async fn items(
    connection: &mut Connection,
    filter: &LiveFilter,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let mut query =
        QueryBuilder::<Db>::new("select j.key, cast(sum(cast(j.value as bigint)) as bigint)");
    query.push(" from stat_sheets s, ").push(ITEMS_OF_SHEET);
    query.push(" where true");
    push_filter(&mut query, filter);
    query.push(" group by j.key");
    query.build_query_as().fetch_all(connection).await
}

async fn event_types(
    connection: &mut Connection,
    filter: &LiveFilter,
) -> Result<Vec<EventTypeRow>, sqlx::Error> {
    let mut query =
        QueryBuilder::<Db>::new("select event_type, count(*) as events from events where true");
    push_filter(&mut query, filter);
    query.push(" group by event_type");
    query.build_query_as().fetch_all(connection).await
}

fn push_filter(query: &mut QueryBuilder<Db>, filter: &LiveFilter) {
    if let Some(game_mode) = &filter.game_mode {
        query.push(" and game_mode = ");
        query.push_bind(game_mode.as_str().to_owned());
    }
    if let Some(match_id) = &filter.match_id {
        query.push(" and match_id = ");
        query.push_bind(match_id.as_str().to_owned());
    }
    if let Some(player_id) = &filter.player_id {
        query.push(" and player_id = ");
        query.push_bind(player_id.as_str().to_owned());
    }
}
