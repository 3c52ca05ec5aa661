//! Inserts stat sheets and finds the ones that were there already.

use crate::store::connect::statement::{Insert, KeyLookup, Type, Value};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::row_hash::with_hash;
use crate::store::write::plan::{NewIds, PlannedEvent, PlannedSheet};
use std::collections::{BTreeMap, HashMap};

pub(in crate::store) const INSERT: Insert<'static> = Insert {
    table: "stat_sheets",
    columns: &[
        ("id", Type::Bigint),
        ("match_id", Type::Text),
        ("player_id", Type::Text),
        ("timestamp", Type::Text),
        ("looted_items", Type::Text),
        ("locations", Type::Text),
        ("created_at", Type::Bigint),
        ("timestamp_ms", Type::Bigint),
        ("sheet_id", Type::Text),
        ("game_mode", Type::Text),
        ("match_duration", Type::Double),
        ("player_level", Type::Bigint),
        ("experiments", Type::Text),
        ("custom_stats", Type::Text),
        ("extra", Type::Text),
        ("units", Type::Bigint),
        ("event_count", Type::Bigint),
        ("map", Type::Text),
        ("session_id", Type::Text),
        ("dimensions", Type::Text),
        ("player", Type::Text),
        ("content_hash", Type::Bigint),
        ("row_hash", Type::Bigint),
    ],
    on_conflict: "on conflict (player_id, sheet_id) do nothing",
};

/// Inserts `sheets`, whose ids begin with `first_id`, and says which of them had a new key.
pub(in crate::store) async fn insert(
    transaction: &mut Transaction<'_>,
    first_id: i64,
    sheets: &[PlannedSheet<'_>],
) -> Result<NewIds, StoreError> {
    transaction
        .write_new(&INSERT, first_id, sheets, |planned| {
            let (row, sheet) = (planned.row, &planned.row.sheet);
            let values = [
                planned.id.into(),
                sheet.match_id.as_str().into(),
                sheet.player_id.as_str().into(),
                sheet.timestamp.as_str().into(),
                row.looted_items.as_str().into(),
                row.locations.as_str().into(),
                planned.received_at.0.into(),
                sheet.timestamp.at().0.into(),
                key(planned),
                sheet
                    .game_mode
                    .as_ref()
                    .map_or("", |mode| mode.as_str())
                    .into(),
                sheet.match_duration.into(),
                sheet.player_level.map(i64::from).into(),
                row.experiments.as_deref().into(),
                row.custom_stats.as_deref().into(),
                row.extra.as_deref().into(),
                row.units.into(),
                (sheet.events.len() as i64).into(),
                sheet.map.as_ref().map_or("", |map| map.as_str()).into(),
                sheet.session_id.as_ref().map(|id| id.as_str()).into(),
                row.dimensions.as_deref().into(),
                row.player.as_deref().into(),
                row.content_hash.into(),
                Value::Null,
            ];
            with_hash(INSERT.columns, values)
        })
        .await
}

const IDS: KeyLookup = KeyLookup {
    table: "stat_sheets",
    asked: &[("player_id", Type::Text), ("sheet_id", Type::Text)],
    select:
        "select s.player_id, s.sheet_id, s.id, s.content_hash from asked cross join stat_sheets s
        where s.player_id = asked.player_id and s.sheet_id = asked.sheet_id",
};

/// The sheet that is stored under a key.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct First {
    pub(in crate::store) id: i64,
    /// Missing where a `loot` of before has written it.
    pub(in crate::store) content_hash: Option<i64>,
}

/// What is stored under the keys of `sheets`.
pub(in crate::store) async fn first_by_key(
    transaction: &mut Transaction<'_>,
    sheets: &[&PlannedSheet<'_>],
) -> Result<HashMap<(String, String), First>, StoreError> {
    let found: Vec<(String, String, i64, Option<i64>)> = transaction
        .find(&IDS, sheets, |planned| {
            [planned.row.sheet.player_id.as_str().into(), key(planned)]
        })
        .await?;
    let found = found.into_iter();
    Ok(found
        .map(|(player, key, id, content_hash)| ((player, key), First { id, content_hash }))
        .collect())
}

const CORRECT: &str = "update stat_sheets set event_count = event_count - $1 where id = $2";

/// Takes those of their events that were stored before out of the numbers of events of sheets.
pub(in crate::store) async fn correct_event_counts(
    transaction: &mut Transaction<'_>,
    events: &[PlannedEvent<'_>],
    new: &NewIds,
) -> Result<(), StoreError> {
    let known = events.iter().filter(|planned| !new.contains(planned.id));
    let mut repeats: BTreeMap<i64, i64> = BTreeMap::new();
    for sheet in known.filter_map(PlannedEvent::stat_sheet_id) {
        *repeats.entry(sheet).or_default() += 1;
    }
    for (sheet, repeats) in repeats {
        let values = [repeats.into(), sheet.into()];
        transaction.execute(CORRECT, &values).await?;
    }
    Ok(())
}

fn key<'a>(planned: &PlannedSheet<'a>) -> Value<'a> {
    let sheet_id = planned.row.sheet.sheet_id.as_ref();
    sheet_id.map(|key| key.as_str()).into()
}
