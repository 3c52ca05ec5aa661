//! Lists, names, places of events and refusals, answered alike by both databases.

use crate::fixtures::sheets::{RECEIVED, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Arm, Bucket, EntityLine, EntityList, EntityListRequest, EntitySort, EventFilter,
    EventPlacesRequest, EventType, GridRequest, GridResolution, ItemBucket, ItemKind, MatchId,
    Millis, Name, PeriodFilter, SliceFilter, TimeRange,
};
use loot::store::Reader;
use serde_json::json;

on_both_databases! {
    pages_of_matches_hold_each_match_once_in_every_order,
    lists_are_of_all_modes_or_of_one,
    who_was_there_earlier_after_all_moves_in_the_list,
    a_page_ends_where_a_filter_leaves_nothing_for_long,
    a_match_tells_its_events_and_an_unknown_one_nothing,
    slices_answer_for_their_variant_alone,
    places_of_events_are_counted,
}

fn everything(sort: EntitySort, ascending: bool) -> EntityListRequest {
    EntityListRequest {
        arm: None,
        prefix: None,
        contains: None,
        game_mode: None,
        range: TimeRange::default(),
        fewer_players_than: None,
        sort,
        ascending,
        limit: 7,
        after: None,
    }
}

/// Long before anything is received: nobody was seen later than that.
const BEGAN: i64 = RECEIVED.0 - 30 * Millis::DAY;

fn at(minute: i64) -> String {
    Millis(BEGAN + minute * Millis::MINUTE).to_string()
}

/// The whole list, page by page.
async fn walk(reader: &Reader, mut asked: EntityListRequest) -> Vec<EntityLine> {
    let mut seen = Vec::new();
    loop {
        let EntityList { lines, next } = reader.matches(&asked).await.unwrap();
        assert!(lines.len() <= asked.limit as usize);
        seen.extend(lines);
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
        entries.push(sheet_entry(&sheet(&name, "ann", more.clone())));
        if k < 30 {
            entries.push(sheet_entry(&sheet(&name, "bob", more)));
        }
    }
    writer.commit(&entries).await.unwrap();
    for sort in [EntitySort::FirstSeen, EntitySort::Id] {
        for ascending in [false, true] {
            let mut seen = walk(&reader, everything(sort, ascending)).await;
            if !ascending {
                seen.reverse();
            }
            let is_sorted = seen.is_sorted_by(|one, next| match sort {
                EntitySort::FirstSeen => one.first_seen <= next.first_seen,
                EntitySort::Id => one.id < next.id,
            });
            assert!(is_sorted, "{sort:?} {ascending}: {seen:?}");
            let mut ids: Vec<_> = seen.iter().map(|line| &line.id).collect();
            ids.sort();
            ids.dedup();
            assert_eq!((seen.len(), ids.len()), (40, 40), "{sort:?} {ascending}");
            let count = async |asked| walk(&reader, asked).await.len();
            let mut asked = everything(sort, ascending);
            asked.prefix = Some("é ".into());
            assert_eq!(count(asked.clone()).await, 8);
            asked.fewer_players_than = Some(2);
            assert_eq!(count(asked.clone()).await, 2);
            asked.prefix = None;
            assert_eq!(count(asked.clone()).await, 10);
            let mut asked = everything(sort, ascending);
            asked.range.since = Some(Millis(BEGAN + Millis::MINUTE));
            assert_eq!(count(asked.clone()).await, 26);
            asked.range.until = Some(Millis(BEGAN + 2 * Millis::MINUTE));
            assert_eq!(count(asked.clone()).await, 13);
        }
    }
    let players = everything(EntitySort::FirstSeen, false);
    let players = reader.players(&players).await.unwrap();
    let sheets = players
        .lines
        .iter()
        .map(|line| (line.id.as_str(), line.sheets));
    assert_eq!(sheets.collect::<Vec<_>>(), [("bob", 30), ("ann", 40)]);
}

