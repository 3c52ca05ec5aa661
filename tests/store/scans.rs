//! Scans: every row once, with what was sent, in bounded batches, holding nothing in the database meanwhile.

use crate::fixtures::any_sheet::{any_event, any_sheet};
use crate::fixtures::sheets::{RECEIVED, accepted, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Event, EventFilter, Locations, Millis, NameKind, SheetFilter, StatSheet, TimeRange,
};
use loot::store::{
    EventBatch, EventColumns, Scan, ScanOptions, SheetBatch, SheetColumns, StoreError, Writer,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

on_both_databases! {
    a_scan_gives_every_sheet_as_it_was_sent,
    a_scan_gives_every_event_with_the_experiments_of_its_sheet,
    batches_are_bounded_and_a_scan_is_taken_up_from_any_id,
    a_filter_leaves_out_what_is_not_wanted,
    a_scan_that_waits_holds_nothing_in_the_database,
    a_scan_ends_at_its_deadline,
    a_snapshot_shows_one_moment,
}

/// Small enough that a few sheets fill a batch.
const SMALL: ScanOptions = ScanOptions {
    after: None,
    up_to: None,
    batch_bytes: 2_000,
    deadline: Duration::from_secs(60),
};

async fn a_scan_gives_every_sheet_as_it_was_sent(database: TestDatabase) {
    let mut runner = TestRunner::deterministic();
    let (reader, mut writer) = database.open().await;
    let sent: Vec<StatSheet> = (0..150)
        .map(|_| any_sheet().new_tree(&mut runner).unwrap().current())
        .collect();
    let ids = store(&mut writer, &sent).await;

    let filter = SheetFilter::default();
    let batches = all(reader.scan_sheets(SheetColumns::ALL, &filter, SMALL)).await;
    assert!(batches.len() > 1);
    let rows = batches.iter().flat_map(SheetBatch::rows);
    let mut seen = Vec::new();
    for (row, sent) in rows.zip(&sent) {
        seen.push(row.id());
        assert_eq!(row.match_id(), sent.match_id.as_str());
        assert_eq!(row.player_id(), sent.player_id.as_str());
        let mode = sent.game_mode.as_ref().map_or("", |mode| mode.as_str());
        assert_eq!(row.game_mode(), mode);
        let items = sent.looted_items.iter();
        let items: Vec<_> = items
            .map(|(item, count)| (item.as_str(), count.get() as i64))
            .collect();
        assert_eq!(row.items().collect::<Vec<_>>(), items);
        let places: Vec<_> = sent
            .locations
            .iter()
            .map(|(item, places)| {
                let count = sent.looted_items.get(item).map_or(0, |count| count.get());
                let whole = matches!(places, Locations::One(_));
                (item.as_str(), whole, places.weighted(count).collect())
            })
            .collect();
        let scanned: Vec<(_, _, Vec<_>)> = row
            .places()
            .map(|(item, places)| {
                let count = row.count_of(places.name) as u64;
                (item, places.whole, places.weighted(count).collect())
            })
            .collect();
        assert_eq!(scanned, places);
        assert_eq!(
            row.arms().collect::<Vec<_>>(),
            sent.arms().collect::<Vec<_>>()
        );
    }
    assert_eq!(seen, ids);

    let mut rows = sent.iter();
    for batch in &batches {
        for (index, sent) in rows.by_ref().take(batch.len()).enumerate() {
            assert_eq!(batch.timestamps_ms[index], sent.timestamp.at().0);
            assert_eq!(batch.sent_timestamps.get(index), sent.timestamp.as_str());
            assert_eq!(batch.created_at_ms[index], RECEIVED.0);
            assert_eq!(batch.match_durations[index], sent.match_duration);
            let level = sent.player_level.map(i64::from);
            assert_eq!(batch.player_levels[index], level);
            assert_eq!(batch.units[index], sent.total_units() as i64);
            assert_eq!(batch.event_counts[index], sent.events.len() as i64);
            assert_eq!(batch.have_key[index], sent.sheet_id.is_some());
        }
    }

    let numbers = reader.scan_sheets(SheetColumns::NUMBERS, &filter, ScanOptions::default());
    let numbers = all(numbers).await;
    let one = &numbers[0];
    assert_eq!((numbers.len(), one.len()), (1, sent.len()));
    assert_eq!(one.rows().next().unwrap().items().count(), 0);
    assert_eq!(one.rows().next().unwrap().places().count(), 0);
}

async fn a_scan_gives_every_event_with_the_experiments_of_its_sheet(database: TestDatabase) {
    let mut runner = TestRunner::deterministic();
    let (reader, mut writer) = database.open().await;
    let alone: Vec<Event> = (0..60)
        .map(|_| any_event().new_tree(&mut runner).unwrap().current())
        .collect();
    let inside = sheet(
        "m",
        "p",
        json!({"game_mode": "duo", "experiments": {"drop": "b"}, "events": [
            {"event_type": "jump", "event_id": "e1", "position": [1, 2], "details": {"height": 3}},
            {"event_type": "jump"},
        ]}),
    );
    let sheet_id = store(&mut writer, &[inside]).await[0];
    let entries: Vec<_> = alone.iter().map(event_entry).collect();
    for outcome in writer.commit(&entries).await.unwrap() {
        accepted(&outcome);
    }

    let columns = EventColumns {
        details: true,
        arms: true,
        items: true,
        sent_timestamps: true,
        levels: false,
    };
    let batches = all(reader.scan_events(columns, &EventFilter::default(), SMALL)).await;
    assert!(batches.len() > 1);
    let first = &batches[0];
    let row = first.rows().next().unwrap();
    assert_eq!(
        row.arms().collect::<Vec<_>>(),
        [(NameKind::Variant, "drop", "b")]
    );
    assert_eq!((row.event_type(), row.game_mode()), ("jump", "duo"));
    assert_eq!(first.stat_sheet_ids[..2], [Some(sheet_id), Some(sheet_id)]);
    assert_eq!(first.have_key[..2], [true, false]);
    let at = first.positions[0].unwrap();
    assert_eq!((at.x(), at.y(), first.positions[1]), (1.0, 2.0, None));
    assert_eq!(first.details.get(0), r#"{"height":3}"#);
    assert_eq!(first.details.get(1), "");

    let rows = batches.iter().flat_map(|batch| {
        let rows = batch.rows();
        rows.map(|row| (row, batch.positions[row.index()], row.arms().count()))
    });
    let mut found = 0;
    for ((row, position, counted), sent) in rows.skip(2).zip(&alone) {
        assert_eq!(row.event_type(), sent.event_type.as_str());
        assert_eq!(row.player_id(), sent.player_id.as_str());
        assert_eq!(position, sent.position);
        let game_mode = sent.game_mode.as_ref().map_or("", |mode| mode.as_str());
        let arms = sent.dimensions.len() + usize::from(sent.map.is_some());
        assert_eq!((row.game_mode(), counted), (game_mode, arms));
        let items = sent.items.iter();
        let items: Vec<_> = items
            .map(|(item, count)| (item.as_str(), count.get() as i64))
            .collect();
        assert_eq!(row.items().collect::<Vec<_>>(), items);
        found += 1;
    }
    assert_eq!(found, alone.len());
}

async fn batches_are_bounded_and_a_scan_is_taken_up_from_any_id(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let sheets: Vec<_> = (0..300)
        .map(|k| sheet(&format!("m{k}"), "p", json!({})))
        .collect();
    let ids = store(&mut writer, &sheets).await;
    let filter = SheetFilter::default();
    let batches = all(reader.scan_sheets(SheetColumns::ALL, &filter, SMALL)).await;
    let most = batches.iter().map(SheetBatch::len).max().unwrap();
    assert!(most < 40, "{most} sheets in a batch of two kilobytes");
    assert_eq!(ids_of(&batches), ids);
    for seen in [0_usize, 1, 7, 150, 299, 300] {
        let options = ScanOptions {
            after: seen.checked_sub(1).map(|last| ids[last]),
            ..SMALL
        };
        let rest = all(reader.scan_sheets(SheetColumns::NUMBERS, &filter, options)).await;
        assert_eq!(ids_of(&rest), ids[seen..], "after {seen}");
    }
    let nothing = all(reader.scan_events(EventColumns::default(), &EventFilter::default(), SMALL));
    assert!(nothing.await.is_empty());
}

async fn a_filter_leaves_out_what_is_not_wanted(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let sheets: Vec<_> = (0..60_i64)
        .map(|k| {
            let time = Millis(RECEIVED.0 + (k % 7) * Millis::HOUR).to_string();
            let mode = [None, Some("solo"), Some("duo")][(k % 3) as usize];
            let more = json!({"timestamp": time, "game_mode": mode});
            sheet(&format!("m{}", k % 5), &format!("p{}", k % 4), more)
        })
        .collect();
    let ids = store(&mut writer, &sheets).await;
    let pick = |k: usize| &sheets[k];
    let filters = [
        SheetFilter {
            match_id: Some(pick(3).match_id.clone()),
            ..SheetFilter::default()
        },
        SheetFilter {
            player_id: Some(pick(2).player_id.clone()),
            game_mode: pick(1).game_mode.clone(),
            ..SheetFilter::default()
        },
        SheetFilter {
            range: TimeRange {
                since: Some(pick(2).timestamp.at()),
                until: Some(pick(5).timestamp.at()),
            },
            ..SheetFilter::default()
        },
    ];
    for filter in filters {
        let wanted: Vec<i64> = ids
            .iter()
            .zip(&sheets)
            .filter(|(_, sheet)| wants(&filter, sheet))
            .map(|(id, _)| *id)
            .collect();
        assert!(!wanted.is_empty() && wanted.len() < ids.len());
        let found = all(reader.scan_sheets(SheetColumns::NUMBERS, &filter, SMALL)).await;
        assert_eq!(ids_of(&found), wanted, "{filter:?}");
    }
}

fn wants(filter: &SheetFilter, sheet: &StatSheet) -> bool {
    let at = sheet.timestamp.at();
    filter
        .match_id
        .as_ref()
        .is_none_or(|id| *id == sheet.match_id)
        && filter
            .player_id
            .as_ref()
            .is_none_or(|id| *id == sheet.player_id)
        && (filter.game_mode.is_none() || filter.game_mode == sheet.game_mode)
        && filter.range.contains(at)
}

async fn a_scan_that_waits_holds_nothing_in_the_database(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let sheets: Vec<_> = (0..300)
        .map(|k| sheet(&format!("m{k}"), "p", json!({})))
        .collect();
    store(&mut writer, &sheets).await;
    let filter = SheetFilter::default();
    let mut scan = reader.scan_sheets(SheetColumns::ALL, &filter, SMALL);
    scan.next().await.unwrap().unwrap();
    // The reading task makes two more batches and then waits for us, in the middle of the table.
    store(&mut writer, &sheets).await;
    until("the scan holds nothing", || async {
        is_free(&database).await
    })
    .await;
    scan.close().await;
    if let TestDatabase::Postgres { .. } = &database {
        until("the connection is closed", || async {
            database.number(SCANNING).await == 0
        })
        .await;
    }
}

const SCANNING: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and application_name = 'loot scan'";

async fn is_free(database: &TestDatabase) -> bool {
    match database {
        // Answers 1 when a reader still needs the log.
        TestDatabase::Sqlite { .. } => {
            database.number("pragma wal_checkpoint(truncate)").await == 0
        }
        TestDatabase::Postgres { .. } => {
            let idle = format!("{SCANNING} and state = 'idle' and backend_xmin is null");
            database.number(SCANNING).await == 1 && database.number(&idle).await == 1
        }
    }
}

async fn a_scan_ends_at_its_deadline(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let sheets: Vec<_> = (0..300)
        .map(|k| sheet(&format!("m{k}"), "p", json!({})))
        .collect();
    store(&mut writer, &sheets).await;
    let options = ScanOptions {
        deadline: Duration::ZERO,
        ..SMALL
    };
    let mut scan = reader.scan_sheets(SheetColumns::NUMBERS, &SheetFilter::default(), options);
    let error = scan.next().await.unwrap_err();
    assert!(matches!(error, StoreError::TooSlow(0)), "{error:?}");
    assert!(scan.next().await.unwrap().is_none());
}

async fn a_snapshot_shows_one_moment(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let sheets: Vec<_> = (0..50)
        .map(|k| sheet(&format!("m{k}"), "p", json!({})))
        .collect();
    store(&mut writer, &sheets).await;
    let events = [event("p", json!({})), event("q", json!({}))];
    let events: Vec<_> = events.iter().map(event_entry).collect();
    writer.commit(&events).await.unwrap();

    let mut snapshot = reader.snapshot().await.unwrap();
    let mut counts = BTreeMap::new();
    for round in 0..2 {
        let mut ids: Vec<i64> = Vec::new();
        let sheets_seen = snapshot.sheets(SheetColumns::ALL, |batch| {
            ids.extend(&batch.ids);
            Ok(())
        });
        sheets_seen.await.unwrap();
        let mut types = 0;
        let events_seen = snapshot.events(EventColumns::default(), |batch: &EventBatch| {
            types += batch.len();
            Ok(())
        });
        events_seen.await.unwrap();
        counts.insert(round, (ids.len(), types));
        store(&mut writer, &sheets).await;
        writer.commit(&events).await.unwrap();
    }
    assert_eq!(counts[&0], (50, 2));
    assert_eq!(counts[&1], (50, 2));
}

async fn store(writer: &mut Writer, sheets: &[StatSheet]) -> Vec<i64> {
    let entries: Vec<_> = sheets.iter().map(sheet_entry).collect();
    let outcomes = writer.commit(&entries).await.unwrap();
    outcomes.iter().map(accepted).collect()
}

fn ids_of(batches: &[SheetBatch]) -> Vec<i64> {
    batches.iter().flat_map(|batch| batch.ids.clone()).collect()
}

async fn all<B>(mut scan: Scan<B>) -> Vec<B> {
    let mut batches = Vec::new();
    while let Some(batch) = scan.next().await.unwrap() {
        batches.push(batch);
    }
    batches
}

async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    assert!(waited.is_ok(), "waited too long until {what}");
}
