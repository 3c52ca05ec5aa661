//! The newest rows of a selection as columns: in order, as far as asked for, with an honest word about how far that was.

use crate::fixtures::sheets::{RECEIVED, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Arm, Coverage, EventType, GameMode, Millis, Name, NewestRows, RowsLookedAt, SliceFilter,
    TimeRange,
};
use loot::store::{EventColumns, Reader, SheetColumns};
use serde_json::json;
use std::ops::ControlFlow;
use std::time::Duration;

on_both_databases! {
    the_newest_come_first_and_the_answer_says_how_far_it_got,
    a_slice_is_looked_for_among_them,
    levels_of_events_are_those_of_their_sheets_or_of_facts,
    rows_of_any_size_come_once_each,
}

fn minute(n: i64) -> Millis {
    Millis(RECEIVED.0 + n * Millis::MINUTE)
}

/// The numbers that jumps say, and how far it went.
async fn jumps(reader: &Reader, asked: &NewestRows) -> (Vec<i64>, RowsLookedAt) {
    let columns = EventColumns {
        details: true,
        ..EventColumns::default()
    };
    let jump = EventType::parse("jump").unwrap();
    let mut found = Vec::new();
    let looked_at = reader.newest_event_rows(&jump, columns, asked, |row| {
        let details: serde_json::Value = serde_json::from_str(row.details()).unwrap();
        found.push(details["n"].as_i64().unwrap());
        ControlFlow::Continue(())
    });
    let looked_at = looked_at.await.unwrap();
    (found, looked_at)
}

async fn the_newest_come_first_and_the_answer_says_how_far_it_got(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    // More than PostgreSQL reads at once; times are in another order than their arrival.
    let mut entries = Vec::new();
    for k in 0..4_500_i64 {
        let n = k * 7 % 4_500;
        let more = json!({"timestamp": minute(n).to_string(), "details": {"n": n}});
        entries.push(event_entry(&event("ann", more)));
    }
    let land = json!({"event_type": "land", "details": {"n": -1}});
    entries.push(event_entry(&event("ann", land)));
    writer.commit(&entries).await.unwrap();

    let (found, looked_at) = jumps(&reader, &NewestRows::default()).await;
    assert!(found.iter().copied().eq((0..4_500).rev()));
    let all = RowsLookedAt {
        looked_at: 4_500,
        coverage: Coverage::default(),
    };
    assert_eq!(looked_at, all);
    let some = NewestRows {
        limit: Some(3),
        range: TimeRange {
            since: Some(minute(10)),
            until: Some(minute(20)),
        },
        ..NewestRows::default()
    };
    let (found, looked_at) = jumps(&reader, &some).await;
    assert_eq!(found, [19, 18, 17]);
    assert_eq!(looked_at.coverage.covered_since, Some(minute(17)));
    assert!(!looked_at.coverage.complete);
    let exactly = NewestRows {
        limit: Some(10),
        ..some
    };
    assert!(jumps(&reader, &exactly).await.1.coverage.complete);
    let hasty = NewestRows {
        patience: Duration::ZERO,
        ..NewestRows::default()
    };
    let (found, looked_at) = jumps(&reader, &hasty).await;
    assert!((1..4_500).contains(&looked_at.looked_at), "{looked_at:?}");
    let last = found.last().copied().unwrap();
    assert_eq!(looked_at.coverage.covered_since, Some(minute(last)));
}

async fn a_slice_is_looked_for_among_them(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let inside = sheet(
        "m1",
        "ann",
        json!({"game_mode": "solo", "dimensions": {"platform": "pc"}, "experiments": {"odds": "b"},
            "custom_stats": {"gold": 3}, "map": "dust",
            "events": [{"event_type": "jump", "details": {"n": 1}}]}),
    );
    let alone = event(
        "bob",
        json!({"game_mode": "duo", "dimensions": {"platform": "ps5"}, "details": {"n": 2}}),
    );
    writer
        .commit(&[sheet_entry(&inside), event_entry(&alone)])
        .await
        .unwrap();
    let arm = |experiment: &str, variant: &str| {
        Some(Arm {
            experiment: Name::parse(experiment).unwrap(),
            variant: Name::parse(variant).unwrap(),
        })
    };
    let mode = |mode: &str| Some(GameMode::parse(mode).unwrap());
    for (game_mode, arm, expected) in [
        (mode("solo"), None, vec![1]),
        (mode("duo"), None, vec![2]),
        (None, arm("platform", "pc"), vec![1]),
        (None, arm("odds", "b"), vec![1]),
        (None, arm("map", "dust"), vec![1]),
        (None, arm("platform", "ps5"), vec![2]),
        (mode("solo"), arm("platform", "ps5"), vec![]),
    ] {
        let asked = NewestRows {
            slice: SliceFilter { game_mode, arm },
            ..NewestRows::default()
        };
        let (found, looked_at) = jumps(&reader, &asked).await;
        assert_eq!(found, expected, "{asked:?}");
        assert_eq!(looked_at.looked_at, 2);
        let columns = SheetColumns {
            custom_stats: true,
            ..SheetColumns::NUMBERS
        };
        let mut stats = Vec::new();
        let sheets = reader.newest_sheet_rows(columns, &asked, |row| {
            stats.push(row.custom_stats().to_owned());
            ControlFlow::Continue(())
        });
        sheets.await.unwrap();
        let wanted: &[&str] = if expected == [1] {
            &["{\"gold\":3}"]
        } else {
            &[]
        };
        assert_eq!(stats, wanted, "{asked:?}");
    }
}

async fn levels_of_events_are_those_of_their_sheets_or_of_facts(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let inside = sheet(
        "m1",
        "ann",
        json!({"player_level": 7, "events": [{"event_type": "jump"}]}),
    );
    let fact = event("bob", json!({"player": {"level": 9}}));
    let neither = event("cid", json!({}));
    writer
        .commit(&[
            sheet_entry(&inside),
            event_entry(&fact),
            event_entry(&neither),
        ])
        .await
        .unwrap();
    let columns = EventColumns {
        levels: true,
        ..EventColumns::default()
    };
    let jump = EventType::parse("jump").unwrap();
    let mut levels = Vec::new();
    let asked = NewestRows::default();
    let rows = reader.newest_event_rows(&jump, columns, &asked, |row| {
        levels.push((row.player_id().to_owned(), row.level()));
        ControlFlow::Continue(())
    });
    rows.await.unwrap();
    levels.sort();
    let expected = [("ann", Some(7)), ("bob", Some(9)), ("cid", None)];
    assert_eq!(levels, expected.map(|(id, level)| (id.to_owned(), level)));
}

async fn rows_of_any_size_come_once_each(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let long = "x".repeat(700_000);
    let entries: Vec<_> = (0..8)
        .map(|n| {
            let more =
                json!({"timestamp": minute(n).to_string(), "details": {"n": n, "long": long}});
            event_entry(&event("ann", more))
        })
        .collect();
    writer.commit(&entries).await.unwrap();
    let (found, _) = jumps(&reader, &NewestRows::default()).await;
    assert_eq!(found, [7, 6, 5, 4, 3, 2, 1, 0]);
}
