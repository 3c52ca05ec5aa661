use super::*;
use crate::model::{PlayerId, StatSheet};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: Millis = Millis(1_800_000_000_000);

fn item(name: &str) -> ItemKind {
    ItemKind::parse(name).unwrap()
}

fn at(text: &str) -> Millis {
    Millis::parse(text).unwrap()
}

fn sums_of(bucket: Option<Bucket>, sheets: &[(&str, Value, u64)]) -> SheetSums {
    let mut sums = SheetSums::new(bucket, Zone::default());
    for (time, items, event_count) in sheets {
        let json =
            json!({"match_id": "m", "player_id": "p", "timestamp": time, "looted_items": items});
        let sheet = StatSheet::parse(json.to_string().as_bytes(), Millis(0)).unwrap();
        sums.add(&StoredSheet {
            id: 1,
            created_at: Millis(0),
            sheet,
            event_count: *event_count,
        });
        for k in 0..*event_count {
            sums.add_event(&event(at(time), if k == 0 { "kill" } else { "jump" }));
        }
    }
    sums
}

fn event(at: Millis, event_type: &str) -> LootEvent {
    LootEvent {
        at,
        event_type: EventType::parse(event_type).unwrap(),
        player_id: PlayerId::parse("p").unwrap(),
        position: None,
        items: Vec::new(),
        level: None,
    }
}

fn some(bucket: Bucket) -> SheetSums {
    sums_of(
        Some(bucket),
        &[
            ("2026-01-31T12:59:59Z", json!({"duck": 2, "medkit": 1}), 3),
            ("2026-01-31T12:00:00Z", json!({"duck": 1, "axe": 4}), 0),
            ("2026-01-31T14:30:00+01:00", json!({"medkit": 0}), 5),
            ("2026-01-31T15:00:00Z", json!({"medkit": 1}), 0),
        ],
    )
}

#[test]
fn sheets_units_and_events_are_counted_in_the_bucket_of_their_time() {
    let hours = some(Bucket::Hour).summary(9, None, NOW);
    let counted: Vec<_> = hours
        .activity
        .iter()
        .map(|point| (point.start, point.sheets, point.units, point.events))
        .collect();
    assert_eq!(
        counted,
        [
            (at("2026-01-31T12:00:00Z"), 2, 8, 3),
            (at("2026-01-31T13:00:00Z"), 1, 0, 5),
            (at("2026-01-31T15:00:00Z"), 1, 1, 0),
        ]
    );
    let days = some(Bucket::Day).summary(9, None, NOW);
    assert_eq!((days.activity.len(), days.activity[0].units), (1, 9));
    let types = |summary: &SheetSummary| -> Vec<(String, u64)> {
        let types = summary.event_types.iter();
        types.map(|(name, n)| (name.to_string(), *n)).collect()
    };
    assert_eq!(types(&days), [("jump".to_owned(), 6), ("kill".into(), 2)]);
    // The rarest of very many types are one.
    let mut sums = SheetSums::new(None, Zone::default());
    for k in 0..MOST_TYPES + 7 {
        sums.add_event(&event(NOW, &format!("e{k}")));
        sums.add_event(&event(NOW, "jump"));
    }
    let told = types(&sums.summary(9, None, NOW));
    assert_eq!(told.len(), MOST_TYPES + 1);
    assert_eq!(told[0], (" (other)".to_owned(), 8));
    assert!(told.contains(&("jump".to_owned(), MOST_TYPES as u64 + 7)));
}

#[test]
fn items_are_told_apart_up_to_a_number_and_the_one_that_is_asked_for_always() {
    let told = |most, name: Option<&str>| {
        let wanted = name.map(item);
        let items = some(Bucket::Hour).summary(most, wanted.as_ref(), NOW).items;
        let names: Vec<_> = items.items.iter().map(|item| item.as_str()).collect();
        let points: Vec<_> = items
            .points
            .iter()
            .map(|point| (point.start, point.units.clone(), point.other))
            .collect();
        (names.join(" "), points)
    };
    let (noon, three) = (at("2026-01-31T12:00:00Z"), at("2026-01-31T15:00:00Z"));
    // The hour in which nothing was found is left out. Equals are in the order of their names.
    assert_eq!(
        told(9, None),
        (
            "axe duck medkit".to_owned(),
            vec![(noon, vec![4, 3, 1], 0), (three, vec![0, 0, 1], 0)]
        )
    );
    for name in [None, Some("axe"), Some("nobody's")] {
        let points = vec![(noon, vec![4], 4), (three, vec![0], 1)];
        assert_eq!(told(1, name), ("axe".to_owned(), points));
    }
    assert_eq!(
        told(1, Some("medkit")),
        (
            "axe medkit".to_owned(),
            vec![(noon, vec![4, 1], 3), (three, vec![0, 1], 0)]
        )
    );
}

