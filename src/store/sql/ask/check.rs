//! Reads everything and compares: the stored sums with a recount, within one state of the database.

use super::stored_sums;
use super::{BEGIN_SNAPSHOT, Connection, Db, LIFT_DEADLINE, Pool, SELF_CHECK};
use crate::model::{IntegrityCheck, Millis, StoredEvent, StoredSheet};
use crate::store::ask::distribution;
use crate::store::ask::row::{
    EVENT_COLUMNS, EXPERIMENTS_OF_EVENT, EventOfSheetRow, SHEET_COLUMNS, SheetRow,
    parse_experiments,
};
use crate::store::error::StoreError;
use crate::store::rollups::counter::{Counter, Counters, count};
use crate::store::rollups::recount::{MOST_LISTED, Sums, differences};
use crate::store::rollups::rollup::{EventFacts, RollupDelta};
use crate::store::write::entities;
use sqlx::query_builder::QueryBuilder;

const PAGE: i64 = 2_000;

/// Every check, in order.
pub(in crate::store) async fn run(pool: &Pool) -> Result<Vec<IntegrityCheck>, StoreError> {
    let mut snapshot = pool.begin_with(BEGIN_SNAPSHOT).await?;
    if let Some(statement) = LIFT_DEADLINE {
        sqlx::query(statement).execute(&mut *snapshot).await?;
    }
    let mut checks = Vec::new();
    if let Some(statement) = SELF_CHECK {
        let found: Vec<String> = sqlx::query_scalar(statement)
            .fetch_all(&mut *snapshot)
            .await?;
        let found = found.into_iter().filter(|line| line != "ok").collect();
        checks.push(check("the database's own check", found));
    }
    let mut unit_differences = Vec::new();
    let mut recounted = Sums::default();
    recount_sheets(&mut snapshot, &mut recounted, &mut unit_differences).await?;
    recount_events(&mut snapshot, &mut recounted).await?;
    recount_refused(&mut snapshot, &mut recounted).await?;
    recount_distinct(&mut snapshot, &mut recounted.counters).await?;
    let stored = stored_sums::load(&mut snapshot).await?;
    recounted.absorb_repeats(&stored);
    checks.push(check(
        "units of each sheet equal the sum of its items",
        unit_differences,
    ));
    checks.push(check(
        "counters equal a recount",
        differences(&stored.counters, &recounted.counters),
    ));
    checks.push(check(
        "item_totals equal a recount",
        differences(&stored.items, &recounted.items),
    ));
    checks.push(check(
        "activity equals a recount",
        differences(&stored.activity, &recounted.activity),
    ));
    let found = differences(&stored.item_activity, &recounted.item_activity);
    checks.push(check("item_activity equals a recount", found));
    let found = differences(&stored.arrivals, &recounted.arrivals);
    checks.push(check("arrivals equal a recount", found));
    let found = differences(&stored.event_totals, &recounted.event_totals);
    checks.push(check("event_totals equal a recount", found));
    let found = differences(&stored.event_activity, &recounted.event_activity);
    checks.push(check("event_activity equals a recount", found));
    checks.push(check(
        "heat_grids equal a recount",
        heat_differences(&stored, &recounted),
    ));
    checks.push(check(
        "place_samples equal a recount",
        place_differences(&stored, &recounted),
    ));
    for (name, statement) in ENTITY_CHECKS {
        let found: Vec<String> = sqlx::query_scalar(statement)
            .fetch_all(&mut *snapshot)
            .await?;
        checks.push(check(name, found));
    }
    snapshot.rollback().await?;
    Ok(checks)
}

fn check(name: &str, differences: Vec<String>) -> IntegrityCheck {
    IntegrityCheck {
        name: name.to_owned(),
        differences,
    }
}

async fn recount_sheets(
    connection: &mut Connection,
    sums: &mut Sums,
    unit_differences: &mut Vec<String>,
) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let rows: Vec<SheetRow> = page(connection, SHEET_COLUMNS, "stat_sheets", after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.id;
        let units: Vec<i64> = rows.iter().map(|row| row.units).collect();
        let sheets = rows
            .into_iter()
            .map(StoredSheet::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        let mut delta = RollupDelta::default();
        for (stored, units) in sheets.iter().zip(units) {
            let counted = stored.sheet.total_units() as i64;
            if counted != units && unit_differences.len() < MOST_LISTED {
                unit_differences.push(format!(
                    "sheet {}: stored {units}, counted {counted}",
                    stored.id
                ));
            }
            delta.add_sheet(&stored.sheet, stored.created_at);
        }
        sums.absorb(&delta);
    }
}

