//! Totals are the truth: whatever arrives in whatever batches, every total is what a plain count gives.

use crate::fixtures::crowd::{self, Arrival, Expected};
use crate::fixtures::sheets::{
    RECEIVED, SOURCE, accepted, event, event_entry, rejected_entry, sheet, sheet_entry,
};
use crate::harness::database::{TestDatabase, on_both_databases};
use bytes::Bytes;
use loot::model::{
    Bucket, DeadLetterFilter, EventType, GameMode, GridRequest, GridResolution, ItemBucket,
    ItemKind, MapSlice, Millis, PageRequest, PeriodFilter, Position, StatSheet, TimeRange, Totals,
};
use loot::store::{Entry, Outcome, Reader};
use proptest::test_runner::TestRunner;
use serde_json::json;
use std::collections::BTreeMap;

on_both_databases! {
    sums_never_outgrow_their_columns,
    totals_equal_a_plain_count_of_random_batches,
    every_entry_of_a_batch_gets_its_own_outcome_in_order,
    places_are_answered_for_every_unit,
    places_of_sheets_and_events_are_counted_again_in_whatever_order_they_came,
    items_over_time_are_told_apart_or_together_and_none_is_lost,
    an_item_keeps_its_slot_whatever_comes_later,
    clearing_leaves_nothing_and_ids_go_on,
    a_total_that_lost_rows_keeps_nobody_out,
    a_sheet_of_a_mebibyte_of_places_reads_back,
}

async fn totals_equal_a_plain_count_of_random_batches(database: TestDatabase) {
    // Random, but the same each time; proptest's own macro cannot wait for futures.
    let mut runner = TestRunner::deterministic();
    let (reader, mut writer) = database.open().await;
    for round in 0..6 {
        writer.clear().await.unwrap();
        let batches = crowd::batches(&mut runner);
        for batch in &batches {
            let entries: Vec<Entry> = batch.iter().map(Arrival::entry).collect();
            writer.commit(&entries).await.unwrap();
        }
        for mode in [None, Some("solo"), Some("duo"), Some("unheard of")] {
            let expected = crowd::count(batches.iter().flatten(), mode);
            let parsed = mode.map(|mode| GameMode::parse(mode).unwrap());
            let totals = reader.totals(parsed.as_ref()).await.unwrap();
            assert_totals(&totals, &expected, &format!("round {round}, mode {mode:?}"));
            assert_event_counts(&reader, parsed, &expected).await;
        }
        let expected = crowd::count(batches.iter().flatten(), None);
        assert_the_rest(&reader, &expected).await;
        let integrity = reader.integrity().await.unwrap();
        assert!(integrity.is_sound(), "round {round}: {integrity:#?}");
    }
}

fn assert_totals(totals: &Totals, expected: &Expected, case: &str) {
    // An item that was named with a count of 0 may be told or left out.
    let positive = |items: &BTreeMap<ItemKind, u64>| -> BTreeMap<String, u64> {
        let positive = items.iter().filter(|(_, n)| **n > 0);
        positive.map(|(item, n)| (item.to_string(), *n)).collect()
    };
    let wanted = |items: &BTreeMap<String, u64>| -> BTreeMap<String, u64> {
        let positive = items.iter().filter(|(_, n)| **n > 0);
        positive.map(|(item, n)| (item.clone(), *n)).collect()
    };
    assert_eq!(
        positive(&totals.total_items),
        wanted(&expected.items),
        "{case}"
    );
    assert_eq!(
        positive(&totals.located_items),
        wanted(&expected.located),
        "{case}"
    );
    assert_eq!(totals.total_stat_sheets, expected.sheets, "{case}");
    assert_eq!(
        totals.total_matches,
        expected.matches.len() as u64,
        "{case}"
    );
    assert_eq!(
        totals.total_players,
        expected.players.len() as u64,
        "{case}"
    );
    assert_eq!(totals.total_events, expected.events, "{case}");
}

