//! Lists, names, places of events and refusals, answered alike by both databases.

use crate::fixtures::sheets::{RECEIVED, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Arm, Bucket, EntityList, EntityListRequest, EntitySort, EventFilter, EventPlacesRequest,
    EventType, GridResolution, HourFilter, ItemBucket, ItemKind, MatchId, Millis, Name,
    SliceFilter,
};
use loot::store::Reader;
use serde_json::json;

on_both_databases! {
    pages_of_matches_hold_each_match_once_in_every_order,
    a_match_tells_its_events_and_an_unknown_one_nothing,
    slices_answer_for_their_variant_alone,
    places_of_events_are_counted,
}

fn everything(sort: EntitySort, ascending: bool) -> EntityListRequest {
    EntityListRequest {
        prefix: None,
        game_mode: None,
        since: None,
        until: None,
        fewer_players_than: None,
        sort,
        ascending,
        limit: 7,
        after: None,
    }
}

fn at(minute: i64) -> String {
    Millis(RECEIVED.0 + minute * Millis::MINUTE).to_string()
}

async fn walk(reader: &Reader, mut asked: EntityListRequest) -> Vec<(i64, String)> {
    let mut seen = Vec::new();
    loop {
        let EntityList { lines, next } = reader.matches(&asked).await.unwrap();
        let value = |units: u64, seen: Millis| match asked.sort {
            EntitySort::Units => units as i64,
            _ => seen.0,
        };
        seen.extend(
            lines
                .into_iter()
                .map(|line| (value(line.units, line.last_seen), line.id)),
        );
        match next {
            Some(after) => asked.after = Some(after),
            None => return seen,
        }
    }
}

async fn pages_of_matches_hold_each_match_once_in_every_order(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let mut entries = Vec::new();
    for k in 0..40_i64 {
        // Many of the same value, and names that a collation would sort in its own way.
        let name = format!("{} {k}", ["a", "B", "é", "_", "z'"][k as usize % 5]);
        let more = json!({"timestamp": at(k % 3), "looted_items": {"medkit": k % 4}});
        entries.push(sheet_entry(&sheet(&name, "ann", more)));
    }
    writer.commit(&entries).await.unwrap();
    for sort in [EntitySort::Units, EntitySort::LastSeen] {
        for ascending in [false, true] {
            let seen = walk(&reader, everything(sort, ascending)).await;
            let mut ids: Vec<_> = seen.iter().map(|(_, id)| id.clone()).collect();
            ids.sort();
            ids.dedup();
            assert_eq!((seen.len(), ids.len()), (40, 40), "{sort:?} {ascending}");
            assert!(seen.is_sorted_by(|one, next| if ascending {
                one.0 <= next.0
            } else {
                one.0 >= next.0
            }));
        }
    }
    let mut asked = everything(EntitySort::Units, false);
    asked.prefix = Some("é ".into());
    assert_eq!(walk(&reader, asked).await.len(), 8);
    let players = reader
        .players(&everything(EntitySort::Sheets, false))
        .await
        .unwrap();
    assert_eq!((players.lines.len(), players.lines[0].sheets), (1, 40));
}

async fn a_match_tells_its_events_and_an_unknown_one_nothing(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let inside = json!({"events": [{"event_type": "late", "timestamp": at(9)}, {"event_type": "early", "timestamp": at(1)}]});
    let alone = json!({"timestamp": at(5), "event_type": "between"});
    writer
        .commit(&[
            sheet_entry(&sheet("m", "ann", inside)),
            event_entry(&event("bob", alone)),
        ])
        .await
        .unwrap();
    let story = reader
        .match_detail(&MatchId::parse("m").unwrap(), 10, None)
        .await
        .unwrap()
        .unwrap();
    let types: Vec<_> = story
        .events
        .iter()
        .map(|event| event.event.event_type.as_str())
        .collect();
    assert_eq!(types, ["early", "between", "late"]);
    assert_eq!(story.next, None);
    assert_eq!((story.line.players, story.line.events), (1, 3));
    assert_eq!(
        reader
            .match_detail(&MatchId::parse("n").unwrap(), 10, None)
            .await
            .unwrap(),
        None
    );
    let names = reader.names().await.unwrap();
    assert_eq!(names.event_types.len(), 3);
}

async fn slices_answer_for_their_variant_alone(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let mut entries = Vec::new();
    for k in 0..30_i64 {
        let variant = ["few", "many", "few too"][k as usize % 3];
        let more = json!({
            "timestamp": at(k), "looted_items": {"medkit": k}, "locations": {"medkit": [k, -k]},
            "experiments": {"chests": variant, "music": "on"}, "game_mode": if k < 15 { "solo" } else { "duo" },
        });
        entries.push(sheet_entry(&sheet(&format!("m{k}"), "ann", more)));
    }
    writer.commit(&entries).await.unwrap();
    let arm = |variant: &str| Arm {
        experiment: Name::parse("chests").unwrap(),
        variant: Name::parse(variant).unwrap(),
    };
    let medkit = ItemKind::parse("medkit").unwrap();
    for (variant, rest) in [("few", 0), ("many", 1), ("few too", 2)] {
        for mode in [None, Some("solo")] {
            let counted: u64 = (0..30)
                .filter(|k| k % 3 == rest && (mode.is_none() || *k < 15))
                .sum();
            let slice = SliceFilter {
                game_mode: mode.map(|mode| mode.to_owned().try_into().unwrap()),
                arm: Some(arm(variant)),
            };
            let activity = reader
                .activity_in(&slice, Bucket::Day, None, None)
                .await
                .unwrap();
            assert_eq!(
                activity.iter().map(|point| point.units).sum::<u64>(),
                counted
            );
            let heat = reader
                .heat_in(&medkit, &slice, Some(GridResolution::Side(10.0)))
                .await
                .unwrap();
            assert_eq!(heat.count, counted);
            let filter = HourFilter {
                game_mode: slice.game_mode.clone(),
                arm: slice.arm.clone(),
                ..HourFilter::default()
            };
            let items = reader
                .item_activity(&filter, ItemBucket::Hour, 5)
                .await
                .unwrap();
            assert_eq!(
                items
                    .points
                    .iter()
                    .flat_map(|point| &point.units)
                    .sum::<u64>(),
                counted
            );
        }
    }
}

async fn places_of_events_are_counted(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let entries: Vec<_> = (0..50_i64)
        .map(|k| {
            let place = (k % 5 != 0).then(|| json!([k, 2 * k]));
            event_entry(&event(
                "ann",
                json!({"timestamp": at(k), "position": place}),
            ))
        })
        .collect();
    writer.commit(&entries).await.unwrap();
    let mut asked = EventPlacesRequest {
        event_type: EventType::parse("jump").unwrap(),
        filter: EventFilter::default(),
        arm: None,
        limit: 1_000,
    };
    let all = reader.event_places(&asked).await.unwrap();
    assert_eq!((all.events, all.heat.total_units()), (50, 40));
    assert!(all.coverage.complete);
    asked.limit = 10;
    let newest = reader.event_places(&asked).await.unwrap();
    assert_eq!((newest.events, newest.heat.total_units()), (10, 8));
    let since = newest.coverage.covered_since.map(|since| since.to_string());
    assert_eq!(since, Some(at(40)));
}