async fn lists_are_of_all_modes_or_of_one(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let mut entries = Vec::new();
    for k in 0..30_i64 {
        let mode = [None, Some("solo"), Some("duo")][k as usize % 3];
        let more = json!({"timestamp": at(k), "game_mode": mode});
        let player = format!("p{:02}", k % 10);
        entries.push(sheet_entry(&sheet("m", &player, more.clone())));
        entries.push(event_entry(&event(
            &player,
            json!({"timestamp": at(100 + k)}),
        )));
    }
    for some in entries.chunks(7) {
        writer.commit(some).await.unwrap();
    }
    for sort in [EntitySort::FirstSeen, EntitySort::Id] {
        let mut asked = everything(sort, true);
        asked.limit = 100;
        let all = reader.players(&asked).await.unwrap().lines;
        assert_eq!(all.len(), 10);
        assert!(
            all.iter().all(|line| (line.sheets, line.events) == (3, 3)),
            "{all:?}"
        );
        assert_eq!(all[3].first_seen, Millis(BEGAN + 3 * Millis::MINUTE));
        asked.game_mode = Some("solo".to_owned().try_into().unwrap());
        let solo = reader.players(&asked).await.unwrap().lines;
        assert_eq!(solo.len(), 10);
        assert!(
            solo.iter().all(|line| (line.sheets, line.events) == (1, 0)),
            "{solo:?}"
        );
        // 0, 10 and 20: of these 10 is of solo.
        let first = solo.iter().find(|line| line.id == "p00").unwrap();
        assert_eq!(first.first_seen, Millis(BEGAN + 10 * Millis::MINUTE));
        asked.game_mode = Some("trio".to_owned().try_into().unwrap());
        assert_eq!(reader.players(&asked).await.unwrap().lines, []);
    }
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

async fn who_was_there_earlier_after_all_moves_in_the_list(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for (minute, mode) in [
        (10, "solo"),
        (20, "solo"),
        (5, "duo"),
        (7, "solo"),
        (6, "duo"),
    ] {
        let more = json!({"timestamp": at(minute), "game_mode": mode});
        let late = sheet_entry(&sheet("m", "ann", more));
        writer.commit(&[late]).await.unwrap();
    }
    for (mode, minute) in [(None, 5), (Some("solo"), 7), (Some("duo"), 5)] {
        let mut asked = everything(EntitySort::FirstSeen, false);
        asked.game_mode = mode.map(|mode| mode.to_owned().try_into().unwrap());
        let expected = [Millis(BEGAN + minute * Millis::MINUTE)];
        for list in [reader.players(&asked).await, reader.matches(&asked).await] {
            let lines = list.unwrap().lines;
            let starts: Vec<_> = lines.iter().map(|line| line.first_seen).collect();
            assert_eq!(starts, expected, "{mode:?}");
        }
    }
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

async fn a_page_ends_where_a_filter_leaves_nothing_for_long(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let events = (0..10_005).map(|k| {
        let more = json!({"match_id": format!("m{k}"), "timestamp": at(k)});
        event_entry(&event("ann", more))
    });
    let events: Vec<_> = events.collect();
    for some in events.chunks(4_000) {
        writer.commit(some).await.unwrap();
    }
    let mut asked = everything(EntitySort::FirstSeen, false);
    asked.prefix = Some("m3".into());
    asked.range.until = Some(Millis(BEGAN + 9_000 * Millis::MINUTE));
    assert_eq!(walk(&reader, asked).await.len(), 1_111);
    let mut asked = everything(EntitySort::FirstSeen, false);
    asked.prefix = Some("nobody".into());
    let page = reader.matches(&asked).await.unwrap();
    let last = page.next.map(|next| next.id);
    assert_eq!((page.lines.len(), last.as_deref()), (0, Some("m5")));
    assert_eq!(walk(&reader, asked).await, []);
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
    // Bob never sends a sheet.
    assert_eq!((story.line.players, story.line.events), (2, 3));
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
            let filter = PeriodFilter {
                slice: slice.clone(),
                ..PeriodFilter::default()
            };
            let activity = reader.activity(&filter, Bucket::Day).await.unwrap().points;
            assert_eq!(
                activity.iter().map(|point| point.units).sum::<u64>(),
                counted
            );
            let heat = reader
                .heat(
                    &medkit,
                    &slice.clone().into(),
                    10,
                    Some(&GridRequest::of(GridResolution::Side(10.0))),
                )
                .await
                .unwrap();
            assert_eq!(heat.count, counted);
            let filter = PeriodFilter {
                slice: slice.clone(),
                ..PeriodFilter::default()
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
        map: Default::default(),
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