async fn recount_events(connection: &mut Connection, sums: &mut Sums) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let columns = format!("{EVENT_COLUMNS}, {EXPERIMENTS_OF_EVENT}");
        let rows: Vec<EventOfSheetRow> = page(connection, &columns, "events", after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.event.id;
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            let experiments = parse_experiments(row.event.id, row.experiments.as_deref())?;
            let mode = row.event.game_mode.clone();
            events.push((StoredEvent::try_from(row.event)?, mode, experiments));
        }
        let mut delta = RollupDelta::default();
        for (stored, mode, experiments) in &events {
            let happened = EventFacts::of(&stored.event, mode, experiments.as_ref());
            delta.add_event(happened, stored.created_at);
        }
        sums.absorb(&delta);
    }
}

async fn page<R>(
    connection: &mut Connection,
    columns: &str,
    table: &str,
    after: i64,
) -> Result<Vec<R>, sqlx::Error>
where
    R: for<'r> sqlx::FromRow<'r, <Db as sqlx::Database>::Row> + Send + Unpin,
{
    let mut query = QueryBuilder::<Db>::new("select ");
    query
        .push(columns)
        .push(" from ")
        .push(table)
        .push(" where id > ")
        .push_bind(after);
    query.push(" order by id limit ").push_bind(PAGE);
    query.build_query_as().fetch_all(connection).await
}

const DISTINCT: [(Counter, &str); 4] = [
    (
        Counter::Matches,
        "select '' as label, count(distinct match_id) from stat_sheets",
    ),
    (
        Counter::Players,
        "select '' as label, count(distinct player_id) from stat_sheets",
    ),
    (
        Counter::ModeMatches,
        "select game_mode, count(distinct match_id) from stat_sheets where game_mode <> '' group by game_mode",
    ),
    (
        Counter::ModePlayers,
        "select game_mode, count(distinct player_id) from stat_sheets where game_mode <> '' group by game_mode",
    ),
];

const SIZES: &str = "
    select players, count(*) from (
        select count(distinct player_id) as players from stat_sheets group by match_id
    ) as sizes group by players";

/// Owners by their units.
const UNITS: [(Counter, &str); 2] = [
    (
        Counter::PlayerUnits,
        "select units, count(*) from (
            select cast(sum(units) as bigint) as units from stat_sheets group by player_id
        ) as owners group by units",
    ),
    (
        Counter::MatchUnits,
        "select units, count(*) from (
            select cast(sum(units) as bigint) as units from stat_sheets group by match_id
        ) as owners group by units",
    ),
];

/// By the minute of their receipt.
const REFUSED: &str = "
    select created_at - created_at % 60000, reason, count(*) from dead_letters group by 1, 2";

async fn recount_refused(connection: &mut Connection, sums: &mut Sums) -> Result<(), sqlx::Error> {
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(REFUSED).fetch_all(connection).await?;
    for (minute, reason, n) in rows {
        sums.absorb_refused(Millis(minute), &reason, n);
    }
    Ok(())
}

async fn recount_distinct(
    connection: &mut Connection,
    counters: &mut Counters,
) -> Result<(), sqlx::Error> {
    for (counter, statement) in DISTINCT {
        let rows: Vec<(String, i64)> = sqlx::query_as(statement)
            .fetch_all(&mut *connection)
            .await?;
        for (label, n) in rows.into_iter().filter(|(_, n)| *n > 0) {
            count(counters, counter, &label, n);
        }
    }
    for (counter, statement) in UNITS {
        let owners: Vec<(i64, i64)> = sqlx::query_as(statement)
            .fetch_all(&mut *connection)
            .await?;
        for (units, n) in owners {
            count(counters, counter, &distribution::label(units), n);
        }
    }
    let sizes: Vec<(i64, i64)> = sqlx::query_as(SIZES).fetch_all(connection).await?;
    for (players, matches) in sizes {
        count(
            counters,
            Counter::MatchSize,
            &entities::size_label(players),
            matches,
        );
    }
    Ok(())
}

