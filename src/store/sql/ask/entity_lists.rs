//! Lists of matches and players, one match, and the names there are. A list reads the whole of its narrow table, so
//! it takes longer the more matches or players there are, up to the reader's deadline; one match goes through indexes.

use super::pages::{self, Ordered};
use super::{Db, Pool};
use crate::model::{EntityListRequest, JourneyCursor};
use crate::store::ask::entity_lists::Table;
use crate::store::ask::page::PageRows;
use crate::store::ask::row::{EVENT_COLUMNS, EntityRow, EventRow, LARGE_EVENT_COLUMNS};
use sqlx::query_builder::QueryBuilder;

/// At most `asked.limit + 1` lines: the one too many tells that there are more.
pub(in crate::store) async fn page(
    pool: &Pool,
    table: Table,
    asked: &EntityListRequest,
) -> Result<Vec<EntityRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("");
    query.push(table.listed()).push(" where true");
    if let Some(prefix) = &asked.prefix {
        // Not `like`: SQLite's does not tell capital letters apart.
        let characters = prefix.chars().count() as i32;
        query.push(" and substr(").push(table.id()).push(", 1, ");
        query.push_bind(characters).push(") = ");
        query.push_bind(prefix.as_str());
    }
    if let Some(mode) = &asked.game_mode {
        query.push(" and game_mode = ").push_bind(mode.as_str());
    }
    query.push(" group by ").push(table.id());
    query.push(") select id, players, sheets, units, events, first_seen_ms, last_seen_ms from listed where true");
    if let Some(since) = asked.since {
        query.push(" and last_seen_ms >= ").push_bind(since.0);
    }
    if let Some(until) = asked.until {
        query.push(" and first_seen_ms < ").push_bind(until.0);
    }
    if let Some(players) = asked.fewer_players_than {
        query.push(" and players < ").push_bind(i64::from(players));
    }
    let column = Table::column(asked.sort);
    let (beyond, order) = if asked.ascending {
        (") > (", "")
    } else {
        (") < (", " desc")
    };
    if let Some(after) = &asked.after {
        query.push(" and (").push(column).push(", id").push(beyond);
        query.push_bind(after.value).push(", ");
        query.push_bind(after.id.as_str()).push(")");
    }
    query.push(" order by ").push(column).push(order);
    query.push(", id").push(order).push(" limit ");
    query.push_bind(i64::from(asked.limit) + 1);
    query.build_query_as().fetch_all(pool).await
}

const ONE_MATCH: &str = "
    select match_id as id, cast(sum(players) as bigint) as players, cast(sum(sheets) as bigint) as sheets,
        cast(sum(units) as bigint) as units, cast(sum(events) as bigint) as events,
        min(first_seen_ms) as first_seen_ms, max(last_seen_ms) as last_seen_ms
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

const NAMES: &str = "select kind, name from names order by kind, name";

/// Every name with its kind.
pub(in crate::store) async fn names(pool: &Pool) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as(NAMES).fetch_all(pool).await
}
