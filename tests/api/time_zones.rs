//! Days and hours by the clock of a zone, and ranges that are counted as they were asked for: every route that counts over
//! time agrees with a count of what was submitted.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::collections::BTreeMap;

on_both_databases! {
    days_and_hours_are_those_of_the_zone,
    a_range_counts_what_is_in_it_or_names_what_it_counted,
}

/// `UTC`, a zone with two changes of the clock in the time of the sheets, and zones off by half an hour and by a quarter.
const ZONES: [&str; 5] = [
    "UTC",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
];

/// From before clocks go back in New York to after they go forward there, and densely around both.
fn times() -> Vec<Timestamp> {
    let around = |text: &str| {
        let middle: Timestamp = text.parse().unwrap();
        (0..90).map(move |k: i64| middle + (23 * k - 1_000).minutes())
    };
    around("2026-11-01T06:00:00Z")
        .chain(around("2027-03-14T07:00:00Z"))
        .chain(around("2027-04-03T15:00:00Z"))
        .collect()
}

async fn app(database: TestDatabase) -> TestApp {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let sheet = |(k, at): (usize, Timestamp)| {
        json!({
            "match_id": "m", "player_id": format!("p{}", k % 7), "timestamp": at.to_string(),
            "looted_items": {"duck": k, "axe": 1},
            "events": [{"event_type": "jump", "timestamp": at.to_string()}],
        })
    };
    let sheets: Vec<Value> = times().into_iter().enumerate().map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    app
}

/// The first minute of the day that holds `at`, or of the hour: the minutes before it have the same date, hour and offset.
fn start_of(at: &Zoned, bucket: &str) -> String {
    let same = |one: &Zoned, other: &Zoned| match bucket {
        "day" => one.date() == other.date(),
        _ => (one.date(), one.hour(), one.offset()) == (other.date(), other.hour(), other.offset()),
    };
    let mut start = at.clone();
    while same(at, &start.saturating_sub(1.minute())) {
        start = start.saturating_sub(1.minute());
    }
    format!("{:.3}", start.timestamp())
}

/// By the start of a bucket: sheets and units.
type Counted = BTreeMap<String, (u64, u64)>;

fn counted(zone: &str, bucket: &str) -> Counted {
    let zone = TimeZone::get(zone).unwrap();
    let mut counted = Counted::new();
    for (k, at) in times().into_iter().enumerate() {
        let start = start_of(&at.to_zoned(zone.clone()), bucket);
        let sums = counted.entry(start).or_default();
        *sums = (sums.0 + 1, sums.1 + k as u64 + 1);
    }
    counted
}