async fn assert_event_counts(reader: &Reader, game_mode: Option<GameMode>, expected: &Expected) {
    let of_all_time = PeriodFilter {
        slice: game_mode.into(),
        ..PeriodFilter::default()
    };
    let hours = reader.event_counts(&of_all_time, None, Some(Bucket::Hour));
    let hours = hours.await.unwrap();
    let told: BTreeMap<(i64, String), u64> = hours
        .points
        .iter()
        .map(|point| ((point.start.0, point.event_type.to_string()), point.events))
        .collect();
    assert_eq!(told, expected.event_types);
    assert_eq!(hours.types.values().sum::<u64>(), expected.events);
    let days = reader.event_counts(&of_all_time, None, Some(Bucket::Day));
    let days = days.await.unwrap().points;
    assert_eq!(
        days.iter().map(|point| point.events).sum::<u64>(),
        expected.events
    );
    assert!(days.is_sorted_by_key(|point| (point.start, point.event_type.clone())));

    // One type, from an hour in the middle on.
    let Some((since, kind)) = expected
        .event_types
        .keys()
        .nth(expected.event_types.len() / 2)
    else {
        return;
    };
    let late = PeriodFilter {
        range: TimeRange {
            since: Some(Millis(since + 1)),
            until: None,
        },
        ..of_all_time
    };
    let kind = EventType::parse(kind).unwrap();
    let counts = reader.event_counts(&late, Some(&kind), None).await.unwrap();
    let later = expected.event_types.iter();
    let later = later.filter(|((hour, of), _)| hour >= since && of == kind.as_str());
    assert_eq!(
        counts.types.into_iter().collect::<Vec<_>>(),
        [(kind.clone(), later.map(|(_, events)| events).sum())]
    );
}

async fn assert_the_rest(reader: &Reader, expected: &Expected) {
    let everyone = PeriodFilter::default();
    let activity = reader
        .activity(&everyone, Bucket::Hour)
        .await
        .unwrap()
        .points;
    let told: BTreeMap<i64, [u64; 3]> = activity
        .iter()
        .map(|point| (point.start.0, [point.sheets, point.units, point.events]))
        .collect();
    assert_eq!(told, expected.per_hour);
    for bucket in [Bucket::Minute, Bucket::Day] {
        let points = reader.activity(&everyone, bucket).await.unwrap().points;
        let sheets: u64 = points.iter().map(|point| point.sheets).sum();
        assert_eq!(sheets, expected.sheets);
        assert!(
            points
                .iter()
                .all(|point| point.start.0 % bucket.width_ms() == 0)
        );
    }
    let quality = reader.quality().await.unwrap();
    assert_eq!(quality.sheets, expected.sheets);
    assert_eq!(quality.matches, expected.reported.len() as u64);
    assert_eq!(quality.duplicates, expected.duplicates);
    assert_eq!(quality.rejected_by_reason, expected.rejected);
    for (item, units) in &expected.located {
        let item = ItemKind::parse(item).unwrap();
        let heat = reader
            .heat(
                &item,
                &everyone.slice.clone().into(),
                10,
                Some(&GridRequest::of(GridResolution::Bins(20))),
            )
            .await
            .unwrap();
        assert_eq!(heat.count, *units, "{item}");
        let in_grid = heat
            .grid
            .map_or(0, |grid| grid.cells.iter().flatten().sum());
        assert_eq!(in_grid, *units, "{item}");
    }
}

