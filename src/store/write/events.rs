//! Inserts events and finds the ones that were there already.

use crate::store::connect::statement::{Insert, KeyLookup, Type, Value};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::row_hash::with_hash;
use crate::store::write::entry::json;
use crate::store::write::plan::{NewIds, PlannedEvent};
use std::collections::HashMap;

pub(in crate::store) const INSERT: Insert<'static> = Insert {
    table: "events",
    columns: &[
        ("id", Type::Bigint),
        ("match_id", Type::Text),
        ("player_id", Type::Text),
        ("event_type", Type::Text),
        ("timestamp", Type::Text),
        ("created_at", Type::Bigint),
        ("timestamp_ms", Type::Bigint),
        ("event_id", Type::Text),
        ("x", Type::Double),
        ("y", Type::Double),
        ("details", Type::Text),
        ("extra", Type::Text),
        ("game_mode", Type::Text),
        ("stat_sheet_id", Type::Bigint),
        ("z", Type::Double),
        ("map", Type::Text),
        ("session_id", Type::Text),
        ("dimensions", Type::Text),
        ("items", Type::Text),
        ("item_units", Type::Bigint),
        ("player", Type::Text),
        ("row_hash", Type::Bigint),
    ],
    on_conflict: "on conflict (player_id, event_id) do nothing",
};

/// Inserts `events`, whose ids begin with `first_id`, and says which of them had a new key.
pub(in crate::store) async fn insert(
    transaction: &mut Transaction<'_>,
    first_id: i64,
    events: &[PlannedEvent<'_>],
) -> Result<NewIds, StoreError> {
    transaction
        .write_new(&INSERT, first_id, events, |planned| {
            let event = planned.event;
            let values = [
                planned.id.into(),
                planned.match_id().into(),
                event.player_id.as_str().into(),
                event.event_type.as_str().into(),
                event.timestamp.as_str().into(),
                planned.received_at.0.into(),
                event.timestamp.at().0.into(),
                key(planned),
                event.position.map(|position| position.x()).into(),
                event.position.map(|position| position.y()).into(),
                event
                    .details
                    .as_ref()
                    .map(|details| details.as_str())
                    .into(),
                (!event.extra.is_empty()).then(|| json(&event.extra)).into(),
                planned.game_mode().into(),
                planned.stat_sheet_id().into(),
                event.position.and_then(|position| position.z()).into(),
                planned.map().into(),
                planned.session_id().into(),
                (!event.dimensions.is_empty())
                    .then(|| json(&event.dimensions))
                    .into(),
                (!event.items.is_empty()).then(|| json(&event.items)).into(),
                (event.total_units() as i64).into(),
                (!event.player.is_empty())
                    .then(|| json(&event.player))
                    .into(),
                Value::Null,
            ];
            with_hash(INSERT.columns, values)
        })
        .await
}

const IDS: KeyLookup = KeyLookup {
    table: "events",
    asked: &[("player_id", Type::Text), ("event_id", Type::Text)],
    select: "select e.player_id, e.event_id, e.id from asked cross join events e
        where e.player_id = asked.player_id and e.event_id = asked.event_id",
};

/// The ids under which the keys of `events` are stored.
pub(in crate::store) async fn ids_by_key(
    transaction: &mut Transaction<'_>,
    events: &[&PlannedEvent<'_>],
) -> Result<HashMap<(String, String), i64>, StoreError> {
    let found: Vec<(String, String, i64)> = transaction
        .find(&IDS, events, |planned| {
            [planned.event.player_id.as_str().into(), key(planned)]
        })
        .await?;
    let found = found.into_iter();
    Ok(found.map(|(player, key, id)| ((player, key), id)).collect())
}

fn key<'a>(planned: &PlannedEvent<'a>) -> Value<'a> {
    let event_id = planned.event.event_id.as_ref();
    event_id.map(|key| key.as_str()).into()
}
