//! Sessions: rows, through the index on their starts or that of their player, and counts.

use super::events_alone::sends_no_sheets;
use super::range::push_range;
use super::{Db, Pool};
use crate::model::{Millis, SessionFilter, SessionListRequest, SessionStarts, bucket_start};
use crate::store::ask::sessions::{BETWEEN, SessionRow};
use sqlx::query_builder::QueryBuilder;
use std::collections::BTreeMap;

/// At most one more than the limit: it tells that there are more.
pub(in crate::store) async fn page(
    pool: &Pool,
    asked: &SessionListRequest,
) -> Result<Vec<SessionRow>, sqlx::Error> {
    let (beyond, order) = match asked.ascending {
        true => (">", "asc"),
        false => ("<", "desc"),
    };
    let mut query = QueryBuilder::<Db>::new(
        "select player_id, session_id, first_ms, last_ms, sheets, events, dimensions from sessions where true",
    );
    push_filter(&mut query, &asked.filter);
    if let Some(after) = &asked.after {
        let (player, session) = after.id.split_once(BETWEEN).unwrap_or((&after.id, ""));
        query.push(format!(" and (first_ms, player_id, session_id) {beyond} ("));
        query.push_bind(after.first_seen.0).push(", ");
        query.push_bind(player).push(", ");
        query.push_bind(session).push(")");
    }
    query.push(format!(
        " order by first_ms {order}, player_id {order}, session_id {order} limit {}",
        asked.limit + 1
    ));
    query.build_query_as().fetch_all(pool).await
}

fn push_filter(query: &mut QueryBuilder<Db>, filter: &SessionFilter) {
    if let Some(player) = &filter.player_id {
        query
            .push(" and player_id = ")
            .push_bind(player.as_str().to_owned());
    }
    push_range(query, "first_ms", filter.range);
    if let Some(arm) = &filter.arm {
        // A quote inside a name or a value has a backslash before it, so nothing else looks like this member.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let member = format!(
            "{}:{}",
            quoted(arm.experiment.as_str()),
            quoted(arm.variant.as_str())
        );
        query.push(" and replace(dimensions, ").push_bind(member);
        query.push(", '') <> dimensions");
    }
}

/// Those that began in each quarter of an hour.
pub(in crate::store) async fn starts(
    pool: &Pool,
    filter: &SessionFilter,
) -> Result<Vec<SessionStarts>, sqlx::Error> {
    starts_that(pool, filter, "").await
}

/// As [`starts`], of players who never sent a sheet.
pub(in crate::store) async fn starts_without_sheets(
    pool: &Pool,
    filter: &SessionFilter,
) -> Result<Vec<SessionStarts>, sqlx::Error> {
    let condition = format!(
        " and sheets = 0 and {}",
        sends_no_sheets("sessions.player_id")
    );
    starts_that(pool, filter, &condition).await
}

async fn starts_that(
    pool: &Pool,
    filter: &SessionFilter,
    condition: &str,
) -> Result<Vec<SessionStarts>, sqlx::Error> {
    let quarter = Millis::QUARTER_HOUR;
    let mut query = QueryBuilder::<Db>::new(format!(
        "select first_ms - first_ms % {quarter} as start_ms, count(*) as n, cast(sum(last_ms - first_ms) as bigint)
        from sessions where true",
    ));
    push_filter(&mut query, filter);
    query.push(condition).push(" group by 1 order by 1");
    let rows: Vec<(i64, i64, i64)> = query.build_query_as().fetch_all(pool).await?;
    let starts = rows
        .into_iter()
        .map(|(start, sessions, played_ms)| SessionStarts {
            start: Millis(start),
            sessions: sessions as u64,
            played_ms,
        });
    Ok(starts.collect())
}

/// Whole seconds, the least of their bucket → sessions.
pub(in crate::store) async fn lengths(
    pool: &Pool,
    filter: &SessionFilter,
) -> Result<BTreeMap<u64, u64>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new(
        "select (last_ms - first_ms) / 1000 as seconds, count(*) from sessions where true",
    );
    push_filter(&mut query, filter);
    query.push(" group by 1");
    let rows: Vec<(i64, i64)> = query.build_query_as().fetch_all(pool).await?;
    let mut lengths = BTreeMap::new();
    for (seconds, n) in rows {
        *lengths.entry(bucket_start(seconds as u64)).or_default() += n as u64;
    }
    Ok(lengths)
}

const BEHIND: &str = "
    select cast(coalesce(sum(l.n - c.n), 0) as bigint) from counters c
    join counters l on l.label = c.label and l.name = 'last_id'
    where c.name = 'sessions'";

/// Ids that are not counted yet.
pub(in crate::store) async fn behind(pool: &Pool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(BEHIND).fetch_one(pool).await
}
