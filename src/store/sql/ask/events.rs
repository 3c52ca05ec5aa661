//! Events by type: counts from the rollups, and two questions that only the raw rows answer. Those go back from the
//! newest row in pages, each a short statement on an index, so that a deadline can end them.

use super::pieces::{push_bucket, push_rows, push_slice, with_pieces};
use super::range::push_range;
use super::{Connection, Db, Pool, arms, lookup, pairs_of};
use crate::model::{
    Coverage, EventFilter, EventPlaces, EventPlacesRequest, HeatGrid, JourneyCursor, LootBefore,
    LootBeforeRequest, Millis, NewestRows, Position, RateByLevel, RateByLevelRequest, Slice,
    Summary, group_of,
};
use crate::store::ask::pieces::Piece;
use crate::store::ask::row::{EVENT_COLUMNS, EventPointRow, EventRow, EventTypeRow};
use sqlx::query_builder::QueryBuilder;
use std::time::Instant;

/// Rows of one statement.
const PAGE: i64 = 2_000;
/// Players of one statement; few enough for a database's limit of values.
const PLAYERS_AT_ONCE: usize = 500;
/// Events that are looked at on the way to players' first ones.
const MOST_EVENTS: usize = 500_000;

/// Of all time.
const TYPES: &str = "
    select event_type, cast(sum(events) as bigint) as events from event_totals
    where ($1 = '' or event_type = $1) and ($2 = '' or game_mode = $2) and experiment = $3 and variant = $4
    group by event_type";

/// Types with their events of all time, of one type or, when it is empty, of all.
pub(in crate::store) async fn types(
    pool: &Pool,
    event_type: &str,
    slice: Slice<'_>,
) -> Result<Vec<EventTypeRow>, sqlx::Error> {
    sqlx::query_as(TYPES)
        .bind(event_type)
        .bind(slice.game_mode)
        .bind(slice.experiment)
        .bind(slice.variant)
        .fetch_all(pool)
        .await
}

/// As [`types`], of some time.
pub(in crate::store) async fn types_between(
    pool: &Pool,
    event_type: &str,
    slice: Slice<'_>,
    pieces: &[Piece],
) -> Result<Vec<EventTypeRow>, sqlx::Error> {
    let mut query = with_pieces(pieces);
    query.push("select a.event_type, cast(sum(a.events) as bigint) as events");
    push_rows(&mut query, "event_activity");
    push_slice(&mut query, slice);
    push_type(&mut query, event_type);
    query.push(" group by a.event_type");
    query.build_query_as().fetch_all(pool).await
}

/// The newest `limit` pairs of bucket and type, newest first, by the start of the first row in each.
pub(in crate::store) async fn points(
    pool: &Pool,
    event_type: &str,
    slice: Slice<'_>,
    pieces: &[Piece],
    bucket_ms: i64,
    limit: u32,
) -> Result<Vec<EventPointRow>, sqlx::Error> {
    let mut query = with_pieces(pieces);
    query.push(
        "select min(a.start_ms) as start_ms, a.event_type, cast(sum(a.events) as bigint) as events, ",
    );
    push_bucket(&mut query, bucket_ms);
    query.push(" as bucket_ms");
    push_rows(&mut query, "event_activity");
    push_slice(&mut query, slice);
    push_type(&mut query, event_type);
    query.push(" group by 2, 4 order by 4 desc, 2 desc limit ");
    query.push_bind(i64::from(limit));
    query.build_query_as().fetch_all(pool).await
}

fn push_type(query: &mut QueryBuilder<Db>, event_type: &str) {
    if !event_type.is_empty() {
        query
            .push(" and a.event_type = ")
            .push_bind(event_type.to_owned());
    }
}

/// The events with these numbers, in any order.
pub(in crate::store) async fn of_ids(
    pool: &Pool,
    ids: &[i64],
) -> Result<Vec<EventRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("with asked (row_id) as (");
    query.push_values(ids, |mut values, id| {
        values.push_bind(*id);
    });
    query.push(format!(
        ") select {EVENT_COLUMNS} from asked {}",
        lookup("events", "t.id = row_id"),
    ));
    query
        .build_query_as()
        .persistent(false)
        .fetch_all(pool)
        .await
}

