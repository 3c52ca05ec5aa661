//! Events are counted, and their places mapped, for everyone, each mode and each variant of their sheets; what the
//! totals say is what the rows say.

use crate::fixtures::sheets::{RECEIVED, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Arm, Bucket, EventFilter, EventPlacesRequest, EventType, GameMode, MapSlice, Millis, Name,
    PeriodFilter, SliceFilter,
};
use loot::store::Reader;
use serde_json::{Value, json};

on_both_databases! {
    every_slice_of_events_is_what_its_rows_give,
    an_event_and_an_item_of_one_name_have_maps_of_their_own,
}

fn arm(experiment: &str, variant: &str) -> Arm {
    Arm {
        experiment: Name::parse(experiment).unwrap(),
        variant: Name::parse(variant).unwrap(),
    }
}

fn at(n: i64) -> String {
    Millis(RECEIVED.0 + 7 * n * Millis::MINUTE).to_string()
}

/// Sixty sheets with two events each, in two modes and in one, two or no experiments; twenty events alone.
async fn populated(database: &TestDatabase) -> Reader {
    let (reader, mut writer) = database.open().await;
    for batch in 0..3 {
        let mut entries = Vec::new();
        for n in 20 * batch..20 * (batch + 1) {
            let experiments = match n % 4 {
                0 => json!({}),
                1 => json!({"chests": "few"}),
                2 => json!({"chests": "many"}),
                _ => json!({"chests": "many", "the \"music\"": "on"}),
            };
            let place = |odd: i64| (n % 5 != odd).then(|| json!([n * 3, -n]));
            let events: [Value; 2] = [
                json!({"event_type": "jump", "timestamp": at(n), "position": place(0)}),
                json!({
                    "event_type": "boss \"fight\"", "timestamp": at(2 * n), "position": place(1),
                    // Told by one, of another.
                    "player_id": if n % 7 == 0 { "friend".to_owned() } else { format!("p{n}") },
                }),
            ];
            let mode = ["solo", "duo"][n as usize % 2];
            let more = json!({"game_mode": mode, "experiments": experiments, "events": events});
            entries.push(sheet_entry(&sheet("m", &format!("p{n}"), more)));
            if n % 3 == 0 {
                let more = json!({"timestamp": at(n), "position": [n, n]});
                entries.push(event_entry(&event("alone", more)));
            }
        }
        writer.commit(&entries).await.unwrap();
    }
    writer.close().await;
    reader
}

async fn every_slice_of_events_is_what_its_rows_give(database: TestDatabase) {
    let reader = populated(&database).await;
    let arms = [
        None,
        Some(arm("chests", "few")),
        Some(arm("chests", "many")),
        Some(arm("the \"music\"", "on")),
        Some(arm("chests", "on")),
    ];
    let mut told = Vec::new();
    for mode in [None, Some("solo"), Some("duo")] {
        let game_mode = mode.map(|mode| GameMode::parse(mode).unwrap());
        for arm in &arms {
            for kind in ["jump", "boss \"fight\""] {
                let event_type = EventType::parse(kind).unwrap();
                let slice = SliceFilter {
                    game_mode: game_mode.clone(),
                    arm: arm.clone(),
                };
                let kept = reader
                    .event_map(&event_type, &slice.clone().into())
                    .await
                    .unwrap();
                let asked = EventPlacesRequest {
                    event_type: event_type.clone(),
                    filter: EventFilter {
                        game_mode: game_mode.clone(),
                        ..EventFilter::default()
                    },
                    map: Default::default(),
                    arm: arm.clone(),
                    limit: 1_000,
                };
                let rows = reader.event_places(&asked).await.unwrap();
                assert_eq!(kept, rows, "{mode:?} {arm:?} {kind}");

                let filter = PeriodFilter {
                    slice: slice.clone(),
                    ..PeriodFilter::default()
                };
                let counts = reader.event_counts(&filter, Some(&event_type), Some(Bucket::Hour));
                let counts = counts.await.unwrap();
                let of_type = counts.types.get(&event_type).copied().unwrap_or(0);
                assert_eq!(of_type, rows.events, "{mode:?} {arm:?} {kind}");
                let over_time: u64 = counts.points.iter().map(|point| point.events).sum();
                assert_eq!(over_time, rows.events, "{mode:?} {arm:?} {kind}");
                told.push(rows.events);
            }
            let slice = SliceFilter {
                game_mode: game_mode.clone(),
                arm: arm.clone(),
            };
            let filter = PeriodFilter {
                slice: slice.clone(),
                ..PeriodFilter::default()
            };
            let activity = reader.activity(&filter, Bucket::Minute);
            let events: u64 = activity
                .await
                .unwrap()
                .points
                .iter()
                .map(|point| point.events)
                .sum();
            assert_eq!(events, told[told.len() - 2..].iter().sum::<u64>());
        }
    }
    // In all modes: everyone, few, many, on, and a variant that nobody was in; jumps and fights.
    assert_eq!(told[..10], [80, 60, 15, 15, 30, 30, 15, 15, 0, 0]);
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

async fn an_event_and_an_item_of_one_name_have_maps_of_their_own(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let events = json!([{"event_type": "medkit", "position": [50, 60]}]);
    let more = json!({"locations": {"medkit": [1, 2]}, "events": events});
    let entries = [sheet_entry(&sheet("m", "p", more))];
    writer.commit(&entries).await.unwrap();
    let everyone = MapSlice::default();
    let item = loot::model::ItemKind::parse("medkit").unwrap();
    let side = loot::model::GridRequest::of(loot::model::GridResolution::Side(5.0));
    let found = reader
        .heat(&item, &everyone, 10, Some(&side))
        .await
        .unwrap();
    assert_eq!((found.count, found.grid.unwrap().x_min), (1, 0.0));
    let kind = EventType::parse("medkit").unwrap();
    let happened = reader.event_map(&kind, &everyone).await.unwrap().heat;
    assert_eq!(happened.total_units(), 1);
    assert_eq!(happened.grid(&side).unwrap().x_min, 50.0);
}
