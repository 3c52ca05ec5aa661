//! Inserts events and finds the ones that were there already.

use super::{Connection, rows};
use crate::store::entry::json;
use crate::store::plan::PlannedEvent;
use std::collections::{HashMap, HashSet};

const INSERT: &str = "
    insert into events (id, match_id, player_id, event_type, timestamp, created_at, timestamp_ms, event_id, x, y,
        details, extra, game_mode, stat_sheet_id)";

/// Inserts `events` and returns the ids of those whose key was new.
pub(super) async fn insert(
    connection: &mut Connection,
    events: &[PlannedEvent<'_>],
) -> Result<HashSet<i64>, sqlx::Error> {
    let statements = [
        INSERT,
        " on conflict (player_id, event_id) do nothing",
        "select id from events where id between $1 and $2",
    ];
    rows::insert_new(
        connection,
        statements,
        events,
        |planned| planned.id,
        |mut values, planned| {
            let event = planned.event;
            values
                .push_bind(planned.id)
                .push_bind(event.match_id.as_str())
                .push_bind(event.player_id.as_str())
                .push_bind(event.event_type.as_str())
                .push_bind(event.timestamp.as_str())
                .push_bind(planned.received_at.0)
                .push_bind(event.timestamp.at().0)
                .push_bind(event.event_id.as_ref().map(|key| key.as_str()))
                .push_bind(event.position.map(|position| position.x()))
                .push_bind(event.position.map(|position| position.y()))
                .push_bind(event.details.as_ref().map(json))
                .push_bind((!event.extra.is_empty()).then(|| json(&event.extra)))
                .push_bind(planned.game_mode)
                .push_bind(planned.stat_sheet_id);
        },
    )
    .await
}

/// The ids under which the keys of `events` are stored.
pub(super) async fn ids_by_key(
    connection: &mut Connection,
    events: &[&PlannedEvent<'_>],
) -> Result<HashMap<(String, String), i64>, sqlx::Error> {
    let found: Vec<(String, String, i64)> = rows::find(
        connection,
        "with asked (player_id, event_id) as (",
        ") select e.player_id, e.event_id, e.id from asked cross join events e
         where e.player_id = asked.player_id and e.event_id = asked.event_id",
        events,
        |mut values, planned| {
            let event = planned.event;
            values
                .push_bind(event.player_id.as_str())
                .push_bind(event.event_id.as_ref().map(|key| key.as_str()));
        },
    )
    .await?;
    Ok(found
        .into_iter()
        .map(|(player, key, id)| ((player, key), id))
        .collect())
}