#[test]
fn the_bucket_suits_the_time_from_the_first_sheet_to_the_last() {
    let chosen = |times: &[&str]| {
        let sheets: Vec<_> = times.iter().map(|time| (*time, json!({}), 0)).collect();
        sums_of(None, &sheets).summary(9, None, NOW).bucket
    };
    for (times, bucket) in [
        (&[][..], Bucket::Minute),
        (&["2026-01-01T00:00:00Z"], Bucket::Minute),
        (
            &["2026-01-01T00:00:30Z", "2026-01-01T05:59:59Z"],
            Bucket::Minute,
        ),
        (
            &["2026-01-01T00:00:30Z", "2026-01-01T06:00:00Z"],
            Bucket::Hour,
        ),
        (
            &["2026-01-21T23:59:00Z", "2026-01-01T00:00:00Z"],
            Bucket::Hour,
        ),
        (
            &["2026-01-22T00:00:00Z", "2026-01-01T00:00:00Z"],
            Bucket::Day,
        ),
        // A clock that was never set.
        (
            &["1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
            Bucket::Minute,
        ),
    ] {
        assert_eq!(chosen(times), bucket, "{times:?}");
    }
}

#[test]
fn sheets_are_spread_by_their_units() {
    let sheets: Vec<_> = [0, 0, 7, 33, 32, 1_000]
        .map(|units| ("2026-01-01T00:00:00Z", json!({"duck": units}), 0))
        .into();
    let summary = sums_of(None, &sheets).summary(9, None, NOW);
    let buckets: Vec<_> = summary
        .units_per_sheet
        .buckets()
        .iter()
        .map(|bucket| (bucket.from, bucket.to, bucket.owners))
        .collect();
    assert_eq!(
        buckets,
        [(0, 1, 2), (7, 8, 1), (32, 34, 2), (992, 1_024, 1)]
    );
    let high = summary.units_99th_percentile.unwrap();
    assert!((992.0..1_024.0).contains(&high), "{high}");
    let none = sums_of(None, &[]).summary(9, None, NOW);
    assert_eq!(none.units_99th_percentile, None);
}

#[test]
fn memory_is_bounded_and_nothing_is_lost_by_it() {
    let mut sums = SheetSums::new(None, Zone::default());
    let (mut sheets, mut minute) = (0, 0);
    // Two items in every minute of 60 days.
    while minute < 60 * 24 * 60 {
        let time = Millis(1_769_817_600_000 + minute * Millis::MINUTE).to_string();
        let json = json!({"match_id": "m", "player_id": "p", "timestamp": time, "looted_items": {"duck": 1, "axe": 2}});
        let sheet = StatSheet::parse(json.to_string().as_bytes(), Millis(0)).unwrap();
        sums.add(&StoredSheet {
            id: 1,
            created_at: Millis(0),
            sheet,
            event_count: 0,
        });
        sheets += 1;
        minute += 1;
        assert!(sums.has_room(), "after {sheets} sheets");
        assert!(sums.found.len() <= MOST_SUMS);
    }
    let summary = sums.summary(9, None, NOW);
    assert_eq!(summary.bucket, Bucket::Day);
    let units: u64 = summary.activity.iter().map(|point| point.units).sum();
    assert_eq!((summary.activity.len(), units), (60, 3 * sheets));
    let ducks: u64 = summary
        .items
        .points
        .iter()
        .map(|point| point.units[1])
        .sum();
    assert_eq!(ducks, sheets);
    // Names without end are more than days can keep.
    let mut sums = SheetSums::new(None, Zone::default());
    let mut k = 0;
    while sums.has_room() {
        let items: serde_json::Map<_, _> = (0..250)
            .map(|n| (format!("i{}", 250 * k + n), json!(1)))
            .collect();
        let json = json!({"match_id": "m", "player_id": "p", "looted_items": items});
        let sheet = StatSheet::parse(json.to_string().as_bytes(), Millis(0)).unwrap();
        sums.add(&StoredSheet {
            id: 1,
            created_at: Millis(0),
            sheet,
            event_count: 0,
        });
        k += 1;
        assert!(k <= 400, "there is room for everything");
    }
    assert_eq!(sums.summary(9, None, NOW).activity[0].units, 250 * k);
}

proptest! {
    #[test]
    fn every_sheet_and_every_unit_is_in_each_answer_once(
        sheets in prop::collection::vec(
            (0..4_000_000_i64, prop::collection::btree_map("[a-e]", 0..50_u64, 0..5), 0..4_u64), 0..40),
        most in 0..6_usize,
    ) {
        let times: Vec<_> = sheets.iter().map(|(s, ..)| Millis(1_769_860_800_000 + s * 1_000).to_string()).collect();
        let given: Vec<_> = sheets.iter().zip(&times).map(|((_, items, events), time)| (time.as_str(), json!(items), *events)).collect();
        let units: u64 = sheets.iter().flat_map(|(_, items, _)| items.values()).sum();
        let events: u64 = sheets.iter().map(|(.., events)| events).sum();
        for bucket in [None, Some(Bucket::Minute), Some(Bucket::Hour), Some(Bucket::Day)] {
            let summary = sums_of(bucket, &given).summary(most, Some(&item("c")), NOW);
            prop_assert_eq!(summary.activity.iter().map(|point| point.sheets).sum::<u64>(), sheets.len() as u64);
            prop_assert_eq!(summary.activity.iter().map(|point| point.units).sum::<u64>(), units);
            prop_assert_eq!(summary.activity.iter().map(|point| point.events).sum::<u64>(), events);
            let found = summary.items.points.iter().map(|point| point.units.iter().sum::<u64>() + point.other);
            prop_assert_eq!(found.sum::<u64>(), units);
            prop_assert!(summary.items.items.len() <= most + 1);
            prop_assert_eq!(summary.units_per_sheet.owners(), sheets.len() as u64);
            // Few enough to draw where nobody chose.
            prop_assert!(bucket.is_some() || summary.activity.len() <= 21 * 24 + 1);
        }
    }
}
