//! The integrity check finds every total that was tampered with, names it, and finds nothing else.

use crate::fixtures::sheets::{event, event_entry, rejected_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::store::{Reader, StoreError};
use serde_json::json;

on_both_databases! {
    every_tampered_total_is_found_and_named,
    a_raw_row_that_was_changed_or_removed_is_found,
    every_column_of_a_row_is_looked_at,
}

/// The check that must fail, the statement that breaks it, and the one that mends it.
const TAMPERINGS: [(&str, &str, &str); 40] = [
    (
        "sessions",
        "update sessions set last_ms = last_ms + 1",
        "update sessions set last_ms = last_ms - 1",
    ),
    (
        "sessions",
        "update sessions set player_id = player_id || '!' where sheets > 0",
        "update sessions set player_id = replace(player_id, '!', '')",
    ),
    (
        "sessions",
        "update sessions set events = events + 1",
        "update sessions set events = events - 1",
    ),
    (
        "counters",
        "update counters set n = n + 1 where name = 'sheets'",
        "update counters set n = n - 1 where name = 'sheets'",
    ),
    (
        "counters",
        "update counters set n = n - 1 where name = 'players'",
        "update counters set n = n + 1 where name = 'players'",
    ),
    (
        "counters",
        "update counters set n = n + 1 where name = 'mode_matches'",
        "update counters set n = n - 1 where name = 'mode_matches'",
    ),
    (
        "counters",
        "update counters set n = n + 1 where name = 'clock_skew'",
        "update counters set n = n - 1 where name = 'clock_skew'",
    ),
    (
        "counters",
        "update counters set n = n + 1 where name = 'match_size'",
        "update counters set n = n - 1 where name = 'match_size'",
    ),
    (
        "counters",
        "update counters set n = n + 1 where name = 'rejected'",
        "update counters set n = n - 1 where name = 'rejected'",
    ),
    (
        "counters",
        "insert into counters (name, label, n) values ('sheets', 'no such label', 1)",
        "delete from counters where label = 'no such label'",
    ),
    (
        "item_totals",
        "update item_totals set units = units + 1 where game_mode = 'solo'",
        "update item_totals set units = units - 1 where game_mode = 'solo'",
    ),
    (
        "item_totals",
        "update item_totals set located_units = located_units + 1",
        "update item_totals set located_units = located_units - 1",
    ),
    (
        "item_totals",
        "update item_totals set sheets = sheets + 1 where experiment = 'price'",
        "update item_totals set sheets = sheets - 1 where experiment = 'price'",
    ),
    (
        "activity",
        "update activity set events = events + 1 where width_ms = 60000",
        "update activity set events = events - 1 where width_ms = 60000",
    ),
    (
        "activity",
        "update activity set start_ms = start_ms + 3600000",
        "update activity set start_ms = start_ms - 3600000",
    ),
    (
        "receipts",
        "update receipts set n = n + 1 where width_ms = 60000 and counter = 'events'",
        "update receipts set n = n - 1 where width_ms = 60000 and counter = 'events'",
    ),
    (
        "receipts",
        "update receipts set label = 'details' where counter = 'rejected'",
        "update receipts set label = 'body' where counter = 'rejected'",
    ),
    (
        "receipts",
        "update receipts set n = n + 1 where width_ms = 3600000 and counter = 'duplicate_sheets'",
        "update receipts set n = n - 1 where width_ms = 3600000 and counter = 'duplicate_sheets'",
    ),
    (
        "item_activity",
        "update item_activity set units = units * 2",
        "update item_activity set units = units / 2",
    ),
    (
        "event_totals",
        "update event_totals set events = events + 1 where game_mode = ''",
        "update event_totals set events = events - 1 where game_mode = ''",
    ),
    (
        "event_totals",
        "update event_totals set events = events + 1 where experiment = 'price'",
        "update event_totals set events = events - 1 where experiment = 'price'",
    ),
    (
        "activity",
        "update activity set events = events + 1 where experiment = 'price' and width_ms = 3600000",
        "update activity set events = events - 1 where experiment = 'price' and width_ms = 3600000",
    ),
    (
        "heat_grids",
        "insert into heat_pending (slices, id, so_far, places) select slices, id + 1000, so_far, places from heat_pending",
        "delete from heat_pending where id > 1000",
    ),
    (
        "event_activity",
        "update event_activity set start_ms = start_ms + 3600000",
        "update event_activity set start_ms = start_ms - 3600000",
    ),
    (
        "players",
        "update players set last_seen_ms = last_seen_ms + 1",
        "update players set last_seen_ms = last_seen_ms - 1",
    ),
    (
        "players",
        "update players set player_id = player_id || '!'",
        "update players set player_id = replace(player_id, '!', '')",
    ),
    (
        "delays",
        "update delays set sheets = sheets + 1",
        "update delays set sheets = sheets - 1",
    ),
    (
        "match_sizes",
        "update match_sizes set matches = matches + 1",
        "update match_sizes set matches = matches - 1",
    ),
    (
        "player_days",
        "update player_days set day_ms = day_ms + 86400000",
        "update player_days set day_ms = day_ms - 86400000",
    ),
    (
        "player_days",
        "update player_days set played_ms = played_ms + 1",
        "update player_days set played_ms = played_ms - 1",
    ),
    (
        "player_days",
        "update player_days set first_seen_ms = first_seen_ms - 1",
        "update player_days set first_seen_ms = first_seen_ms + 1",
    ),
    (
        "player_days",
        "update player_days set last_seen_ms = last_seen_ms + 1",
        "update player_days set last_seen_ms = last_seen_ms - 1",
    ),
    (
        "play_time",
        "update play_time set played_ms = played_ms + 1",
        "update play_time set played_ms = played_ms - 1",
    ),
    (
        "player_starts",
        "update player_starts set first_seen_ms = first_seen_ms + 1",
        "update player_starts set first_seen_ms = first_seen_ms - 1",
    ),
    (
        "match_starts",
        "update match_starts set matches = matches + 1 where game_mode <> ''",
        "update match_starts set matches = matches - 1 where game_mode <> ''",
    ),
    (
        "cohort_days",
        "update cohort_days set players = players + 1 where scope = 'mode'",
        "update cohort_days set players = players - 1 where scope = 'mode'",
    ),
    (
        "cohort_months",
        "update cohort_months set cohort_ms = cohort_ms - 1",
        "update cohort_months set cohort_ms = cohort_ms + 1",
    ),
    (
        "matches",
        "update matches set units = units + 1",
        "update matches set units = units - 1",
    ),
    (
        "matches",
        "update matches set players = players + 1",
        "update matches set players = players - 1",
    ),
    (
        "units of each sheet",
        "update stat_sheets set units = units + 1",
        "update stat_sheets set units = units - 1",
    ),
];

async fn some_of_everything(database: &TestDatabase) -> Reader {
    let (reader, mut writer) = database.open().await;
    let place = json!({"medkit": [[1, 2], [3, 4]], "gold": [5, 6]});
    let full = json!({
        "game_mode": "solo", "experiments": {"price": "high"}, "looted_items": {"medkit": 2, "gold": 7},
        "locations": place, "sheet_id": "k", "match_duration": 61.0625, "events": [{"event_type": "jump", "position": [7, 8]}],
    });
    let entries = [
        sheet_entry(&sheet("m1", "p1", full)),
        sheet_entry(&sheet("m1", "p2", json!({}))),
        event_entry(&event("p3", json!({}))),
        rejected_entry("body", b"{"),
    ];
    writer.commit(&entries).await.unwrap();
    writer.commit(&entries[..1]).await.unwrap();
    assert!(!writer.count_sessions().await.unwrap());
    writer.close().await;
    reader
}

async fn every_tampered_total_is_found_and_named(database: TestDatabase) {
    let reader = some_of_everything(&database).await;
    assert_sound(&reader, "untouched").await;
    for (check, breaking, mending) in TAMPERINGS {
        assert!(
            database.execute(breaking).await > 0,
            "{breaking}: nothing to tamper with"
        );
        let integrity = reader.integrity().await.unwrap();
        let failed: Vec<_> = integrity
            .checks
            .iter()
            .filter(|check| !check.differences.is_empty())
            .collect();
        assert!(
            failed.iter().any(|failed| failed.name.starts_with(check)),
            "{breaking}: {failed:?}"
        );
        database.execute(mending).await;
        assert_sound(&reader, mending).await;
    }
}

async fn assert_sound(reader: &Reader, case: &str) {
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{case}: {integrity:#?}");
}

async fn a_raw_row_that_was_changed_or_removed_is_found(database: TestDatabase) {
    let reader = some_of_everything(&database).await;
    for tampering in [
        "update stat_sheets set looted_items = '{\"medkit\":3,\"gold\":6}' where player_id = 'p1'",
        "update stat_sheets set game_mode = 'duo' where player_id = 'p1'",
        "update events set timestamp = '2020-01-01T00:00:00Z' where player_id = 'p3'",
        "delete from dead_letters",
        "delete from stat_sheets where player_id = 'p2'",
    ] {
        let differences = |integrity: loot::model::Integrity| -> usize {
            integrity
                .checks
                .iter()
                .map(|check| check.differences.len())
                .sum()
        };
        let before = differences(reader.integrity().await.unwrap());
        assert_eq!(database.execute(tampering).await, 1, "{tampering}");
        let after = differences(reader.integrity().await.unwrap());
        assert!(
            after > before,
            "{tampering}: {before} differences before, {after} after"
        );
    }
}

/// What a column is changed to, whatever it was.
fn change(column: &str, kind: &str) -> String {
    match kind {
        "text" => format!("coalesce({column}, '') || ' '"),
        // A value of the kind in both databases.
        "bytea" => "(select places from heat_pending limit 1)".to_owned(),
        _ if column == "id" => "id + 100".to_owned(),
        _ => format!("coalesce({column}, 0) + 1"),
    }
}

async fn every_column_of_a_row_is_looked_at(database: TestDatabase) {
    let reader = some_of_everything(&database).await;
    let sheets = "id match_id:text player_id:text timestamp:text looted_items:text locations:text created_at timestamp_ms \
        sheet_id:text game_mode:text match_duration player_level experiments:text custom_stats:text extra:text units \
        event_count map:text session_id:text dimensions:text player:text content_hash row_hash";
    let events = "id match_id:text player_id:text event_type:text timestamp:text created_at timestamp_ms event_id:text x y \
        details:text extra:text game_mode:text stat_sheet_id z map:text session_id:text dimensions:text \
        items:text item_units player:text row_hash";
    let letters = "id created_at source:text reason:text faults:text payload:bytea row_hash";
    let names = "kind:text name:text slot counted_as:text";
    let chunks = "map:text item:text of_events chunk points:bytea";
    database
        .execute("update location_samples set chunks = 1 where item = 'gold'")
        .await;
    let points = "insert into location_chunks (map, item, of_events, chunk, points) select map, 'gold', of_events, 0, substr(tail, 1, 0) from location_samples where item = 'gold'";
    database.execute(points).await;
    let chunks_alone = failed(&reader).await;
    assert_eq!(
        chunks_alone,
        Vec::<String>::new(),
        "an empty chunk is no difference"
    );
    for (table, columns, which) in [
        ("stat_sheets", sheets, "player_id = 'p1'"),
        ("events", events, "player_id = 'p1'"),
        ("dead_letters", letters, "id = 1"),
        ("names", names, "name = 'medkit'"),
        ("location_chunks", chunks, "chunk = 0"),
    ] {
        for column in columns.split_whitespace() {
            let (column, kind) = column.split_once(':').unwrap_or((column, ""));
            let copy = format!("create table copy as select * from {table}");
            database.execute(&copy).await;
            let changed = change(column, kind);
            let tamper = format!("update {table} set {column} = {changed} where {which}");
            assert!(database.execute(&tamper).await > 0, "{tamper}");
            match reader.integrity().await {
                Ok(integrity) => assert!(!integrity.is_sound(), "{tamper}: nobody noticed"),
                // What cannot be read is noticed, too.
                Err(error) => assert!(
                    matches!(error, StoreError::BadRow(_)),
                    "{tamper}: {error:?}"
                ),
            }
            database.execute(&format!("delete from {table}")).await;
            database
                .execute(&format!("insert into {table} select * from copy"))
                .await;
            database.execute("drop table copy").await;
            assert_eq!(failed(&reader).await, Vec::<String>::new(), "{tamper}");
        }
    }
    for label in ["sheet", "event", "dead_letter"] {
        // Repeats take ids, too, so that the last one may be some above the largest.
        let before = "update counters set n = n - 10 where name = 'last_id' and label = '$'";
        database.execute(&before.replace('$', label)).await;
        assert!(!failed(&reader).await.is_empty(), "last_id of {label}");
        let after = before.replace("n - 10", "n + 10").replace('$', label);
        database.execute(&after).await;
    }
}

async fn failed(reader: &Reader) -> Vec<String> {
    let checks = reader.integrity().await.unwrap().checks.into_iter();
    let failed = checks.filter(|check| !check.differences.is_empty());
    failed.map(|check| format!("{check:?}")).collect()
}
