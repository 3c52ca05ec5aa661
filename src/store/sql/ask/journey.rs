//! One player's time line: a page of it, and sums over all of it. Everything but the page's own rows is answered
//! from indexes.

use super::pages::{self, Ordered};
use super::range::push_range;
use super::{Connection, Db, Pool, begin_snapshot, pairs_of};
use crate::model::{
    EventType, ItemKind, Journey, JourneyCursor, JourneyRequest, JourneyTotals, Millis, Session,
    TimelineRow,
};
use crate::store::ask::page::{MOST_PAGE_BYTES, PageRows};
use crate::store::ask::row::{
    EVENT_COLUMNS, EventRow, LARGE_EVENT_COLUMNS, LARGE_SHEET_COLUMNS, SHEET_COLUMNS, SheetRow,
    event_type_of, item_of,
};
use crate::store::error::StoreError;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::query_builder::QueryBuilder;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The most sessions of one answer.
const MOST_SESSIONS: i64 = 1_000;

const SUMS: &str = "
    select cast(sum(sheets) as bigint), cast(sum(units) as bigint), cast(sum(events) as bigint),
        min(first_seen_ms), max(last_seen_ms)
    from players where player_id = $1";

/// What newer rows said comes last.
const FACTS: &str = "
    select player from (
        select player, at from (
            select player, timestamp_ms as at, id from stat_sheets where player_id = $1 order by timestamp_ms desc, id desc limit 1000
        ) as sheets
        union all
        select player, at from (
            select player, timestamp_ms as at, id from events where player_id = $1 order by timestamp_ms desc, id desc limit 1000
        ) as events
    ) as line where player is not null order by at";

const EVENT_TYPES: &str =
    "select event_type, count(*) from events where player_id = $1 group by event_type";

/// A row begins a session when those before it are too long ago. A sheet is there from the beginning of its match. `range`
/// takes in rows of the same span: they are of the same session, whichever of them comes first.
const SESSIONS: &str = "
    with line as (
        select timestamp_ms - cast(coalesce(match_duration, 0) * 1000 as bigint) as began, timestamp_ms as at,
            1 as sheets, 0 as events from stat_sheets where player_id = $1
        union all
        select timestamp_ms, timestamp_ms, 0, 1 from events where player_id = $1
    ), marked as (
        select began, at, sheets, events,
            case when began - max(at) over (
                order by began, at rows between unbounded preceding and 1 preceding
            ) <= $2 then 0 else 1 end as begins
        from line
    ), numbered as (
        select began, at, sheets, events,
            sum(begins) over (order by began, at range unbounded preceding) as session
        from marked
    ), sessions as (
        select session, min(began) as start_ms, max(at) as end_ms, cast(sum(sheets) as bigint) as sheets,
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
    let mut snapshot = begin_snapshot(pool).await?;
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
    let facts = facts(&mut snapshot, player).await?;
    snapshot.end().await?;
    Ok(Some(Journey {
        player_id: asked.player_id.clone(),
        first_seen: Millis(first_seen),
        last_seen: Millis(last_seen),
        totals,
        facts,
        gap_minutes: asked.gap_minutes,
        sessions,
        moments,
        next,
    }))
}

/// Of each fact the newest value.
async fn facts(
    connection: &mut Connection,
    player: &str,
) -> Result<BTreeMap<String, Value>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(FACTS)
        .bind(player)
        .fetch_all(&mut *connection)
        .await?;
    let mut facts = BTreeMap::new();
    for (row,) in rows {
        let sent: BTreeMap<String, Value> = serde_json::from_str(&row)
            .map_err(|error| StoreError::bad_row("player", &row, error))?;
        facts.extend(sent);
    }
    Ok(facts)
}

type Sums = (
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);

/// The first rows of both tables, merged.
async fn moments(
    connection: &mut Connection,
    asked: &JourneyRequest,
) -> Result<(Vec<TimelineRow>, Option<JourneyCursor>), StoreError> {
    let mut line = TimeLine {
        ascending: asked.ascending,
        rows: Vec::new(),
        complete_to: None,
    };
    if asked.event_type.is_none() {
        let page: PageRows<SheetRow> = first_rows(connection, asked, true).await?;
        line.add(page, |row| Ok(TimelineRow::Sheet(row.try_into()?)))?;
    }
    let page: PageRows<EventRow> = first_rows(connection, asked, false).await?;
    line.add(page, |row| Ok(TimelineRow::Event(row.try_into()?)))?;
    Ok(line.page(asked.limit as usize))
}

/// Rows of both tables. Of a table that has more than were read, those follow upon its last one here; so what the other
/// table has beyond that one is for a later page.
struct TimeLine {
    ascending: bool,
    rows: Vec<(TimelineRow, u64)>,
    complete_to: Option<JourneyCursor>,
}

