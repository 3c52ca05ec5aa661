//! Adds to the sums: counters, items, activity, arrivals.

use crate::store::connect::statement::{Insert, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::rollups::rollup::RollupDelta;

const COUNTERS: Insert<3> = Insert {
    table: "counters",
    columns: [
        ("name", Type::Text),
        ("label", Type::Text),
        ("n", Type::Bigint),
    ],
    on_conflict: "on conflict (name, label) do update set n = counters.n + excluded.n",
};

const ITEMS: Insert<7> = Insert {
    table: "item_totals",
    columns: [
        ("item", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
        ("units", Type::Bigint),
        ("located_units", Type::Bigint),
        ("sheets", Type::Bigint),
    ],
    on_conflict: "on conflict (item, game_mode, experiment, variant) do update set
        units = item_totals.units + excluded.units,
        located_units = item_totals.located_units + excluded.located_units,
        sheets = item_totals.sheets + excluded.sheets",
};

const ACTIVITY: Insert<8> = Insert {
    table: "activity",
    columns: [
        ("width_ms", Type::Bigint),
        ("start_ms", Type::Bigint),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
        ("sheets", Type::Bigint),
        ("units", Type::Bigint),
        ("events", Type::Bigint),
    ],
    on_conflict: "on conflict (width_ms, start_ms, game_mode, experiment, variant) do update set
        sheets = activity.sheets + excluded.sheets,
        units = activity.units + excluded.units,
        events = activity.events + excluded.events",
};

const ITEM_ACTIVITY: Insert<6> = Insert {
    table: "item_activity",
    columns: [
        ("start_ms", Type::Bigint),
        ("item", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
        ("units", Type::Bigint),
    ],
    on_conflict: "on conflict (start_ms, item, game_mode, experiment, variant) do update set
        units = item_activity.units + excluded.units",
};

const ARRIVALS: Insert<5> = Insert {
    table: "arrivals",
    columns: [
        ("width_ms", Type::Bigint),
        ("start_ms", Type::Bigint),
        ("counter", Type::Text),
        ("label", Type::Text),
        ("n", Type::Bigint),
    ],
    on_conflict: "on conflict (width_ms, start_ms, counter, label) do update set n = arrivals.n + excluded.n",
};

const EVENT_TOTALS: Insert<5> = Insert {
    table: "event_totals",
    columns: [
        ("event_type", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
        ("events", Type::Bigint),
    ],
    on_conflict: "on conflict (event_type, game_mode, experiment, variant) do update set
        events = event_totals.events + excluded.events",
};

const EVENT_ACTIVITY: Insert<6> = Insert {
    table: "event_activity",
    columns: [
        ("start_ms", Type::Bigint),
        ("event_type", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
        ("events", Type::Bigint),
    ],
    on_conflict: "on conflict (start_ms, event_type, game_mode, experiment, variant) do update set
        events = event_activity.events + excluded.events",
};

/// Adds `delta`, apart from its places.
pub(in crate::store) async fn add(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    let items = delta.items();
    transaction
        .write(&ITEMS, &items, |((item, slice), sum)| {
            [
                (*item).into(),
                slice.game_mode.into(),
                slice.experiment.into(),
                slice.variant.into(),
                sum.units.into(),
                sum.located_units.into(),
                sum.sheets.into(),
            ]
        })
        .await?;
    add_activity(transaction, delta).await?;
    let item_activity = delta.item_activity();
    transaction
        .write(
            &ITEM_ACTIVITY,
            &item_activity,
            |((start, item, slice), units)| {
                [
                    (*start).into(),
                    (*item).into(),
                    slice.game_mode.into(),
                    slice.experiment.into(),
                    slice.variant.into(),
                    (*units).into(),
                ]
            },
        )
        .await?;
    add_events(transaction, delta).await?;
    let arrivals: Vec<_> = delta.arrivals().into_iter().collect();
    transaction
        .write(
            &ARRIVALS,
            &arrivals,
            |((width, start, counter, label), n)| {
                [
                    (*width).into(),
                    (*start).into(),
                    (*counter).into(),
                    (*label).into(),
                    (*n).into(),
                ]
            },
        )
        .await?;
    let counters: Vec<_> = delta.counters.iter().filter(|(_, n)| **n != 0).collect();
    transaction
        .write(&COUNTERS, &counters, |((name, label), n)| {
            [(*name).into(), label.as_str().into(), (**n).into()]
        })
        .await
}

/// Adds what happened when, without telling items or types apart.
pub(in crate::store) async fn add_activity(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    let activity = delta.activity();
    transaction
        .write(&ACTIVITY, &activity, |((width, start, slice), sum)| {
            [
                (*width).into(),
                (*start).into(),
                slice.game_mode.into(),
                slice.experiment.into(),
                slice.variant.into(),
                sum.sheets.into(),
                sum.units.into(),
                sum.events.into(),
            ]
        })
        .await
}

/// Adds events by type.
pub(in crate::store) async fn add_events(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    let totals = delta.event_totals();
    transaction
        .write(&EVENT_TOTALS, &totals, |((event_type, slice), events)| {
            [
                (*event_type).into(),
                slice.game_mode.into(),
                slice.experiment.into(),
                slice.variant.into(),
                (*events).into(),
            ]
        })
        .await?;
    let activity = delta.event_activity();
    transaction
        .write(
            &EVENT_ACTIVITY,
            &activity,
            |((start, event_type, slice), events)| {
                [
                    (*start).into(),
                    (*event_type).into(),
                    slice.game_mode.into(),
                    slice.experiment.into(),
                    slice.variant.into(),
                    (*events).into(),
                ]
            },
        )
        .await
}
