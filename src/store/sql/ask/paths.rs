//! Where paths of players begin and end in the tables, and whose they are. The rows themselves come as scans
//! (`scan/paths/`).

use super::{Connection, Db, Pool};
use crate::model::{MatchId, Millis, PathOwner, PathRow, PathsRequest, PlayerId};
use crate::store::error::StoreError;
use crate::store::scan::PathEdges;
use sqlx::query_builder::QueryBuilder;
use std::collections::HashMap;

/// Rows of one statement; few enough for a database's limit of values.
const AT_ONCE: usize = 500;
/// Events where the number of sheets is limited, at most.
const MOST_EVENTS: i64 = 500_000;

/// Sheets of a range, through the index on their times. Events have no such index.
const SHEETS_BETWEEN: &str =
    "select min(id), max(id) from stat_sheets where timestamp_ms >= $1 and timestamp_ms < $2";
const SHEETS: &str = "select (select min(id) from stat_sheets), (select max(id) from stat_sheets)";
const EVENTS: &str = "select (select min(id) from events), (select max(id) from events)";

/// The time of the last sheet within a limit, and a second row where there are more.
const NEWEST_SHEETS: &str = "
    select timestamp_ms from stat_sheets
    where timestamp_ms >= $1 and timestamp_ms < $2 and ($3 = '' or game_mode = $3)
    order by timestamp_ms desc, id desc limit 2 offset $4";
const NEWEST_EVENTS: &str =
    "select id, timestamp_ms from events where id <= $1 order by id desc limit 1 offset $2";

/// Which rows are to be looked at.
pub(in crate::store) async fn edges(
    pool: &Pool,
    asked: &PathsRequest,
) -> Result<PathEdges, StoreError> {
    let mut connection = pool.acquire().await?;
    let range = asked.range;
    let mut edges = PathEdges::default();
    if let Some(limit) = asked.limit {
        edges.covered_since = newest_sheets(&mut connection, asked, limit).await?;
        // Some before, so that events which were later than their sheets are not taken for stories without one.
        edges.sheets_since = edges.covered_since.map(|since| since - Millis::HOUR);
    }
    let (since_ms, until_ms) = range.bounds_ms();
    let since_ms = edges.sheets_since.unwrap_or(since_ms).max(since_ms);
    let sheets = match (since_ms, until_ms) {
        (i64::MIN, i64::MAX) => sqlx::query_as(SHEETS),
        _ => sqlx::query_as(SHEETS_BETWEEN).bind(since_ms).bind(until_ms),
    };
    edges.sheets = both(sheets.fetch_one(&mut *connection).await?);
    edges.events = both(sqlx::query_as(EVENTS).fetch_one(&mut *connection).await?);
    if let Some((limit, (_, last))) = asked.limit.zip(edges.events) {
        let most = i64::from(limit) * i64::from(PathsRequest::EVENTS_FOR_A_SHEET);
        let before: Option<(i64, i64)> = sqlx::query_as(NEWEST_EVENTS)
            .bind(last)
            .bind(most.min(MOST_EVENTS))
            .fetch_optional(&mut *connection)
            .await?;
        if let Some((id, at)) = before {
            edges.events = Some((id + 1, last));
            edges.covered_since = edges.covered_since.max(Some(at));
        }
    }
    Ok(edges)
}

fn both((first, last): (Option<i64>, Option<i64>)) -> Option<(i64, i64)> {
    first.zip(last)
}

/// The time from which on there are `limit` sheets, where there are more.
async fn newest_sheets(
    connection: &mut Connection,
    asked: &PathsRequest,
    limit: u32,
) -> Result<Option<i64>, sqlx::Error> {
    let (since_ms, until_ms) = asked.range.bounds_ms();
    let mode = asked.slice.game_mode.as_ref();
    let times: Vec<i64> = sqlx::query_scalar(NEWEST_SHEETS)
        .bind(since_ms)
        .bind(until_ms)
        .bind(mode.map_or("", |mode| mode.as_str()))
        .bind(i64::from(limit) - 1)
        .fetch_all(connection)
        .await?;
    Ok(times.first().copied().filter(|_| times.len() > 1))
}

/// Whose some rows are.
pub(in crate::store) async fn owners(
    pool: &Pool,
    rows: &[PathRow],
) -> Result<HashMap<PathRow, PathOwner>, StoreError> {
    let mut connection = pool.acquire().await?;
    let mut owners = HashMap::with_capacity(rows.len());
    for (is_sheet, table) in [(true, "stat_sheets"), (false, "events")] {
        let ids = rows.iter().filter(|row| row.is_sheet == is_sheet);
        let ids: Vec<i64> = ids.map(|row| row.id).collect();
        for some in ids.chunks(AT_ONCE) {
            let mut query = QueryBuilder::<Db>::new(format!(
                "select id, match_id, player_id from {table} where id in ("
            ));
            let mut values = query.separated(", ");
            for id in some {
                values.push_bind(*id);
            }
            query.push(")");
            // Their number varies, so the text would hardly be of use again.
            let found: Vec<(i64, String, String)> = query
                .build_query_as()
                .persistent(false)
                .fetch_all(&mut *connection)
                .await?;
            for (id, match_id, player_id) in found {
                let bad = |reason: String| StoreError::bad_row(table, id, reason);
                let match_id = (!match_id.is_empty()).then(|| MatchId::parse(&match_id));
                let owner = PathOwner {
                    player_id: PlayerId::parse(&player_id).map_err(bad)?,
                    match_id: match_id.transpose().map_err(bad)?,
                };
                owners.insert(PathRow { is_sheet, id }, owner);
            }
        }
    }
    Ok(owners)
}
