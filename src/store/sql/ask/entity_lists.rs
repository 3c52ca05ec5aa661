//! Lists of matches and players, one match, and the names there are. Each goes through an index.

use super::pages::{self, Ordered};
use super::range::push_range;
use super::{Db, Pool, arms, lookup};
use crate::model::{Arm, EntityListRequest, EntitySort, GameMode, JourneyCursor};
use crate::store::ask::entity_lists::Listed;
use crate::store::ask::page::PageRows;
use crate::store::ask::row::{EVENT_COLUMNS, EntityRow, EventRow, LARGE_EVENT_COLUMNS};
use sqlx::query_builder::QueryBuilder;

/// Stands behind every id that begins with what is before it.
const LAST: char = char::MAX;

/// At most `chunk + 1` lines: the one too many tells that there are more.
pub(in crate::store) async fn page(
    pool: &Pool,
    listed: &Listed,
    asked: &EntityListRequest,
    chunk: u32,
) -> Result<Vec<EntityRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("");
    match asked.sort {
        EntitySort::FirstSeen => push_by_start(&mut query, listed, asked, chunk),
        EntitySort::Id => push_by_id(&mut query, listed, asked, chunk),
    }
    query.build_query_as().fetch_all(pool).await
}

/// Those of a few ids of whom a sheet or an event counts in `arm`.
pub(in crate::store) async fn counting_in(
    pool: &Pool,
    listed: &Listed,
    ids: &[&str],
    arm: &Arm,
    mode: Option<&GameMode>,
) -> Result<Vec<String>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let id = listed.id;
    let mut query = QueryBuilder::<Db>::new("with asked (asked_id) as (");
    query.push_values(ids, |mut values, id| {
        values.push_bind(*id);
    });
    query.push(") select asked_id from asked where ");
    // With a limit PostgreSQL looks for each; without, it might read a whole table once for all of them.
    for (table, row) in [("stat_sheets", "s"), ("events", "e")] {
        query.push(format!(
            "(select 1 from {table} {row} where {row}.{id} = asked_id"
        ));
        if let Some(mode) = mode {
            query.push(format!(" and {row}.game_mode || '' = "));
            query.push_bind(mode.as_str().to_owned());
        }
        match row {
            "s" => arms::push_sheets_of(&mut query, arm),
            _ => arms::push_events_of(&mut query, arm),
        }
        query.push(" limit 1) is not null");
        if row == "s" {
            query.push(" or ");
        }
    }
    // Their number varies, so the text would hardly be of use again.
    query
        .build_query_scalar()
        .persistent(false)
        .fetch_all(pool)
        .await
}

