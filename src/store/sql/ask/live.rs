//! What is stored now, for the live dashboard: sums of one match or player from indexes, and the newest rows.

use super::{Connection, Db, Pool, TABLE_NUMBER, arms, pairs_of};
use crate::model::{DataGeneration, LiveFilter, Seen};
use crate::store::ask::row::{EventTypeRow, LiveEventRow, LiveSheetRow, RawSums};
use sqlx::AssertSqlSafe;
use sqlx::query_builder::QueryBuilder;

/// Rows of each kind that are shown at once.
const NEWEST: i64 = 20;
/// How far back the newest are looked for.
const LOOK_BACK: i64 = 10_000;

const GENERATION: &str =
    "coalesce((select n from counters where name = 'version' and label = 'data'), 0)";

/// Which rows are stored.
pub(in crate::store) async fn generation(pool: &Pool) -> Result<DataGeneration, sqlx::Error> {
    let text = format!("select {GENERATION}, {TABLE_NUMBER}");
    let (number, table) = sqlx::query_as(AssertSqlSafe(text)).fetch_one(pool).await?;
    Ok(DataGeneration { number, table })
}

/// What there is to see, at one moment.
async fn everything(connection: &mut Connection) -> Result<Seen, sqlx::Error> {
    let text = format!(
        "select (select coalesce(max(id), 0) from stat_sheets), (select coalesce(max(id), 0) from events),
        {GENERATION}, {TABLE_NUMBER}"
    );
    let row = sqlx::query_as(AssertSqlSafe(text)).fetch_one(connection);
    let (sheet, event, number, table) = row.await?;
    Ok(Seen {
        generation: DataGeneration { number, table },
        sheet,
        event,
    })
}

/// The newest rows that were not seen before, newest first, and what is seen then.
pub(in crate::store) async fn newest(
    pool: &Pool,
    filter: &LiveFilter,
    seen: Seen,
) -> Result<(Vec<LiveSheetRow>, Vec<LiveEventRow>, Seen), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let all = everything(&mut connection).await?;
    let seen = match seen.generation == all.generation {
        true => seen,
        false => Seen::default(),
    };
    let mut query = QueryBuilder::<Db>::new(
        "select id, created_at, match_id, player_id, timestamp, timestamp_ms, game_mode, player_level, looted_items, units, event_count
        from stat_sheets s where ",
    );
    push_range(&mut query, seen.sheet.max(all.sheet - LOOK_BACK), all.sheet);
    push_sheet_filter(&mut query, filter);
    query.push(NEWEST_FIRST).push_bind(NEWEST);
    let sheets = query.build_query_as().fetch_all(&mut *connection).await?;
    let mut query = QueryBuilder::<Db>::new(
        "select id, created_at, event_type, match_id, player_id, timestamp, timestamp_ms, x, y, z from events e where ",
    );
    push_range(&mut query, seen.event.max(all.event - LOOK_BACK), all.event);
    push_event_filter(&mut query, filter);
    query.push(NEWEST_FIRST).push_bind(NEWEST);
    let events = query.build_query_as().fetch_all(&mut *connection).await?;
    Ok((sheets, events, all))
}

const NEWEST_FIRST: &str = " order by id desc limit ";

fn push_range(query: &mut QueryBuilder<Db>, after: i64, last: i64) {
    query.push("id > ").push_bind(after);
    query.push(" and id <= ").push_bind(last);
}

/// Sums of one match or player, from as many rows as it has.
pub(in crate::store) async fn sums(
    pool: &Pool,
    filter: &LiveFilter,
) -> Result<RawSums, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    // Who is seen in events alone is seen. An event may be in no match.
    let mut query = QueryBuilder::<Db>::new(
        "select cast(sum(sheets) as bigint), count(distinct match_id), count(distinct player_id) from (
            select 0 as sheets, null as match_id, null as player_id
            union all select 1, match_id, player_id from stat_sheets s where true",
    );
    push_sheet_filter(&mut query, filter);
    query.push(" union all select 0, nullif(match_id, ''), player_id from events e where true");
    push_event_filter(&mut query, filter);
    query.push(") as seen");
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
    let mut query = QueryBuilder::<Db>::new(
        "select item, cast(sum(units) as bigint) from (
            select j.key as item, cast(j.value as bigint) as units from stat_sheets s, ",
    );
    query.push(pairs_of("s.looted_items")).push(" where true");
    push_sheet_filter(&mut query, filter);
    query.push(" union all select j.key, cast(j.value as bigint) from events e, ");
    query.push(pairs_of("e.items"));
    query.push(" where e.items is not null");
    push_event_filter(&mut query, filter);
    query.push(") as looted where true");
    if let Some(item) = &filter.item {
        query
            .push(" and item = ")
            .push_bind(item.as_str().to_owned());
    }
    query.push(" group by item");
    query.build_query_as().fetch_all(connection).await
}

async fn event_types(
    connection: &mut Connection,
    filter: &LiveFilter,
) -> Result<Vec<EventTypeRow>, sqlx::Error> {
    let mut query =
        QueryBuilder::<Db>::new("select event_type, count(*) as events from events e where true");
    push_event_filter(&mut query, filter);
    query.push(" group by event_type");
    query.build_query_as().fetch_all(connection).await
}

/// For sheets `s`.
fn push_sheet_filter(query: &mut QueryBuilder<Db>, filter: &LiveFilter) {
    push_filter(query, filter, "s");
    if let Some(item) = &filter.item {
        query.push(" and exists (select 1 from ");
        query
            .push(pairs_of("s.looted_items"))
            .push(" where j.key = ");
        query.push_bind(item.as_str().to_owned()).push(")");
    }
    if let Some(arm) = &filter.arm {
        arms::push_sheets_of(query, arm);
    }
}

/// For events `e`.
fn push_event_filter(query: &mut QueryBuilder<Db>, filter: &LiveFilter) {
    push_filter(query, filter, "e");
    if let Some(item) = &filter.item {
        query.push(" and exists (select 1 from ");
        query.push(pairs_of("e.items")).push(" where j.key = ");
        query.push_bind(item.as_str().to_owned()).push(")");
    }
    if let Some(arm) = &filter.arm {
        arms::push_events_of(query, arm);
    }
}

fn push_filter(query: &mut QueryBuilder<Db>, filter: &LiveFilter, table: &'static str) {
    let texts = [
        (
            ".game_mode = ",
            filter.game_mode.as_ref().map(|mode| mode.as_str()),
        ),
        (
            ".match_id = ",
            filter.match_id.as_ref().map(|id| id.as_str()),
        ),
        (
            ".player_id = ",
            filter.player_id.as_ref().map(|id| id.as_str()),
        ),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            query.push(" and ").push(table).push(column);
            query.push_bind(text.to_owned());
        }
    }
}