/// A whole grid is too much to print.
fn heat_differences(stored: &Sums, recounted: &Sums) -> Vec<String> {
    let keys = stored.heat.keys().chain(
        recounted
            .heat
            .keys()
            .filter(|key| !stored.heat.contains_key(*key)),
    );
    let units = |sums: &Sums, key| sums.heat.get(key).map_or(0, |grid| grid.total_units());
    keys.filter(|key| stored.heat.get(*key) != recounted.heat.get(*key))
        .map(|key| {
            format!(
                "{key:?}: stored {} units, recounted {}, or other cells",
                units(stored, key),
                units(recounted, key)
            )
        })
        .take(MOST_LISTED)
        .collect()
}

fn place_differences(stored: &Sums, recounted: &Sums) -> Vec<String> {
    let only_recounted = recounted
        .places
        .keys()
        .filter(|item| !stored.places.contains_key(*item));
    let units = |sums: &Sums, item| sums.places.get(item).map_or(0, |sample| sample.units());
    stored
        .places
        .keys()
        .chain(only_recounted)
        .filter(|item| stored.places.get(*item) != recounted.places.get(*item))
        .map(|item| {
            let (stored, recounted) = (units(stored, item), units(recounted, item));
            format!("{item:?}: stored a sample of {stored} units, recounted {recounted}, or other places")
        })
        .take(MOST_LISTED)
        .collect()
}

/// Each returns the ids of at most twenty rows that are not as a recount has them. There may be too many players
/// and matches to hold in memory, so the database compares.
const ENTITY_CHECKS: [(&str, &str); 3] = [
    (
        "players equal a recount",
        "with recount as (
            select player_id, game_mode, sum(sheets) as sheets, sum(units) as units, sum(events) as events,
                min(first_seen_ms) as first_seen_ms, max(last_seen_ms) as last_seen_ms
            from (
                select player_id, game_mode, 1 as sheets, units, 0 as events,
                    timestamp_ms as first_seen_ms, timestamp_ms as last_seen_ms from stat_sheets
                union all
                select player_id, game_mode, 0, 0, 1, timestamp_ms, timestamp_ms from events
            ) as raw_rows group by player_id, game_mode
        )
        select 'player ' || coalesce(r.player_id, p.player_id) from recount r
        full join players p on p.player_id = r.player_id and p.game_mode = r.game_mode
        where r.player_id is null or p.player_id is null or p.sheets <> r.sheets or p.units <> r.units
            or p.events <> r.events or p.first_seen_ms <> r.first_seen_ms or p.last_seen_ms <> r.last_seen_ms
        limit 20",
    ),
    (
        "matches equal a recount",
        "with recount as (
            select match_id, game_mode, sum(sheets) as sheets, sum(units) as units, sum(events) as events,
                min(first_seen_ms) as first_seen_ms, max(last_seen_ms) as last_seen_ms
            from (
                select match_id, game_mode, 1 as sheets, units, 0 as events,
                    timestamp_ms as first_seen_ms, timestamp_ms as last_seen_ms from stat_sheets
                union all
                select match_id, game_mode, 0, 0, 1, timestamp_ms, timestamp_ms from events
            ) as raw_rows group by match_id, game_mode
        )
        select 'match ' || coalesce(r.match_id, m.match_id) from recount r
        full join matches m on m.match_id = r.match_id and m.game_mode = r.game_mode
        where r.match_id is null or m.match_id is null or m.sheets <> r.sheets or m.units <> r.units
            or m.events <> r.events or m.first_seen_ms <> r.first_seen_ms or m.last_seen_ms <> r.last_seen_ms
        limit 20",
    ),
    (
        "players of each match equal a recount",
        "with recount as (
            select match_id, count(distinct player_id) as players from stat_sheets group by match_id
        ), kept as (
            select match_id, sum(players) as players from matches group by match_id
        )
        select 'match ' || kept.match_id || ': stored ' || kept.players || ', recounted ' || coalesce(recount.players, 0)
        from kept left join recount on recount.match_id = kept.match_id
        where kept.players <> coalesce(recount.players, 0)
        limit 20",
    ),
];