fn push_by_start(
    query: &mut QueryBuilder<Db>,
    listed: &Listed,
    asked: &EntityListRequest,
    chunk: u32,
) {
    let Listed { id, players, .. } = listed;
    let mode = asked.game_mode.as_ref().map_or("", |mode| mode.as_str());
    let (beyond, order) = beyond_and_order(asked.ascending);
    query.push(format!(
        "select s.{id} as id, cast(sum({players}) as bigint) as players, cast(sum(sheets) as bigint) as sheets,
            cast(sum(units) as bigint) as units, cast(sum(events) as bigint) as events,
            s.first_seen_ms, max(last_seen_ms) as last_seen_ms, cast(1 as bigint) as in_mode
        from (select {id}, first_seen_ms from {} where {} > 0 and game_mode = ",
        listed.starts, listed.count
    ));
    query.push_bind(mode);
    push_range(query, "first_seen_ms", asked.range);
    if let Some(after) = &asked.after {
        query.push(format!(" and (first_seen_ms, {id}) {beyond} ("));
        query.push_bind(after.first_seen.0).push(", ");
        query.push_bind(after.id.as_str()).push(")");
    }
    query.push(format!(
        " order by first_seen_ms {order}, {id} {order} limit {}) as s {}",
        chunk + 1,
        lookup(listed.sums, &format!("t.{id} = s.{id}"))
    ));
    if !mode.is_empty() {
        query.push(" where t.game_mode = ").push_bind(mode);
    }
    query.push(format!(
        " group by s.{id}, s.first_seen_ms order by s.first_seen_ms {order}, s.{id} {order}"
    ));
}

fn push_by_id(
    query: &mut QueryBuilder<Db>,
    listed: &Listed,
    asked: &EntityListRequest,
    chunk: u32,
) {
    let Listed { id, players, .. } = listed;
    let mode = asked.game_mode.as_ref().map_or("", |mode| mode.as_str());
    let (beyond, order) = beyond_and_order(asked.ascending);
    query.push(format!(
        "select {id} as id, cast(sum({players} * in_mode) as bigint) as players,
            cast(sum(sheets * in_mode) as bigint) as sheets, cast(sum(units * in_mode) as bigint) as units,
            cast(sum(events * in_mode) as bigint) as events,
            coalesce(min(case when in_mode = 1 then first_seen_ms end), 0) as first_seen_ms,
            coalesce(max(case when in_mode = 1 then last_seen_ms end), 0) as last_seen_ms,
            cast(max(in_mode) as bigint) as in_mode
        from (select t.*, case when "
    ));
    query.push_bind(mode);
    query.push(" in ('', game_mode) then 1 else 0 end as in_mode");
    query.push(format!(" from {} as t) as looked where true", listed.sums));
    if let Some(prefix) = &asked.prefix {
        query.push(format!(" and {id} >= "));
        query.push_bind(prefix.as_str());
        query.push(format!(" and {id} < "));
        query.push_bind(format!("{prefix}{LAST}"));
    }
    if let Some(after) = &asked.after {
        query.push(format!(" and {id} {beyond} "));
        query.push_bind(after.id.as_str());
    }
    query.push(format!(
        " group by {id} order by {id} {order} limit {}",
        chunk + 1
    ));
}

fn beyond_and_order(ascending: bool) -> (&'static str, &'static str) {
    match ascending {
        true => (">", "asc"),
        false => ("<", "desc"),
    }
}

const MODES_OF_MATCH: &str = "
    select game_mode from matches where match_id = $1 and (
        players > 0 or not exists (select 1 from matches m where m.match_id = $1 and m.players > 0)
    )";

/// The modes in which players reported on a match; where nobody sent a sheet, those of its events.
pub(in crate::store) async fn modes_of_match(
    pool: &Pool,
    id: &str,
) -> Result<Vec<String>, sqlx::Error> {
    let query = sqlx::query_scalar(MODES_OF_MATCH).bind(id);
    query.fetch_all(pool).await
}

const ONE_MATCH: &str = "
    select match_id as id, cast(sum(players) as bigint) as players, cast(sum(sheets) as bigint) as sheets,
        cast(sum(units) as bigint) as units, cast(sum(events) as bigint) as events,
        min(first_seen_ms) as first_seen_ms, max(last_seen_ms) as last_seen_ms, cast(1 as bigint) as in_mode
    from matches where match_id = $1 group by match_id";

/// The sums of one match.
pub(in crate::store) async fn one_match(
    pool: &Pool,
    match_id: &str,
) -> Result<Option<EntityRow>, sqlx::Error> {
    sqlx::query_as(ONE_MATCH)
        .bind(match_id)
        .fetch_optional(pool)
        .await
}

const EVENTS: Ordered = Ordered {
    table: "events",
    columns: EVENT_COLUMNS,
    large: &LARGE_EVENT_COLUMNS,
    by: "timestamp_ms",
    descending: false,
};

/// Events of one match, oldest first.
pub(in crate::store) async fn events_of_match(
    pool: &Pool,
    match_id: &str,
    limit: u32,
    after: Option<JourneyCursor>,
) -> Result<PageRows<EventRow>, sqlx::Error> {
    pages::page(pool, EVENTS, limit, |query| {
        query.push(" and match_id = ").push_bind(match_id);
        if let Some(after) = after {
            query.push(" and (timestamp_ms, id) > (");
            query.push_bind(after.at.0).push(", ");
            query.push_bind(after.id).push(")");
        }
    })
    .await
}

const NAMES: &str = "
    select kind, name from names where slot >= 0 and counted_as is null order by kind, name";

/// Every name with its kind.
pub(in crate::store) async fn names(pool: &Pool) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as(NAMES).fetch_all(pool).await
}

const MAY_HAVE_EVENTS_OF: &str = "
    select cast(count(*) as bigint) from (
        select name from names where kind = 'event_type' and name = $1
        union all
        select name from counters where name = 'unlisted_names' and label = 'event_type'
    ) as sent";

/// Whether a type of event is known, or not all are.
pub(in crate::store) async fn may_have_events_of(
    pool: &Pool,
    event_type: &str,
) -> Result<bool, sqlx::Error> {
    let sent: i64 = sqlx::query_scalar(MAY_HAVE_EVENTS_OF)
        .bind(event_type)
        .fetch_one(pool)
        .await?;
    Ok(sent > 0)
}
