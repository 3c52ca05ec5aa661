//! Inserts stat sheets and finds the ones that were there already.

use super::{Connection, rows};
use crate::store::plan::PlannedSheet;
use std::collections::{HashMap, HashSet};

const INSERT: &str = "
    insert into stat_sheets (id, match_id, player_id, timestamp, looted_items, locations, created_at, timestamp_ms,
        sheet_id, game_mode, match_duration, player_level, experiments, custom_stats, extra, units, event_count)";

/// Inserts `sheets` and returns the ids of those whose key was new.
pub(super) async fn insert(
    connection: &mut Connection,
    sheets: &[PlannedSheet<'_>],
) -> Result<HashSet<i64>, sqlx::Error> {
    let statements = [
        INSERT,
        " on conflict (player_id, sheet_id) do nothing",
        "select id from stat_sheets where id between $1 and $2",
    ];
    rows::insert_new(
        connection,
        statements,
        sheets,
        |planned| planned.id,
        |mut values, planned| {
            let (row, sheet) = (planned.row, &planned.row.sheet);
            values
                .push_bind(planned.id)
                .push_bind(sheet.match_id.as_str())
                .push_bind(sheet.player_id.as_str())
                .push_bind(sheet.timestamp.as_str())
                .push_bind(row.looted_items.as_str())
                .push_bind(row.locations.as_str())
                .push_bind(planned.received_at.0)
                .push_bind(sheet.timestamp.at().0)
                .push_bind(sheet.sheet_id.as_ref().map(|key| key.as_str()))
                .push_bind(sheet.game_mode.as_ref().map_or("", |mode| mode.as_str()))
                .push_bind(sheet.match_duration)
                .push_bind(sheet.player_level.map(i64::from))
                .push_bind(row.experiments.as_deref())
                .push_bind(row.custom_stats.as_deref())
                .push_bind(row.extra.as_deref())
                .push_bind(row.units)
                .push_bind(sheet.events.len() as i64);
        },
    )
    .await
}

/// The ids under which the keys of `sheets` are stored.
pub(super) async fn ids_by_key(
    connection: &mut Connection,
    sheets: &[&PlannedSheet<'_>],
) -> Result<HashMap<(String, String), i64>, sqlx::Error> {
    let found: Vec<(String, String, i64)> = rows::find(
        connection,
        "with asked (player_id, sheet_id) as (",
        ") select s.player_id, s.sheet_id, s.id from asked cross join stat_sheets s
         where s.player_id = asked.player_id and s.sheet_id = asked.sheet_id",
        sheets,
        |mut values, planned| {
            let sheet = &planned.row.sheet;
            values
                .push_bind(sheet.player_id.as_str())
                .push_bind(sheet.sheet_id.as_ref().map(|key| key.as_str()));
        },
    )
    .await?;
    Ok(found
        .into_iter()
        .map(|(player, key, id)| ((player, key), id))
        .collect())
}