async fn every_entry_of_a_batch_gets_its_own_outcome_in_order(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let keyed = |key: &str| sheet_entry(&sheet("m", "p", json!({"sheet_id": key})));
    let batch = [
        keyed("a"),
        rejected_entry("looted_items.medkit", b"{\"looted_items\": -1}"),
        keyed("b"),
        keyed("a"),
        rejected_entry("nonsense[3]", b"\xff\x00\xfe"),
        keyed("c"),
    ];
    let outcomes = writer.commit(&batch).await.unwrap();
    for place in [0, 2, 5] {
        accepted(&outcomes[place]);
    }
    assert_eq!(
        outcomes[3],
        Outcome::Duplicate {
            id: accepted(&outcomes[0])
        }
    );
    assert!(
        matches!(&outcomes[1], Outcome::Rejected(faults) if faults.first().field == "looted_items.medkit")
    );
    assert!(
        matches!(&outcomes[4], Outcome::Rejected(faults) if faults.first().field == "nonsense[3]")
    );

    let all = PageRequest {
        limit: 10,
        before: None,
    };
    let letters = reader
        .dead_letters(&DeadLetterFilter::default(), all)
        .await
        .unwrap()
        .rows;
    let payloads: Vec<&[u8]> = letters
        .iter()
        .map(|letter| letter.payload.as_slice())
        .collect();
    assert_eq!(
        payloads,
        [b"\xff\x00\xfe".as_slice(), b"{\"looted_items\": -1}"]
    );
    assert!(
        letters
            .iter()
            .all(|letter| letter.created_at == RECEIVED && letter.source == SOURCE)
    );
    let reasons = reader.quality().await.unwrap().rejected_by_reason;
    assert_eq!(json!(reasons), json!({"looted_items": 1, "other": 1}));
    assert!(writer.commit(&[]).await.unwrap().is_empty());
}

async fn places_of_sheets_and_events_are_counted_again_in_whatever_order_they_came(
    database: TestDatabase,
) {
    let (reader, mut writer) = database.open().await;
    let found = |x: i32| {
        let alone = json!({"items": {"gold": 1}, "position": [x, 2]});
        event_entry(&event("p", alone))
    };
    let sheet = |x: i32| {
        let inside = json!([{"event_type": "loot", "items": {"gold": 1}, "position": [x, 3]}]);
        let more =
            json!({"looted_items": {"gold": 1}, "locations": {"gold": [x, 1]}, "events": inside});
        sheet_entry(&sheet("m", "p", more))
    };
    for x in 0..3 {
        writer.commit(&[found(x)]).await.unwrap();
        writer.commit(&[sheet(x)]).await.unwrap();
    }
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
    let gold = ItemKind::parse("gold").unwrap();
    let everyone = MapSlice::default();
    let heat = reader.heat(&gold, &everyone, 100, None).await.unwrap();
    let mut places: Vec<_> = heat.locations.iter().map(|at| (at.x(), at.y())).collect();
    places.sort_by(|one, other| one.partial_cmp(other).unwrap());
    let expected = [0.0, 1.0, 2.0].map(|x| [(x, 1.0), (x, 2.0), (x, 3.0)]);
    assert_eq!((heat.count, heat.sampled), (9, false));
    assert_eq!(places, expected.concat());
}

async fn places_are_answered_for_every_unit(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let more = json!({
        "looted_items": {"one": 3, "each": 2, "unlooted": 0},
        "locations": {"one": [5, 6], "each": [[1, 2], [3, 4]], "unlooted": [9, 9], "never named": [[8, 8]]},
    });
    writer
        .commit(&[sheet_entry(&sheet("m", "p", more))])
        .await
        .unwrap();
    let at = |x, y| Position::new(x, y).unwrap();
    for (item, wanted) in [
        ("one", vec![at(5.0, 6.0); 3]),
        ("each", vec![at(1.0, 2.0), at(3.0, 4.0)]),
        ("unlooted", vec![]),
        ("never named", vec![at(8.0, 8.0)]),
        ("unheard of", vec![]),
    ] {
        let heat = reader
            .heat(
                &ItemKind::parse(item).unwrap(),
                &MapSlice::default(),
                100,
                None,
            )
            .await
            .unwrap();
        assert_eq!(
            (heat.count, heat.sampled),
            (wanted.len() as u64, false),
            "{item}"
        );
        assert_eq!(heat.locations, wanted, "{item}");
    }
    let cut = reader
        .heat(
            &ItemKind::parse("one").unwrap(),
            &MapSlice::default(),
            2,
            None,
        )
        .await
        .unwrap();
    assert_eq!((cut.count, cut.locations.len(), cut.sampled), (3, 2, true));
}