fn told(points: &Value, sums: impl Fn(&Value) -> (u64, u64)) -> Counted {
    let points = points.as_array().unwrap().iter();
    points
        .map(|point| (point["start"].as_str().unwrap().to_owned(), sums(point)))
        .collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

async fn days_and_hours_are_those_of_the_zone(database: TestDatabase) {
    let app = app(database).await;
    for zone in ZONES {
        for bucket in ["hour", "day"] {
            let expected = counted(zone, bucket);
            let query = format!("tz={zone}&bucket={bucket}");
            let answer = app.get_json(&format!("/api/activity?{query}")).await;
            assert_eq!(answer["tz"], zone);
            let activity = |point: &Value| (number(&point["sheets"]), number(&point["items"]));
            assert_eq!(told(&answer["data"], activity), expected, "{query}");
            let events: u64 = expected.values().map(|(sheets, _)| sheets).sum();
            let items = app.get_json(&format!("/api/activity/items?{query}")).await;
            let of = |point: &Value| {
                let [duck, axe] = ["duck", "axe"].map(|item| number(&point["items"][item]));
                (axe, duck + axe)
            };
            assert_eq!(told(&items["data"], of), expected, "{query}");
            let jumps = app.get_json(&format!("/api/events?{query}")).await;
            let jumps = &jumps["data"];
            assert_eq!(jumps["total_events"], events);
            let of = |point: &Value| number(&point["events"]);
            let expected_jumps: Vec<u64> = expected.values().map(|(sheets, _)| *sheets).collect();
            let points = jumps["points"].as_array().unwrap();
            assert_eq!(
                points.iter().map(of).collect::<Vec<_>>(),
                expected_jumps,
                "{query}"
            );
            let summary = app
                .get_json(&format!("/api/sheets/summary?limit=5000&{query}"))
                .await;
            assert_eq!(
                told(&summary["data"]["activity"], activity),
                expected,
                "{query}"
            );
        }
    }
    let arrived = app
        .get_json("/api/quality/arrivals?tz=Asia/Kathmandu&bucket=day")
        .await;
    let day = arrived["data"][0]["start"].as_str().unwrap();
    assert!(day.ends_with("T18:15:00.000Z"), "{day}");
    let refused = app.get("/api/activity?tz=Mars/Olympus").await.expect(400);
    assert_eq!(refused["faults"][0]["field"], "tz");
}

/// A sheet a minute for thirty hours.
async fn a_range_counts_what_is_in_it_or_names_what_it_counted(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let first: Timestamp = "2026-01-30T09:07:00Z".parse().unwrap();
    let sheets: Vec<Value> = (0..=1_800_i64)
        .map(|minute| {
            json!({
                "match_id": "m", "player_id": "p", "timestamp": (first + minute.minutes()).to_string(),
                "looted_items": {"duck": 1}, "events": [{"event_type": "jump"}],
            })
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    let sum = |answer: &Value, of: &str| -> u64 {
        let points = answer["data"].as_array().unwrap().iter();
        points.map(|point| number(&point[of])).sum()
    };
    for (range, bucket, sheets) in [
        ("since=2026-01-31T09:07:00Z", "hour", 361),
        ("since=2026-01-30T15:07:00Z", "hour", 1_441),
        ("since=2026-01-30T15:07:00Z", "day", 1_441),
        (
            "since=2026-01-31T12:30:00Z&until=2026-01-31T12:40:00Z",
            "hour",
            10,
        ),
        (
            "since=2026-01-31T12:30:00Z&until=2026-01-31T12:40:00Z",
            "minute",
            10,
        ),
        (
            "since=2026-01-31T12:30:00Z&until=2026-01-31T12:30:00Z",
            "hour",
            0,
        ),
        ("until=2026-01-30T10:00:00Z", "day", 53),
    ] {
        for zone in ZONES {
            let path = format!("/api/activity?bucket={bucket}&tz={zone}&{range}");
            let answer = app.get_json(&path).await;
            assert_eq!(sum(&answer, "sheets"), sheets, "{path}");
            assert_eq!(sum(&answer, "events"), sheets, "{path}");
        }
    }
    // By item and by type to the quarter of an hour, which the answer says.
    let range = "since=2026-01-31T12:31:00Z&until=2026-01-31T12:40:00Z";
    for path in [
        "/api/activity/items?most=1",
        "/api/activity/items?bucket=all",
        "/api/events?bucket=hour",
        "/api/events?type=jump",
    ] {
        let answer = app.get_json(&format!("{path}&{range}")).await;
        let counted = answer
            .pointer("/data/counted")
            .or(answer.get("counted"))
            .unwrap();
        assert_eq!(
            counted,
            &json!({"since": "2026-01-31T12:30:00.000Z", "until": "2026-01-31T12:45:00.000Z"}),
            "{path}"
        );
        let sum: u64 = match answer["data"].as_array() {
            Some(points) => points
                .iter()
                .map(|point| number(&point["items"]["duck"]))
                .sum(),
            None => number(&answer["data"]["event_types"]["jump"]),
        };
        assert_eq!(sum, 15, "{path}");
    }
    let exact = app.get_json(&format!("/api/activity?{range}")).await;
    assert_eq!(
        exact["counted"],
        json!({"since": "2026-01-31T12:31:00.000Z", "until": "2026-01-31T12:40:00.000Z"})
    );
}
