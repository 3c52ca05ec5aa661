//! Adds to the sums: counters, items, activity.

use super::{Connection, rows};
use crate::store::rollup::Delta;

/// Adds `delta`, apart from its places.
pub(super) async fn add(connection: &mut Connection, delta: &Delta<'_>) -> Result<(), sqlx::Error> {
    add_items(connection, delta).await?;
    add_activity(connection, delta).await?;
    add_item_activity(connection, delta).await?;
    add_events(connection, delta).await?;
    let counters: Vec<_> = delta.counters.iter().filter(|(_, n)| **n != 0).collect();
    rows::write(
        connection,
        "insert into counters (name, label, n)",
        " on conflict (name, label) do update set n = counters.n + excluded.n",
        &counters,
        |mut values, ((name, label), n)| {
            values
                .push_bind(*name)
                .push_bind(label.as_str())
                .push_bind(**n);
        },
    )
    .await
}

async fn add_items(connection: &mut Connection, delta: &Delta<'_>) -> Result<(), sqlx::Error> {
    let all = delta.items();
    rows::write(
        connection,
        "insert into item_totals (item, game_mode, experiment, variant, units, located_units, sheets)",
        " on conflict (item, game_mode, experiment, variant) do update set
            units = item_totals.units + excluded.units,
            located_units = item_totals.located_units + excluded.located_units,
            sheets = item_totals.sheets + excluded.sheets",
        &all,
        |mut values, ((item, slice), sum)| {
            values
                .push_bind(*item)
                .push_bind(slice.game_mode)
                .push_bind(slice.experiment)
                .push_bind(slice.variant)
                .push_bind(sum.units)
                .push_bind(sum.located_units)
                .push_bind(sum.sheets);
        },
    )
    .await
}

async fn add_activity(connection: &mut Connection, delta: &Delta<'_>) -> Result<(), sqlx::Error> {
    let all = delta.activity();
    rows::write(
        connection,
        "insert into activity (width_ms, start_ms, game_mode, experiment, variant, sheets, units, events)",
        " on conflict (width_ms, start_ms, game_mode, experiment, variant) do update set
            sheets = activity.sheets + excluded.sheets,
            units = activity.units + excluded.units,
            events = activity.events + excluded.events",
        &all,
        |mut values, ((width, start, slice), sum)| {
            values
                .push_bind(*width)
                .push_bind(*start)
                .push_bind(slice.game_mode)
                .push_bind(slice.experiment)
                .push_bind(slice.variant)
                .push_bind(sum.sheets)
                .push_bind(sum.units)
                .push_bind(sum.events);
        },
    )
    .await
}

async fn add_item_activity(
    connection: &mut Connection,
    delta: &Delta<'_>,
) -> Result<(), sqlx::Error> {
    let all = delta.item_activity();
    rows::write(
        connection,
        "insert into item_activity (start_ms, item, game_mode, experiment, variant, units)",
        " on conflict (start_ms, item, game_mode, experiment, variant) do update set
            units = item_activity.units + excluded.units",
        &all,
        |mut values, ((start, item, slice), units)| {
            values
                .push_bind(*start)
                .push_bind(*item)
                .push_bind(slice.game_mode)
                .push_bind(slice.experiment)
                .push_bind(slice.variant)
                .push_bind(*units);
        },
    )
    .await
}

async fn add_events(connection: &mut Connection, delta: &Delta<'_>) -> Result<(), sqlx::Error> {
    rows::write(
        connection,
        "insert into event_totals (event_type, game_mode, events)",
        " on conflict (event_type, game_mode) do update set events = event_totals.events + excluded.events",
        &delta.event_totals(),
        |mut values, ((event_type, mode), events)| {
            values
                .push_bind(*event_type)
                .push_bind(*mode)
                .push_bind(*events);
        },
    )
    .await?;
    rows::write(
        connection,
        "insert into event_activity (start_ms, event_type, game_mode, events)",
        " on conflict (start_ms, event_type, game_mode) do update set events = event_activity.events + excluded.events",
        &delta.event_activity(),
        |mut values, ((start, event_type, mode), events)| {
            values
                .push_bind(*start)
                .push_bind(*event_type)
                .push_bind(*mode)
                .push_bind(*events);
        },
    )
    .await
}