async fn items_over_time_are_told_apart_or_together_and_none_is_lost(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for (hour, mode, items) in [
        ("05", "solo", json!({"duck": 5, "gold": 1})),
        ("05", "duo", json!({"duck": 2, "axe": 3})),
        ("09", "solo", json!({"gold": 4})),
    ] {
        let at = format!("2026-01-31T{hour}:59:59Z");
        let more = json!({"looted_items": items, "timestamp": at, "game_mode": mode});
        writer
            .commit(&[sheet_entry(&sheet("m", "p", more))])
            .await
            .unwrap();
    }
    let hour = |hour: &str| Millis::parse(&format!("2026-01-31T{hour}:00:00Z")).unwrap();
    let told = async |filter: PeriodFilter, bucket, most| {
        let activity = reader.item_activity(&filter, bucket, most).await.unwrap();
        let items = activity.items.iter().map(ToString::to_string).collect();
        let points = activity.points.into_iter();
        let points = points.map(|point| (point.start, point.units, point.other));
        Told::from((items, points.collect()))
    };
    type Told = (Vec<String>, Vec<(Millis, Vec<u64>, u64)>);
    let everything = PeriodFilter::default();
    let hours: Told = told(everything.clone(), ItemBucket::Hour, 2).await;
    assert_eq!(hours.0, ["duck", "gold"]);
    assert_eq!(
        hours.1,
        [(hour("05"), vec![7, 1], 3), (hour("09"), vec![0, 4], 0)]
    );
    let days: Told = told(everything.clone(), ItemBucket::Day, 1).await;
    assert_eq!(days.1, [(hour("00"), vec![7], 8)]);
    let all: Told = told(everything, ItemBucket::All, 9).await;
    assert_eq!(
        (all.0.len(), &all.1[0].1, all.1[0].2),
        (3, &vec![7, 5, 3], 0)
    );
    let some = PeriodFilter {
        range: TimeRange {
            since: Some(Millis(hour("05").0 + 1)),
            until: Some(hour("09")),
        },
        slice: Some(GameMode::parse("solo").unwrap()).into(),
        ..PeriodFilter::default()
    };
    let some: Told = told(some, ItemBucket::Hour, 9).await;
    assert_eq!(some.1, [(hour("05"), vec![5, 1], 0)]);
}

async fn an_item_keeps_its_slot_whatever_comes_later(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for items in [
        json!({"zebra": 1}),
        json!({"ant": 9, "zebra": 1}),
        json!({"bee": 1}),
    ] {
        let more = json!({"looted_items": items, "game_mode": "solo"});
        writer
            .commit(&[sheet_entry(&sheet("m", "p", more))])
            .await
            .unwrap();
    }
    let slots = reader.item_slots().await.unwrap();
    assert_eq!(json!(slots), json!({"zebra": 0, "ant": 1, "bee": 2}));
}

async fn clearing_leaves_nothing_and_ids_go_on(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let entries = [
        sheet_entry(&sheet("m", "p", json!({"sheet_id": "k"}))),
        rejected_entry("body", b"["),
    ];
    let first = accepted(&writer.commit(&entries).await.unwrap()[0]);
    writer.clear().await.unwrap();
    assert_eq!(reader.totals(None).await.unwrap(), Totals::default());
    assert_eq!(reader.quality().await.unwrap().rejected, 0);
    assert_eq!(reader.first_sheet().await.unwrap(), None);
    let again = accepted(&writer.commit(&entries).await.unwrap()[0]);
    assert!(again > first, "an acknowledged id never means another row");
    assert!(reader.integrity().await.unwrap().is_sound());
}

