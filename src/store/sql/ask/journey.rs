//! One player's time line: a page of it, and sums over all of it. Everything but the page's own rows is answered
//! from indexes.

use super::{BEGIN_SNAPSHOT, Connection, Db, ITEMS_OF_SHEET, Pool};
use crate::model::{
    EventType, ItemKind, Journey, JourneyCursor, JourneyRequest, JourneyTotals, Millis, Session,
    StoredEvent, StoredSheet, TimelineRow,
};
use crate::store::ask::row::{EVENT_COLUMNS, EventRow, SHEET_COLUMNS, SheetRow};
use crate::store::error::StoreError;
use sqlx::FromRow;
use sqlx::query_builder::QueryBuilder;
use std::collections::BTreeMap;

/// The most sessions of one answer.
const MOST_SESSIONS: i64 = 1_000;

const SUMS: &str = "
    select cast(sum(sheets) as bigint), cast(sum(units) as bigint), cast(sum(events) as bigint),
        min(first_seen_ms), max(last_seen_ms)
    from players where player_id = $1";

const EVENT_TYPES: &str =
    "select event_type, count(*) from events where player_id = $1 group by event_type";

/// A row begins a session when the one before it is too long ago. `range` is the window's own frame: rows of the same
/// instant are of the same session, whichever of them comes first.
const SESSIONS: &str = "
    with line as (
        select timestamp_ms as at, 1 as sheets, 0 as events from stat_sheets where player_id = $1
        union all
        select timestamp_ms, 0, 1 from events where player_id = $1
    ), marked as (
        select at, sheets, events,
            case when at - lag(at) over (order by at) <= $2 then 0 else 1 end as begins
        from line
    ), numbered as (
        select at, sheets, events, sum(begins) over (order by at range unbounded preceding) as session from marked
    ), sessions as (
        select session, min(at) as start_ms, max(at) as end_ms, cast(sum(sheets) as bigint) as sheets,
            cast(sum(events) as bigint) as events
        from numbered group by session
    ), counted as (
        select start_ms, end_ms, sheets, events, count(*) over () as sessions from sessions
    )
    select start_ms, end_ms, sheets, events, sessions from counted
    order by case when end_ms >= $3 and start_ms <= $4 then 0 else 1 end, start_ms desc limit $5";

/// The page, or `None` when nobody of this name has sent anything.
pub(in crate::store) async fn page(
    pool: &Pool,
    asked: &JourneyRequest,
) -> Result<Option<Journey>, StoreError> {
    let mut snapshot = pool.begin_with(BEGIN_SNAPSHOT).await?;
    let player = asked.player_id.as_str();
    let sums: Sums = sqlx::query_as(SUMS)
        .bind(player)
        .fetch_one(&mut *snapshot)
        .await?;
    let (Some(first_seen), Some(last_seen)) = (sums.3, sums.4) else {
        return Ok(None);
    };
    let (moments, next) = moments(&mut snapshot, asked).await?;
    let (sessions, session_count) = sessions(&mut snapshot, asked, &moments).await?;
    let count = |sum: Option<i64>| sum.unwrap_or(0).max(0) as u64;
    let totals = JourneyTotals {
        sheets: count(sums.0),
        units: count(sums.1),
        events: count(sums.2),
        sessions: session_count,
        items: items(&mut snapshot, player).await?,
        event_types: event_types(&mut snapshot, player).await?,
    };
    snapshot.rollback().await?;
    Ok(Some(Journey {
        player_id: asked.player_id.clone(),
        first_seen: Millis(first_seen),
        last_seen: Millis(last_seen),
        totals,
        gap_minutes: asked.gap_minutes,
        sessions,
        moments,
        next,
    }))
}

type Sums = (
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);

/// The newest of both tables, merged.
async fn moments(
    connection: &mut Connection,
    asked: &JourneyRequest,
) -> Result<(Vec<TimelineRow>, Option<JourneyCursor>), StoreError> {
    let mut moments = Vec::new();
    if asked.event_type.is_none() {
        let rows: Vec<SheetRow> = newest(connection, asked, true).await?;
        for row in rows {
            moments.push(TimelineRow::Sheet(StoredSheet::try_from(row)?));
        }
    }
    let rows: Vec<EventRow> = newest(connection, asked, false).await?;
    for row in rows {
        moments.push(TimelineRow::Event(StoredEvent::try_from(row)?));
    }
    moments.sort_by_key(|moment| std::cmp::Reverse(moment.cursor()));
    let more = moments.len() > asked.limit as usize;
    moments.truncate(asked.limit as usize);
    let next = moments.last().filter(|_| more).map(TimelineRow::cursor);
    Ok((moments, next))
}

