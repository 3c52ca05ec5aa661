//! How fast the writer stores sheets, against inserting the same rows into the same tables and indexes with plain
//! prepared statements in one transaction. No HTTP, no parsing: both start from values in memory.
//!
//! `cargo bench --bench store [-- SHEETS]`; prints medians of three alternating runs.

use bytes::Bytes;
use loot::model::{Millis, StatSheet};
use loot::simulator::{Scenario, Simulation};
use loot::store::{self, Entry};
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::{Duration, Instant};

const RUNS: usize = 3;

fn main() {
    let wanted = std::env::args().skip(1).find_map(|text| text.parse().ok());
    let sheets = sheets(wanted.unwrap_or(100_000));
    println!(
        "{} sheets of the classic scenario, medians of {RUNS} runs",
        sheets.len()
    );
    let mut bulk = Vec::new();
    let mut rows_only = Vec::new();
    let mut batches: Vec<(usize, Vec<f64>)> = [64, 500, 2_000, 5_000]
        .map(|size| (size, Vec::new()))
        .into();
    for _ in 0..RUNS {
        rows_only.push(per_second(sheets.len(), bulk_insert(&sheets, false)));
        bulk.push(per_second(sheets.len(), bulk_insert(&sheets, true)));
        for (size, rates) in &mut batches {
            rates.push(per_second(sheets.len(), commit_in_batches(&sheets, *size)));
        }
    }
    let bulk = median(bulk);
    println!(
        "bulk insert, stat_sheets alone        {:>9.0} sheets/s",
        median(rows_only)
    );
    println!("bulk insert with players and matches  {bulk:>9.0} sheets/s");
    for (size, rates) in batches {
        let rate = median(rates);
        println!(
            "writer, {size:>5} sheets per commit      {rate:>9.0} sheets/s   {:.2} × bulk",
            rate / bulk
        );
    }
}

fn sheets(count: usize) -> Vec<StatSheet> {
    let run = Simulation {
        scenario: Scenario::Classic,
        matches: count.div_ceil(4) as u32,
        players_per_match: 4,
        seed: 7,
        start: loot::simulator::DEFAULT_START,
    };
    run.sheets(0..count as u64).collect()
}

fn per_second(sheets: usize, elapsed: Duration) -> f64 {
    sheets as f64 / elapsed.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Migrates a new file, then times the writer: entries are made beforehand, as the receiving threads would.
fn commit_in_batches(sheets: &[StatSheet], size: usize) -> Duration {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (_reader, mut writer) = store::open(path.to_str().unwrap()).await.unwrap();
        let now = Millis(1_767_250_000_000);
        let entry = |sheet: &StatSheet| Entry::sheet(sheet.clone(), now, Bytes::new(), "bench");
        let entries: Vec<_> = sheets.iter().map(entry).collect();
        let begun = Instant::now();
        for batch in entries.chunks(size) {
            writer.commit(batch).await.unwrap();
        }
        begun.elapsed()
    })
}

fn bulk_insert(sheets: &[StatSheet], with_entities: bool) -> Duration {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    make_schema(&path);
    let mut connection = Connection::open(&path).unwrap();
    connection
        .pragma_update(None, "journal_mode", "wal")
        .unwrap();
    connection
        .pragma_update(None, "synchronous", "full")
        .unwrap();
    connection
        .pragma_update(None, "cache_size", -16_000)
        .unwrap();
    let rows: Vec<_> = sheets
        .iter()
        .map(|sheet| {
            let json = |value: &dyn erased::Json| value.text();
            (json(&sheet.looted_items), json(&sheet.locations))
        })
        .collect();
    let begun = Instant::now();
    let transaction = connection.transaction().unwrap();
    {
        let mut insert = transaction
            .prepare(
                "insert into stat_sheets (id, match_id, player_id, timestamp, looted_items, locations, created_at,
                    timestamp_ms, sheet_id, game_mode, match_duration, player_level, units, event_count)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '', ?10, ?11, ?12, 0)",
            )
            .unwrap();
        let mut player = transaction
            .prepare(
                "insert into players (player_id, game_mode, sheets, units, events, first_seen_ms, last_seen_ms)
                 values (?1, '', 1, ?2, 0, ?3, ?3)",
            )
            .unwrap();
        let mut a_match = transaction
            .prepare(
                "insert into matches (match_id, game_mode, players, sheets, units, events, first_seen_ms, last_seen_ms)
                 values (?1, '', 4, 4, ?2, 0, ?3, ?3) on conflict do nothing",
            )
            .unwrap();
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
                .unwrap();
            if with_entities {
                player.execute(params![player_id, units, at]).unwrap();
                if last_match != match_id {
                    a_match.execute(params![match_id, units, at]).unwrap();
                    last_match = match_id;
                }
            }
        }
    }
    transaction.commit().unwrap();
    begun.elapsed()
}

fn make_schema(path: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (reader, writer) = store::open(path.to_str().unwrap()).await.unwrap();
        reader.close().await;
        writer.close().await;
    });
}

mod erased {
    pub(super) trait Json {
        fn text(&self) -> String;
    }
    impl<T: serde::Serialize> Json for T {
        fn text(&self) -> String {
            serde_json::to_string(self).unwrap()
        }
    }
}