/// Where the newest events of a type happened.
pub(in crate::store) async fn places(
    pool: &Pool,
    asked: &EventPlacesRequest,
) -> Result<EventPlaces, sqlx::Error> {
    let filter = &asked.filter;
    let mut query = QueryBuilder::<Db>::new(
        "select id, timestamp_ms, x, y, player_id from events e where event_type = ",
    );
    query.push_bind(asked.event_type.as_str());
    push_range(&mut query, "timestamp_ms", filter.range);
    if let Some(game_mode) = &filter.game_mode {
        query
            .push(" and game_mode = ")
            .push_bind(game_mode.as_str());
    }
    if let Some(arm) = &asked.arm {
        arms::push_events_of(&mut query, arm);
    }
    query.push(" and map = ").push_bind(asked.map.as_str());
    query.push(" order by timestamp_ms desc, id desc limit ");
    query.push_bind(i64::from(asked.limit) + 1);
    /// Id, time, place, player.
    type Row = (i64, i64, Option<f64>, Option<f64>, String);
    let mut rows: Vec<Row> = query.build_query_as().fetch_all(pool).await?;
    let more = rows.len() > asked.limit as usize;
    rows.truncate(asked.limit as usize);
    let stopped_at = rows.last().filter(|_| more);
    let stopped_at = stopped_at.map(|(id, at, ..)| row_at(*at, *id));
    let places = rows.iter().filter_map(|(_, _, x, y, player_id)| {
        let place = x.zip(*y)?;
        let place = Position::new(place.0, place.1)?;
        Some((place, 1, group_of(player_id)))
    });
    let mut heat = HeatGrid::default();
    heat.add(places);
    Ok(EventPlaces {
        events: rows.len() as u64,
        heat,
        coverage: Coverage::up_to(stopped_at),
    })
}

/// What the newest players had looted before their first event.
pub(in crate::store) async fn loot_before(
    pool: &Pool,
    asked: &LootBeforeRequest,
) -> Result<LootBefore, sqlx::Error> {
    let begun = Instant::now();
    let mut connection = pool.acquire().await?;
    let mut units = Vec::new();
    let (mut at, mut looked_at) = (None, 0);
    loop {
        let page = first_events(&mut connection, asked, at).await?;
        looked_at += page.len();
        let Some(last) = page.last() else {
            at = None;
            break;
        };
        at = Some(row_at(last.2, last.0));
        let ended = page.len() < PAGE as usize;
        let mut firsts: Vec<_> = page.into_iter().filter(|row| row.3 == 1).collect();
        let room = asked.limit as usize - units.len();
        if let Some(beyond) = firsts
            .get(room.saturating_sub(1))
            .filter(|_| firsts.len() > room)
        {
            at = Some(row_at(beyond.2, beyond.0));
            firsts.truncate(room);
        } else if ended {
            at = None;
        }
        units.extend(units_before(&mut connection, asked, &firsts).await?);
        let is_enough = units.len() >= asked.limit as usize || looked_at >= MOST_EVENTS;
        if at.is_none() || is_enough || begun.elapsed() >= NewestRows::PATIENCE {
            break;
        }
    }
    Ok(LootBefore {
        players: units.len() as u64,
        units: Summary::of(units),
        coverage: Coverage::up_to(at),
    })
}

/// Id, player, timestamp, and 1 for the player's first of the type in the slice.
type FirstEvent = (i64, String, i64, i64);

/// A page of events of the type, each with whether it is its player's first in the slice: of those of another variant, value or map
/// a page has as many as there are, so that each takes as long. The `|| ''` keeps SQLite from looking
/// for the earlier ones among all players' events of the type.
async fn first_events(
    connection: &mut Connection,
    asked: &LootBeforeRequest,
    before: Option<JourneyCursor>,
) -> Result<Vec<FirstEvent>, sqlx::Error> {
    let mut query =
        QueryBuilder::<Db>::new("select e.id, e.player_id, e.timestamp_ms, cast(case when ");
    if let Some(arm) = &asked.arm {
        query.push("not ");
        arms::push_is_event_of(&mut query, "e", arm);
        query.push(" then 0 when ");
    }
    query.push(
        "exists (
            select 1 from events b where b.player_id = e.player_id and b.event_type || '' = e.event_type
            and (b.timestamp_ms, b.id) < (e.timestamp_ms, e.id)",
    );
    if asked.filter.game_mode.is_some() {
        query.push(" and b.game_mode = e.game_mode");
    }
    if let Some(arm) = &asked.arm {
        query.push(" and ");
        arms::push_is_event_of(&mut query, "b", arm);
    }
    query.push(") then 0 else 1 end as bigint) from events e where e.event_type = ");
    query.push_bind(asked.event_type.as_str());
    push_page(&mut query, "e", &asked.filter, before);
    query.build_query_as().fetch_all(connection).await
}