impl TimeLine {
    fn add<R>(
        &mut self,
        page: PageRows<R>,
        row: impl Fn(R) -> Result<TimelineRow, StoreError>,
    ) -> Result<(), StoreError> {
        for weighed in page.rows {
            self.rows.push((row(weighed.row)?, weighed.bytes));
        }
        let last = self.rows.last().filter(|_| page.more);
        let ends = self.complete_to.into_iter();
        let ends = ends.chain(last.map(|(row, _)| row.cursor()));
        self.complete_to = ends.min_by(|one, other| self.compare(*one, *other));
        Ok(())
    }

    fn compare(&self, one: JourneyCursor, other: JourneyCursor) -> Ordering {
        match self.ascending {
            true => one.cmp(&other),
            false => other.cmp(&one),
        }
    }

    fn page(mut self, limit: usize) -> (Vec<TimelineRow>, Option<JourneyCursor>) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by(|(one, _), (other, _)| self.compare(one.cursor(), other.cursor()));
        let mut bytes = 0;
        let fitting = rows.iter().take(limit).take_while(|(row, size)| {
            let is_first = bytes == 0;
            bytes += size;
            let is_beyond = self
                .complete_to
                .is_some_and(|end| self.compare(row.cursor(), end).is_gt());
            !is_beyond && (is_first || bytes <= MOST_PAGE_BYTES)
        });
        let fitting = fitting.count();
        let more = self.complete_to.is_some() || fitting < rows.len();
        rows.truncate(fitting);
        let rows: Vec<_> = rows.into_iter().map(|(row, _)| row).collect();
        let next = rows.last().filter(|_| more).map(TimelineRow::cursor);
        (rows, next)
    }
}

/// The first rows of one table.
async fn first_rows<R>(
    connection: &mut Connection,
    asked: &JourneyRequest,
    sheets: bool,
) -> Result<PageRows<R>, sqlx::Error>
where
    R: for<'r> FromRow<'r, <Db as sqlx::Database>::Row> + Send + Unpin,
{
    let (table, columns, large) = match sheets {
        true => ("stat_sheets", SHEET_COLUMNS, &LARGE_SHEET_COLUMNS[..]),
        false => ("events", EVENT_COLUMNS, &LARGE_EVENT_COLUMNS[..]),
    };
    let rows = Ordered {
        table,
        columns,
        large,
        by: "timestamp_ms",
        descending: !asked.ascending,
    };
    pages::page(connection, rows, asked.limit, |query| {
        query.push(" and player_id = ");
        query.push_bind(asked.player_id.as_str());
        if let Some(event_type) = asked.event_type.as_ref().filter(|_| !sheets) {
            query.push(" and event_type = ");
            query.push_bind(event_type.as_str());
        }
        push_range(query, "timestamp_ms", asked.range);
        if let Some(after) = asked.after {
            // Of one instant, events are older than sheets.
            let id = match (sheets, after.is_sheet) {
                (true, false) => 0,
                (false, true) => i64::MAX,
                _ => after.id,
            };
            query.push(match asked.ascending {
                true => " and (timestamp_ms, id) > (",
                false => " and (timestamp_ms, id) < (",
            });
            query.push_bind(after.at.0).push(", ");
            query.push_bind(id).push(")");
        }
    })
    .await
}

/// Those within the span of `moments`, in their order, and how many there are in all.
async fn sessions(
    connection: &mut Connection,
    asked: &JourneyRequest,
    moments: &[TimelineRow],
) -> Result<(Vec<Session>, u64), sqlx::Error> {
    let ends = [moments.first(), moments.last()].into_iter().flatten();
    let ends = ends.map(|moment| moment.cursor().at.0);
    // Of an empty page no session is listed, and the one row that comes all the same tells their number.
    let oldest = ends.clone().min().unwrap_or(i64::MAX);
    let newest = ends.max().unwrap_or(i64::MIN);
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
    let mut sessions: Vec<_> = sessions.collect();
    if asked.ascending {
        sessions.reverse();
    }
    Ok((sessions, count))
}

async fn items(
    connection: &mut Connection,
    player: &str,
) -> Result<BTreeMap<ItemKind, u64>, StoreError> {
    let mut query = QueryBuilder::<Db>::new(
        "select item, cast(sum(units) as bigint) from (
            select j.key as item, cast(j.value as bigint) as units from stat_sheets s, ",
    );
    query.push(pairs_of("s.looted_items"));
    query.push(" where s.player_id = ").push_bind(player);
    query.push(" union all select j.key, cast(j.value as bigint) from events e, ");
    query.push(pairs_of("e.items"));
    query
        .push(" where e.items is not null and e.player_id = ")
        .push_bind(player);
    query.push(") as looted group by item");
    let rows: Vec<(String, i64)> = query.build_query_as().fetch_all(connection).await?;
    let items = rows.into_iter();
    items
        .map(|(item, units)| Ok((item_of(&item, "stat_sheets")?, units as u64)))
        .collect()
}

async fn event_types(
    connection: &mut Connection,
    player: &str,
) -> Result<BTreeMap<EventType, u64>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(EVENT_TYPES)
        .bind(player)
        .fetch_all(connection)
        .await?;
    let types = rows.into_iter();
    types
        .map(|(name, events)| Ok((event_type_of(&name, "events")?, events as u64)))
        .collect()
}
