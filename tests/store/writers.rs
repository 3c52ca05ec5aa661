//! Several writers on one database at once: totals stay exact, keys count once, nobody deadlocks.

use crate::fixtures::sheets::{sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::store::{Entry, Outcome, Writer};
use serde_json::json;

on_both_databases! {
    writers_with_the_same_sheets_store_each_once,
    writers_with_their_own_sheets_lose_none,
}

const WRITERS: usize = 3;
const BATCHES: usize = 20;
const PER_BATCH: usize = 15;

/// Sheet `k` of a run: few matches, players and items, so that the writers meet in every total.
fn entry(run: &str, k: usize) -> Entry {
    let item = format!("item_{}", k * 7 % 11);
    let more = json!({
        "sheet_id": format!("{run}-{k}"),
        "looted_items": {item.as_str(): k % 5 + 1, "medkit": 1},
        "locations": {item.as_str(): [k % 50, k % 30]},
        "game_mode": (["solo", "duo"][k % 2]),
        "experiments": {"price": (["a", "b", "c"][k % 3])},
        "events": [{"event_type": "jump", "event_id": format!("{run}-{k}")}],
    });
    sheet_entry(&sheet(&format!("m{}", k % 6), &format!("p{}", k % 9), more))
}

/// Commits all sheets of `run` in an order of the writer's own; returns how many were accepted.
async fn commit_all(mut writer: Writer, run: String, order: usize) -> usize {
    let mut accepted = 0;
    for batch in 0..BATCHES {
        // Each begins elsewhere, and every second one goes backwards.
        let batch = (batch + order * BATCHES / WRITERS) % BATCHES;
        let mut entries: Vec<_> = (0..PER_BATCH)
            .map(|k| entry(&run, batch * PER_BATCH + k))
            .collect();
        if order % 2 == 1 {
            entries.reverse();
        }
        let outcomes = writer.commit(&entries).await.unwrap();
        accepted += outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Outcome::Accepted { .. }))
            .count();
    }
    writer.close().await;
    accepted
}

async fn run_all(database: &TestDatabase, run_of: impl Fn(usize) -> String) -> usize {
    let mut tasks = Vec::new();
    for order in 0..WRITERS {
        let (_, writer) = database.open().await;
        tasks.push(tokio::spawn(commit_all(writer, run_of(order), order)));
    }
    let mut accepted = 0;
    for task in tasks {
        accepted += task.await.unwrap();
    }
    accepted
}

async fn writers_with_the_same_sheets_store_each_once(database: TestDatabase) {
    let accepted = run_all(&database, |_| "shared".to_owned()).await;
    assert_eq!(accepted, BATCHES * PER_BATCH);
    assert_totals(&database, BATCHES * PER_BATCH).await;
}

async fn writers_with_their_own_sheets_lose_none(database: TestDatabase) {
    let accepted = run_all(&database, |writer| format!("writer {writer}")).await;
    assert_eq!(accepted, WRITERS * BATCHES * PER_BATCH);
    assert_totals(&database, WRITERS * BATCHES * PER_BATCH).await;
}

async fn assert_totals(database: &TestDatabase, sheets: usize) {
    let (reader, _writer) = database.open().await;
    let totals = reader.totals(None).await.unwrap();
    assert_eq!(totals.total_stat_sheets, sheets as u64);
    assert_eq!(totals.total_events, sheets as u64);
    assert_eq!((totals.total_players, totals.total_matches), (9, 6));
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}