/// The units of the item that each of the players had looted before.
async fn units_before(
    connection: &mut Connection,
    asked: &LootBeforeRequest,
    firsts: &[FirstEvent],
) -> Result<Vec<u64>, sqlx::Error> {
    let mut units = Vec::with_capacity(firsts.len());
    for some in firsts.chunks(PLAYERS_AT_ONCE) {
        let mut query = QueryBuilder::<Db>::new("with asked (player_id, before_ms) as (");
        query.push_values(some, |mut values, (_, player, at, _)| {
            values.push_bind(player.as_str()).push_bind(*at);
        });
        query.push(
            ") select cast(coalesce((select sum(cast(j.value as bigint)) from stat_sheets s, ",
        );
        query.push(pairs_of("s.looted_items"));
        query.push(" where s.player_id = asked.player_id and s.timestamp_ms < asked.before_ms and j.key = ");
        query.push_bind(asked.item.as_str());
        if let Some(game_mode) = &asked.filter.game_mode {
            query.push(" and s.game_mode = ");
            query.push_bind(game_mode.as_str());
        }
        if let Some(arm) = &asked.arm {
            arms::push_sheets_of(&mut query, arm);
        }
        query.push("), 0) + coalesce((select sum(cast(j.value as bigint)) from events e, ");
        query.push(pairs_of("e.items"));
        query.push(" where e.player_id = asked.player_id and e.timestamp_ms < asked.before_ms and j.key = ");
        query.push_bind(asked.item.as_str());
        if let Some(game_mode) = &asked.filter.game_mode {
            query.push(" and e.game_mode = ");
            query.push_bind(game_mode.as_str());
        }
        if let Some(arm) = &asked.arm {
            arms::push_events_of(&mut query, arm);
        }
        query.push("), 0) as bigint) from asked");
        // Their number varies, so the text would hardly be of use again.
        let statement = query.build_query_scalar::<i64>().persistent(false);
        let found = statement.fetch_all(&mut *connection).await?;
        units.extend(found.into_iter().map(|units| units as u64));
    }
    Ok(units)
}

/// In how many of the newest sheets the event happened, by level.
pub(in crate::store) async fn rate_by_level(
    pool: &Pool,
    asked: &RateByLevelRequest,
) -> Result<RateByLevel, sqlx::Error> {
    let begun = Instant::now();
    let mut connection = pool.acquire().await?;
    let mut answer = RateByLevel::default();
    let mut at = None;
    loop {
        let page = sheets_with_event(&mut connection, asked, at).await?;
        let is_last = page.len() < PAGE as usize;
        let mut is_cut = false;
        for (id, timestamp_ms, level, has, is_wanted) in page {
            is_cut = is_wanted == 1 && answer.sheets >= u64::from(asked.limit);
            if is_cut {
                break;
            }
            at = Some(row_at(timestamp_ms, id));
            if is_wanted == 1 {
                answer.add(level.map(|level| level as u32), has == 1, asked.width);
            }
        }
        if is_last && !is_cut {
            at = None;
            break;
        }
        let is_enough = answer.sheets >= u64::from(asked.limit);
        if is_enough || begun.elapsed() >= NewestRows::PATIENCE {
            break;
        }
    }
    answer.coverage = Coverage::up_to(at);
    Ok(answer)
}

/// Id, timestamp, level, 1 where the event happened, and 1 where the sheet is of the variant, the value or the map.
type SheetLevel = (i64, i64, Option<i64>, i64, i64);

async fn sheets_with_event(
    connection: &mut Connection,
    asked: &RateByLevelRequest,
    before: Option<JourneyCursor>,
) -> Result<Vec<SheetLevel>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new(
        "select s.id, s.timestamp_ms, s.player_level, cast(case when exists (
            select 1 from events e where e.match_id = s.match_id and e.player_id = s.player_id and e.event_type = ",
    );
    query.push_bind(asked.event_type.as_str());
    query.push(") then 1 else 0 end as bigint), cast(case when ");
    match &asked.arm {
        Some(arm) => arms::push_is_sheet_of(&mut query, arm),
        None => {
            query.push("true");
        }
    }
    query.push(" then 1 else 0 end as bigint) from stat_sheets s where true");
    push_page(&mut query, "s", &asked.filter, before);
    query.build_query_as().fetch_all(connection).await
}

/// The filter, the place to go on from, the order and the length of a page.
fn push_page(
    query: &mut QueryBuilder<Db>,
    table: &'static str,
    filter: &EventFilter,
    before: Option<JourneyCursor>,
) {
    if let Some(game_mode) = &filter.game_mode {
        query.push(" and ").push(table).push(".game_mode = ");
        query.push_bind(game_mode.as_str());
    }
    push_range(query, &format!("{table}.timestamp_ms"), filter.range);
    if let Some(before) = before {
        query.push(" and (").push(table).push(".timestamp_ms, ");
        query.push(table).push(".id) < (");
        query.push_bind(before.at.0).push(", ");
        query.push_bind(before.id).push(")");
    }
    query
        .push(" order by ")
        .push(table)
        .push(".timestamp_ms desc, ");
    query.push(table).push(".id desc limit ").push_bind(PAGE);
}

fn row_at(timestamp_ms: i64, id: i64) -> JourneyCursor {
    JourneyCursor {
        at: Millis(timestamp_ms),
        is_sheet: false,
        id,
    }
}
