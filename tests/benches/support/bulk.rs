//! The rival of every figure of storing: plain prepared statements, one transaction, the same tables and indexes.
//! It does not look for repeats, keeps no totals, and commits once.

use loot::model::StatSheet;
use loot::store;
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Instant;

/// Rows of sheets, players and matches.
pub(crate) fn insert_per_second(sheets: &[StatSheet]) -> f64 {
    insert(sheets, true)
}

/// Rows of sheets alone.
pub(crate) fn insert_sheets_per_second(sheets: &[StatSheet]) -> f64 {
    insert(sheets, false)
}

fn insert(sheets: &[StatSheet], with_entities: bool) -> f64 {
    let folder = tempfile::tempdir().expect("a sound bench");
    let path = folder.path().join("bench.db");
    make_schema(&path);
    let mut connection = Connection::open(&path).expect("a sound bench");
    connection
        .pragma_update(None, "journal_mode", "wal")
        .expect("a sound bench");
    connection
        .pragma_update(None, "synchronous", "full")
        .expect("a sound bench");
    connection
        .pragma_update(None, "cache_size", -16_000)
        .expect("a sound bench");
    let rows: Vec<_> = sheets
        .iter()
        .map(|sheet| {
            let items = serde_json::to_string(&sheet.looted_items).expect("items print");
            (
                items,
                serde_json::to_string(&sheet.locations).expect("places print"),
            )
        })
        .collect();
    let begun = Instant::now();
    let transaction = connection.transaction().expect("a sound bench");
    {
        let mut insert = transaction
            .prepare(
                "insert into stat_sheets (id, match_id, player_id, timestamp, looted_items, locations, created_at,
                    timestamp_ms, sheet_id, game_mode, match_duration, player_level, units, event_count)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '', ?10, ?11, ?12, 0)",
            )
            .expect("a sound bench");
        let mut player = transaction
            .prepare(
                "insert into players (player_id, game_mode, sheets, units, events, first_seen_ms, last_seen_ms)
                 values (?1, '', 1, ?2, 0, ?3, ?3)",
            )
            .expect("a sound bench");
        let mut a_match = transaction
            .prepare(
                "insert into matches (match_id, game_mode, players, sheets, units, events, first_seen_ms, last_seen_ms)
                 values (?1, '', 4, 4, ?2, 0, ?3, ?3) on conflict do nothing",
            )
            .expect("a sound bench");
        let mut last_match = "";
        for (id, (sheet, (items, places))) in sheets.iter().zip(&rows).enumerate() {
            let (match_id, player_id) = (sheet.match_id.as_str(), sheet.player_id.as_str());
            let (at, units) = (sheet.timestamp.at().0, sheet.total_units() as i64);
            insert
                .execute(params![
                    id as i64 + 1,
                    match_id,
                    player_id,
                    sheet.timestamp.as_str(),
                    items,
                    places,
                    at,
                    at,
                    sheet.sheet_id.as_ref().map(|key| key.as_str()),
                    sheet.match_duration,
                    sheet.player_level,
                    units
                ])
                .expect("a sound bench");
            if with_entities {
                player
                    .execute(params![player_id, units, at])
                    .expect("a sound bench");
                if last_match != match_id {
                    a_match
                        .execute(params![match_id, units, at])
                        .expect("a sound bench");
                    last_match = match_id;
                }
            }
        }
    }
    transaction.commit().expect("a sound bench");
    sheets.len() as f64 / begun.elapsed().as_secs_f64()
}

fn make_schema(path: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a sound bench");
    runtime.block_on(async {
        let (reader, writer) = store::open(path.to_str().expect("a sound bench"))
            .await
            .expect("a sound bench");
        reader.close().await;
        writer.close().await;
    });
}