/// Rows of whoever is new are inserted without a look at what is there.
async fn a_total_that_lost_rows_keeps_nobody_out(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for (commit, lost) in ["players", "matches"].into_iter().enumerate() {
        let sheets = ["ann", "bob"].map(|player| sheet_entry(&sheet("m", player, json!({}))));
        for outcome in writer.commit(&sheets).await.unwrap() {
            accepted(&outcome);
        }
        let sheets = reader.totals(None).await.unwrap().total_stat_sheets;
        assert_eq!(sheets, 2 * (commit as u64 + 1));
        database.execute(&format!("delete from {lost}")).await;
    }
    let again = [sheet_entry(&sheet("m", "ann", json!({})))];
    accepted(&writer.commit(&again).await.unwrap()[0]);
}

/// Coordinates are printed longer than they may be sent: `1` comes back as `1.0`.
async fn a_sheet_of_a_mebibyte_of_places_reads_back(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let points = "[1,2],".repeat(170_000);
    let json = format!(
        r#"{{"match_id":"m","player_id":"p","looted_items":{{"medkit":1}},"locations":{{"medkit":[{points}[3,4]]}}}}"#
    );
    let large = StatSheet::parse(json.as_bytes(), RECEIVED).unwrap();
    let entry = Entry::sheet(large.clone(), RECEIVED, Bytes::from(json), SOURCE);
    accepted(&writer.commit(&[entry]).await.unwrap()[0]);
    let stored = reader.first_sheet().await.unwrap().unwrap();
    assert_eq!(stored.sheet.locations, large.locations);
    let heat = reader
        .heat(
            &ItemKind::parse("medkit").unwrap(),
            &MapSlice::default(),
            10,
            Some(&GridRequest::of(GridResolution::Bins(10))),
        )
        .await
        .unwrap();
    assert_eq!((heat.count, heat.locations.len()), (170_001, 10));
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn sums_never_outgrow_their_columns(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let of = |units: u64| {
        let more = json!({"looted_items": {"medkit": units}, "game_mode": "solo"});
        sheet_entry(&sheet("m", "p", more))
    };
    writer.commit(&[of(5)]).await.unwrap();
    // As if many had come before.
    let most = i64::MAX / 2;
    for table in [
        "activity",
        "item_activity",
        "item_totals",
        "players",
        "matches",
    ] {
        let all = format!("update {table} set units = {}", most - 10);
        database.execute(&all).await;
    }
    let outcomes = writer.commit(&[of(8), of(7), of(0), of(2)]).await.unwrap();
    accepted(&outcomes[0]);
    let Outcome::Rejected(faults) = &outcomes[1] else {
        panic!("{outcomes:?}")
    };
    let fault = faults.first();
    assert_eq!(fault.field, "looted_items");
    assert!(fault.reason.contains(&most.to_string()), "{fault}");
    accepted(&outcomes[2]);
    accepted(&outcomes[3]);
    let found = |items: u64| event("p", json!({"items": {"medkit": items}}));
    let inside = sheet(
        "m",
        "p",
        json!({"looted_items": {}, "events": [{"event_type": "loot", "items": {"gold": 1}}]}),
    );
    let late = [
        of(1),
        event_entry(&found(1)),
        sheet_entry(&inside),
        event_entry(&found(0)),
    ];
    let refused = writer.commit(&late).await.unwrap();
    for (outcome, field) in refused
        .iter()
        .zip(["looted_items", "items", "looted_items"])
    {
        let Outcome::Rejected(faults) = outcome else {
            panic!("{refused:?}")
        };
        assert_eq!(faults.first().field, field);
    }
    accepted(&refused[3]);
    let totals = reader.totals(None).await.unwrap();
    assert_eq!(totals.units(), most as u64);
}
