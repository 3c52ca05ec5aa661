//! What became of everything is kept by the time of its receipt, and is what a plain count gives.

use crate::fixtures::crowd::{self, Arrival, Expected};
use crate::fixtures::sheets::{RECEIVED, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{ArrivalPoint, Bucket, Millis, TimeRange, Zone};
use loot::store::{Entry, Reader};
use proptest::test_runner::TestRunner;
use serde_json::json;
use std::collections::BTreeMap;

on_both_databases! {
    what_arrived_is_counted_by_the_time_of_receipt,
    a_range_is_counted_to_the_minute_and_clearing_leaves_none,
    what_arrived_before_it_was_counted_is_counted_too,
}

/// Some in one minute, some in the next hour, some on other days.
fn received_at(nth: usize) -> Millis {
    Millis(RECEIVED.0 + (nth as i64 / 5) * 37 * Millis::MINUTE + nth as i64)
}

async fn store(
    database: &TestDatabase,
    runner: &mut TestRunner,
) -> (Reader, Vec<(Millis, Arrival)>) {
    let (reader, mut writer) = database.open().await;
    let mut stored = Vec::new();
    for batch in crowd::batches(runner) {
        let entries: Vec<Entry> = (stored.len()..)
            .zip(&batch)
            .map(|(nth, arrival)| arrival.entry_at(received_at(nth)))
            .collect();
        writer.commit(&entries).await.unwrap();
        let times = (stored.len()..).map(received_at);
        stored.extend(times.zip(batch).collect::<Vec<_>>());
    }
    writer.close().await;
    (reader, stored)
}

/// What each added, one after the other: sheets, events, repeats, and refusals by reason.
fn counted(
    stored: &[(Millis, Arrival)],
    width: i64,
) -> BTreeMap<i64, ([u64; 3], BTreeMap<String, u64>)> {
    let up_to = |n: usize| crowd::count(stored[..n].iter().map(|(_, arrival)| arrival), None);
    let numbers = |all: &Expected| [all.sheets, all.events, all.duplicates];
    let mut buckets: BTreeMap<i64, ([u64; 3], BTreeMap<String, u64>)> = BTreeMap::new();
    for (n, (at, arrival)) in stored.iter().enumerate() {
        let (before, after) = (up_to(n), up_to(n + 1));
        let differing = |all: &Expected| all.rejected.get("differs").copied().unwrap_or(0);
        let differs = differing(&after) > differing(&before);
        let (before, after) = (numbers(&before), numbers(&after));
        let (sums, refused) = buckets.entry(at.bucket(width).0).or_default();
        for (sum, (before, after)) in sums.iter_mut().zip(before.into_iter().zip(after)) {
            *sum += after - before;
        }
        if let Arrival::Refused(reason) = arrival {
            *refused.entry((*reason).to_owned()).or_default() += 1;
        }
        if differs {
            *refused.entry("differs".to_owned()).or_default() += 1;
        }
    }
    buckets
}

fn told(points: Vec<ArrivalPoint>) -> BTreeMap<i64, ([u64; 3], BTreeMap<String, u64>)> {
    assert!(points.is_sorted_by_key(|point| point.start));
    let told = points.into_iter().map(|point| {
        let repeats = point.duplicate_sheets + point.duplicate_events;
        let sums = [point.accepted_sheets, point.accepted_events, repeats];
        assert_eq!(
            point.rejected,
            point.rejected_by_reason.values().sum::<u64>()
        );
        (point.start.0, (sums, point.rejected_by_reason))
    });
    told.collect()
}

async fn what_arrived_is_counted_by_the_time_of_receipt(database: TestDatabase) {
    let mut runner = TestRunner::deterministic();
    let (reader, stored) = store(&database, &mut runner).await;
    for bucket in [Bucket::Minute, Bucket::Hour, Bucket::Day] {
        let points = reader
            .arrivals(bucket, TimeRange::default(), &Zone::default())
            .await;
        assert_eq!(
            told(points.unwrap().points),
            counted(&stored, bucket.width_ms()),
            "{bucket:?}"
        );
    }
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

async fn a_range_is_counted_to_the_minute_and_clearing_leaves_none(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let entries: Vec<_> = (0..4)
        .map(|hour| {
            let at = Millis(RECEIVED.0 + hour * Millis::HOUR + 61_000);
            let sheet = sheet("m", &format!("p{hour}"), json!({}));
            Arrival::Sheet(Box::new(sheet)).entry_at(at)
        })
        .collect();
    writer.commit(&entries).await.unwrap();
    let at =
        |hour: i64, minute: i64| Millis(RECEIVED.0 + hour * Millis::HOUR + minute * Millis::MINUTE);
    let ask = async |bucket, since, until| {
        let range = TimeRange { since, until };
        let over = reader.arrivals(bucket, range, &Zone::default()).await;
        over.unwrap().points.len()
    };
    assert_eq!(ask(Bucket::Hour, Some(at(1, 30)), None).await, 2);
    assert_eq!(ask(Bucket::Hour, Some(at(1, 30)), Some(at(3, 0))).await, 1);
    assert_eq!(
        ask(Bucket::Minute, Some(at(1, 30)), Some(at(3, 2))).await,
        2
    );
    assert_eq!(ask(Bucket::Day, None, None).await, 1);
    writer.clear().await.unwrap();
    assert_eq!(ask(Bucket::Minute, None, None).await, 0);
}

async fn what_arrived_before_it_was_counted_is_counted_too(database: TestDatabase) {
    let mut runner = TestRunner::deterministic();
    let (reader, stored) = store(&database, &mut runner).await;
    reader.close().await;
    database.execute("delete from receipts").await;
    database
        .execute("delete from rollups where table_name = 'receipts'")
        .await;
    let (reader, mut writer) = database.open().await;
    let points = reader
        .arrivals(Bucket::Minute, TimeRange::default(), &Zone::default())
        .await
        .unwrap()
        .points;
    // Repeats left nothing to count.
    let mut expected = counted(&stored, Millis::MINUTE);
    for (sums, _) in expected.values_mut() {
        sums[2] = 0;
    }
    expected.retain(|_, (sums, refused)| *sums != [0; 3] || !refused.is_empty());
    assert_eq!(told(points), expected);
    writer
        .commit(&[sheet_entry(&sheet("m", "p", json!({"sheet_id": "new"})))])
        .await
        .unwrap();
    assert!(reader.integrity().await.unwrap().is_sound());
}
