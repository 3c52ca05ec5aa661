//! Reads all sums as they are stored, to be compared with a recount.

use super::{Connection, locations};
use crate::store::error::StoreError;
use crate::store::rollups::counter::Counter;
use crate::store::rollups::recount::{
    ActivityKey, ArrivalKey, EventActivityKey, EventKey, ItemActivityKey, ItemKey, Sums,
};
use crate::store::rollups::rollup::{ActivitySum, ItemSum};
use crate::store::write::heat;
use std::collections::BTreeMap;

/// Repeats leave no rows, so nothing can be recounted of them.
const STORED_COUNTERS: &str = "
    select name, label, n from counters
    where n <> 0 and name not in ('last_id', 'duplicate_sheets', 'duplicate_events')";

pub(in crate::store) async fn load(connection: &mut Connection) -> Result<Sums, StoreError> {
    let mut sums = Sums::default();
    let rows: Vec<(String, String, i64)> = sqlx::query_as(STORED_COUNTERS)
        .fetch_all(&mut *connection)
        .await?;
    for (name, label, n) in rows {
        let known = Counter::ALL
            .into_iter()
            .find(|counter| counter.as_str() == name);
        sums.counters
            .insert((known.map_or("unknown", Counter::as_str), label.into()), n);
    }
    sums.items = load_items(connection).await?;
    sums.activity = load_activity(connection).await?;
    sums.item_activity = load_item_activity(connection).await?;
    sums.arrivals = load_arrivals(connection).await?;
    sums.event_totals = load_event_totals(connection).await?;
    sums.event_activity = load_event_activity(connection).await?;
    let items: Vec<String> = sqlx::query_scalar("select item from place_samples")
        .fetch_all(&mut *connection)
        .await?;
    for item in items {
        let sample = locations::load(connection, &item).await?;
        sums.places.insert(item, sample);
    }
    let statement = "select kind, name, game_mode, experiment, variant, cells from heat_grids";
    let rows: Vec<heat::StoredGrid> = sqlx::query_as(statement).fetch_all(connection).await?;
    for row in rows {
        let (key, grid) = heat::decode(row)?;
        sums.heat.insert(key, grid);
    }
    Ok(sums)
}

async fn load_items(
    connection: &mut Connection,
) -> Result<BTreeMap<ItemKey, ItemSum>, sqlx::Error> {
    type Row = (String, String, String, String, i64, i64, i64);
    let statement = "select item, game_mode, experiment, variant, units, located_units, sheets from item_totals";
    let rows: Vec<Row> = sqlx::query_as(statement).fetch_all(connection).await?;
    let sums = rows.into_iter().map(
        |(item, mode, experiment, variant, units, located_units, sheets)| {
            (
                (item, mode, experiment, variant),
                ItemSum {
                    units,
                    located_units,
                    sheets,
                },
            )
        },
    );
    Ok(sums.collect())
}

async fn load_activity(
    connection: &mut Connection,
) -> Result<BTreeMap<ActivityKey, ActivitySum>, sqlx::Error> {
    type Row = (i64, i64, String, String, String, i64, i64, i64);
    let statement = "select width_ms, start_ms, game_mode, experiment, variant, sheets, units, events from activity";
    let rows: Vec<Row> = sqlx::query_as(statement).fetch_all(connection).await?;
    let sums = rows.into_iter().map(
        |(width, start, mode, experiment, variant, sheets, units, events)| {
            (
                (width, start, mode, experiment, variant),
                ActivitySum {
                    sheets,
                    units,
                    events,
                },
            )
        },
    );
    Ok(sums.collect())
}

async fn load_item_activity(
    connection: &mut Connection,
) -> Result<BTreeMap<ItemActivityKey, i64>, sqlx::Error> {
    type Row = (i64, String, String, String, String, i64);
    let statement =
        "select start_ms, item, game_mode, experiment, variant, units from item_activity";
    let rows: Vec<Row> = sqlx::query_as(statement).fetch_all(connection).await?;
    let sums = rows
        .into_iter()
        .map(|(start, item, mode, experiment, variant, units)| {
            ((start, item, mode, experiment, variant), units)
        });
    Ok(sums.collect())
}

async fn load_arrivals(
    connection: &mut Connection,
) -> Result<BTreeMap<ArrivalKey, i64>, sqlx::Error> {
    let statement = "select width_ms, start_ms, counter, label, n from arrivals";
    let rows: Vec<(i64, i64, String, String, i64)> =
        sqlx::query_as(statement).fetch_all(connection).await?;
    let sums = rows
        .into_iter()
        .map(|(width, start, counter, label, n)| ((width, start, counter, label), n));
    Ok(sums.collect())
}

async fn load_event_totals(
    connection: &mut Connection,
) -> Result<BTreeMap<EventKey, i64>, sqlx::Error> {
    let statement = "select event_type, game_mode, experiment, variant, events from event_totals";
    let rows: Vec<(String, String, String, String, i64)> =
        sqlx::query_as(statement).fetch_all(connection).await?;
    let sums = rows
        .into_iter()
        .map(|(event_type, mode, experiment, variant, events)| {
            ((event_type, mode, experiment, variant), events)
        });
    Ok(sums.collect())
}

async fn load_event_activity(
    connection: &mut Connection,
) -> Result<BTreeMap<EventActivityKey, i64>, sqlx::Error> {
    type Row = (i64, String, String, String, String, i64);
    let statement =
        "select start_ms, event_type, game_mode, experiment, variant, events from event_activity";
    let rows: Vec<Row> = sqlx::query_as(statement).fetch_all(connection).await?;
    let sums = rows
        .into_iter()
        .map(|(start, event_type, mode, experiment, variant, events)| {
            ((start, event_type, mode, experiment, variant), events)
        });
    Ok(sums.collect())
}