/// At most `limit + 1` rows of one table, newest first.
async fn newest<R>(
    connection: &mut Connection,
    asked: &JourneyRequest,
    sheets: bool,
) -> Result<Vec<R>, sqlx::Error>
where
    R: for<'r> FromRow<'r, <Db as sqlx::Database>::Row> + Send + Unpin,
{
    let (columns, table) = match sheets {
        true => (SHEET_COLUMNS, "stat_sheets"),
        false => (EVENT_COLUMNS, "events"),
    };
    let mut query = QueryBuilder::<Db>::new("select ");
    query.push(columns).push(" from ").push(table);
    query.push(" where player_id = ");
    query.push_bind(asked.player_id.as_str());
    if let Some(event_type) = asked.event_type.as_ref().filter(|_| !sheets) {
        query.push(" and event_type = ");
        query.push_bind(event_type.as_str());
    }
    if let Some(since) = asked.since {
        query.push(" and timestamp_ms >= ").push_bind(since.0);
    }
    if let Some(until) = asked.until {
        query.push(" and timestamp_ms < ").push_bind(until.0);
    }
    if let Some(before) = asked.before {
        // Of one instant, sheets come before events on a page.
        let id = match (sheets, before.is_sheet) {
            (true, false) => 0,
            (false, true) => i64::MAX,
            _ => before.id,
        };
        query.push(" and (timestamp_ms, id) < (");
        query.push_bind(before.at.0).push(", ");
        query.push_bind(id).push(")");
    }
    query.push(" order by timestamp_ms desc, id desc limit ");
    query.push_bind(i64::from(asked.limit) + 1);
    query.build_query_as().fetch_all(connection).await
}

/// Those within the span of `moments`, newest first, and how many there are in all.
async fn sessions(
    connection: &mut Connection,
    asked: &JourneyRequest,
    moments: &[TimelineRow],
) -> Result<(Vec<Session>, u64), sqlx::Error> {
    let at = |moment: Option<&TimelineRow>| moment.map(|moment| moment.cursor().at.0);
    // Of an empty page no session is listed, and the one row that comes all the same tells their number.
    let newest = at(moments.first()).unwrap_or(i64::MIN);
    let oldest = at(moments.last()).unwrap_or(i64::MAX);
    let rows: Vec<(i64, i64, i64, i64, i64)> = sqlx::query_as(SESSIONS)
        .bind(asked.player_id.as_str())
        .bind(i64::from(asked.gap_minutes) * Millis::MINUTE)
        .bind(oldest)
        .bind(newest)
        .bind(MOST_SESSIONS)
        .fetch_all(connection)
        .await?;
    let count = rows.first().map_or(0, |row| row.4 as u64);
    let within = rows
        .into_iter()
        .filter(|(start, end, ..)| *end >= oldest && *start <= newest);
    let sessions = within.map(|(start, end, sheets, events, _)| Session {
        start: Millis(start),
        end: Millis(end),
        sheets: sheets as u64,
        events: events as u64,
    });
    Ok((sessions.collect(), count))
}

async fn items(
    connection: &mut Connection,
    player: &str,
) -> Result<BTreeMap<ItemKind, u64>, StoreError> {
    let mut query =
        QueryBuilder::<Db>::new("select j.key, cast(sum(cast(j.value as bigint)) as bigint)");
    query.push(" from stat_sheets s, ").push(ITEMS_OF_SHEET);
    query.push(" where s.player_id = ").push_bind(player);
    query.push(" group by j.key");
    let rows: Vec<(String, i64)> = query.build_query_as().fetch_all(connection).await?;
    let items = rows.into_iter().map(|(item, units)| {
        let kind = ItemKind::parse(&item)
            .map_err(|reason| StoreError::bad_row("stat_sheets of", player, reason))?;
        Ok((kind, units as u64))
    });
    items.collect()
}

async fn event_types(
    connection: &mut Connection,
    player: &str,
) -> Result<BTreeMap<EventType, u64>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(EVENT_TYPES)
        .bind(player)
        .fetch_all(connection)
        .await?;
    let types = rows.into_iter().map(|(event_type, events)| {
        let kind = EventType::parse(&event_type)
            .map_err(|reason| StoreError::bad_row("events of", player, reason))?;
        Ok((kind, events as u64))
    });
    types.collect()
}
