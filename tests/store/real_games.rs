//! What real games send: maps, dimensions, events without a match, items of events, heights. Every total is what a plain count gives,
//! and a recount agrees.

use crate::fixtures::sheets::{accepted, event_entry, game_event, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Arm, Bucket, EventType, ItemBucket, ItemKind, MapSlice, Name, NameChange, NameDecision,
    NameKind, PageRequest, PeriodFilter, SheetFilter, SliceFilter,
};
use loot::store::{NamesOutcome, Reader, Writer};
use serde_json::{Value, json};

on_both_databases! {
    places_of_different_maps_are_never_together,
    a_dimension_is_counted_as_an_experiment_is,
    an_event_has_what_its_sheet_has_unless_it_says_otherwise,
    a_game_of_events_alone_fills_every_total,
    values_past_the_limit_are_the_others_of_their_dimension,
    a_map_that_is_merged_into_another_takes_its_places_with_it,
    a_map_without_a_place_has_no_places,
    everything_reads_back_as_it_was_sent,
}

async fn store_event(writer: &mut Writer, json: Value) {
    let outcomes = writer.commit(&[event_entry(&game_event(&json))]).await;
    accepted(&outcomes.unwrap()[0]);
}

async fn store_sheet(writer: &mut Writer, player: &str, more: Value) {
    let entry = sheet_entry(&sheet("m", player, more));
    accepted(&writer.commit(&[entry]).await.unwrap()[0]);
}

async fn sound(reader: &Reader) {
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

fn item(name: &str) -> ItemKind {
    ItemKind::parse(name).unwrap()
}

fn on(map: &str) -> MapSlice {
    MapSlice {
        map: loot::model::MapName::parse(map).unwrap(),
        slice: SliceFilter::default(),
    }
}

fn of(dimension: &str, value: &str) -> SliceFilter {
    SliceFilter {
        game_mode: None,
        arm: Some(Arm {
            experiment: Name::parse(dimension).unwrap(),
            variant: Name::parse_counted(value).unwrap(),
        }),
    }
}

async fn found(reader: &Reader, name: &str, on: &MapSlice) -> (u64, Vec<[f64; 2]>) {
    let heat = reader.heat(&item(name), on, 100, None).await.unwrap();
    let mut places: Vec<_> = heat.locations.iter().map(|at| [at.x(), at.y()]).collect();
    places.sort_by(|one, other| one.partial_cmp(other).unwrap());
    (heat.count, places)
}

/// Sheets, units and events of a slice.
async fn activity(reader: &Reader, slice: SliceFilter) -> [u64; 3] {
    let filter = PeriodFilter {
        slice,
        ..PeriodFilter::default()
    };
    let points = reader.activity(&filter, Bucket::Day).await.unwrap().points;
    let sum = |of: fn(&loot::model::ActivityPoint) -> u64| points.iter().map(of).sum();
    [
        sum(|point| point.sheets),
        sum(|point| point.units),
        sum(|point| point.events),
    ]
}

async fn places_of_different_maps_are_never_together(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let places = [("dust", [1, 2]), ("mirage", [1, 2]), ("", [9, 9])];
    for (map, at) in places {
        let mut more = json!({"looted_items": {"gold": 3}, "locations": {"gold": at}});
        if !map.is_empty() {
            more["map"] = map.into();
        }
        store_sheet(&mut writer, "ann", more).await;
    }
    for (map, at) in [
        ("dust", [1.0, 2.0]),
        ("mirage", [1.0, 2.0]),
        ("", [9.0, 9.0]),
    ] {
        let (count, places) = found(&reader, "gold", &on(map)).await;
        assert_eq!((count, places), (3, vec![at; 3]), "{map:?}");
    }
    assert_eq!(found(&reader, "gold", &on("unknown")).await.0, 0);
    assert_eq!(activity(&reader, of("map", "dust")).await, [1, 3, 0]);
    sound(&reader).await;
}

async fn a_dimension_is_counted_as_an_experiment_is(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for k in 0..12_u64 {
        let (mode, platform) = [("solo", "ps5"), ("duo", "pc")][k as usize % 2];
        let variant = if k < 6 { "a" } else { "b" };
        let more = json!({
            "looted_items": {"gold": k}, "game_mode": mode, "locations": {"gold": [k, k]},
            "dimensions": {"build": format!("1.{}", k % 3), "platform": platform},
            "experiments": {"drop": variant},
        });
        store_sheet(&mut writer, &format!("p{k}"), more).await;
    }
    for rest in 0..3 {
        let build = of("build", &format!("1.{rest}"));
        let counted: u64 = (0..12).filter(|k| k % 3 == rest).sum();
        assert_eq!(activity(&reader, build.clone()).await, [4, counted, 0]);
        let filter = PeriodFilter {
            slice: build.clone(),
            ..PeriodFilter::default()
        };
        let items = reader
            .item_activity(&filter, ItemBucket::All, 5)
            .await
            .unwrap();
        let units: u64 = items.points.iter().flat_map(|point| &point.units).sum();
        assert_eq!(units, counted);
        let heat = reader.heat(&item("gold"), &build.into(), 1, None).await;
        assert_eq!(heat.unwrap().count, counted);
    }
    let solo_on_ps5 = SliceFilter {
        game_mode: Some("solo".to_owned().try_into().unwrap()),
        ..of("platform", "ps5")
    };
    assert_eq!(activity(&reader, solo_on_ps5).await, [6, 30, 0]);
    let names = reader.names().await.unwrap();
    assert_eq!(names.dimensions["build"], ["1.0", "1.1", "1.2"]);
    assert_eq!(names.dimensions["platform"], ["pc", "ps5"]);
    assert_eq!(names.experiments.keys().collect::<Vec<_>>(), ["drop"]);
    sound(&reader).await;
}

async fn an_event_has_what_its_sheet_has_unless_it_says_otherwise(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let events = json!([
        {"event_type": "jump", "position": [1, 1]},
        {"event_type": "jump", "position": [2, 2], "map": "mirage", "game_mode": "duo", "dimensions": {"build": "2"}},
    ]);
    let more = json!({
        "game_mode": "solo", "map": "dust", "dimensions": {"build": "1"}, "experiments": {"drop": "a"}, "events": events,
    });
    store_sheet(&mut writer, "ann", more).await;
    let jump = EventType::parse("jump").unwrap();
    for map in ["dust", "mirage"] {
        let places = reader.event_map(&jump, &on(map)).await.unwrap();
        assert_eq!(places.heat.total_units(), 1, "{map}");
    }
    assert_eq!(activity(&reader, of("build", "1")).await, [1, 1, 1]);
    assert_eq!(activity(&reader, of("build", "2")).await, [0, 0, 1]);
    assert_eq!(activity(&reader, of("map", "mirage")).await, [0, 0, 1]);
    assert_eq!(activity(&reader, of("drop", "a")).await, [1, 1, 2]);
    let duo = reader
        .totals(Some(&"duo".to_owned().try_into().unwrap()))
        .await
        .unwrap();
    assert_eq!((duo.total_stat_sheets, duo.total_events), (0, 1));
    sound(&reader).await;
}

async fn a_game_of_events_alone_fills_every_total(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for k in 0..40_u64 {
        let mut sent = json!({
            "event_type": "pick_up", "player_id": format!("p{}", k % 4), "position": [k, 2 * k, 3],
            "items": {"gold": k, "medkit": 1}, "game_mode": "solo", "map": "dust", "session_id": "s",
            "timestamp": "2026-01-02T03:04:05Z",
        });
        if k % 2 == 0 {
            sent["match_id"] = format!("m{}", k % 10).into();
        }
        store_event(&mut writer, sent).await;
    }
    let totals = reader.totals(None).await.unwrap();
    assert_eq!((totals.total_players, totals.total_matches), (4, 5));
    assert_eq!((totals.total_stat_sheets, totals.total_events), (0, 40));
    assert_eq!(totals.total_items[&item("gold")], 780);
    assert_eq!(totals.located_items[&item("medkit")], 40);
    assert_eq!(
        activity(&reader, SliceFilter::default()).await,
        [0, 820, 40]
    );
    assert_eq!(found(&reader, "gold", &on("dust")).await.0, 780);
    assert_eq!(found(&reader, "gold", &on("")).await.0, 0);
    let spreads = reader.spreads().await.unwrap();
    let spread = serde_json::to_value(&spreads.units_per_player).unwrap();
    let owners = spread.as_array().unwrap().iter();
    assert_eq!(
        owners
            .map(|bucket| bucket["owners"].as_u64().unwrap())
            .sum::<u64>(),
        4
    );
    sound(&reader).await;
}

async fn values_past_the_limit_are_the_others_of_their_dimension(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for k in 0..210_u32 {
        let more =
            json!({"looted_items": {"gold": 1}, "dimensions": {"build": format!("b{k:03}")}});
        store_sheet(&mut writer, "ann", more).await;
    }
    // Another dimension has room of its own.
    store_sheet(
        &mut writer,
        "ann",
        json!({"dimensions": {"platform": "ps5"}}),
    )
    .await;
    assert_eq!(activity(&reader, of("build", "b199")).await[0], 1);
    assert_eq!(activity(&reader, of("build", "b205")).await[0], 0);
    assert_eq!(
        activity(&reader, of("build", " (other)")).await,
        [10, 10, 0]
    );
    assert_eq!(activity(&reader, of("platform", "ps5")).await[0], 1);
    sound(&reader).await;
    // A hidden one makes room, and is among the others of its dimension.
    let hide = change(&["b000"], NameDecision::Hide);
    decide(&reader, &mut writer, "build", hide).await;
    assert_eq!(activity(&reader, of("build", " (other)")).await[0], 11);
    let track = change(&["b205"], NameDecision::Track);
    decide(&reader, &mut writer, "build", track).await;
    assert_eq!(activity(&reader, of("build", "b205")).await[0], 1);
    assert_eq!(activity(&reader, of("build", " (other)")).await[0], 10);
    sound(&reader).await;
}

fn change(names: &[&str], decision: NameDecision) -> (Vec<Name>, NameDecision) {
    let names = names.iter().map(|name| Name::parse(name).unwrap());
    (names.collect(), decision)
}

async fn decide(
    reader: &Reader,
    writer: &mut Writer,
    dimension: &str,
    (names, decision): (Vec<Name>, NameDecision),
) {
    let change = NameChange {
        kind: NameKind::Dimension,
        experiment: Some(Name::parse(dimension).unwrap()),
        names,
        prefix: None,
        decision,
    };
    let prepared = reader.prepare_names(change, |_, _| ()).await.unwrap();
    let outcome = writer.change_names(prepared.unwrap()).await.unwrap();
    assert!(matches!(outcome, NamesOutcome::Done(_)), "{outcome:?}");
}

async fn a_map_that_is_merged_into_another_takes_its_places_with_it(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for (map, at) in [("dust", [1, 1]), ("dust_v1", [2, 2]), ("mirage", [3, 3])] {
        let more = json!({"looted_items": {"gold": 1}, "locations": {"gold": at}, "map": map});
        store_sheet(&mut writer, "ann", more).await;
    }
    let into = NameDecision::Merge(Name::parse("dust").unwrap());
    decide(&reader, &mut writer, "map", change(&["dust_v1"], into)).await;
    let both = (2, vec![[1.0, 1.0], [2.0, 2.0]]);
    assert_eq!(found(&reader, "gold", &on("dust")).await, both);
    assert_eq!(found(&reader, "gold", &on("dust_v1")).await.0, 0);
    assert_eq!(found(&reader, "gold", &on("mirage")).await.0, 1);
    sound(&reader).await;
    let track = change(&["dust_v1"], NameDecision::Track);
    decide(&reader, &mut writer, "map", track).await;
    assert_eq!(found(&reader, "gold", &on("dust_v1")).await.0, 1);
    sound(&reader).await;
}

async fn a_map_without_a_place_has_no_places(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for k in 0..202_u32 {
        let map = format!("map{k:03}");
        let more = json!({"looted_items": {"gold": 1}, "locations": {"gold": [k, k]}, "map": map});
        store_sheet(&mut writer, "ann", more).await;
    }
    assert_eq!(found(&reader, "gold", &on("map199")).await.0, 1);
    assert_eq!(found(&reader, "gold", &on("map201")).await.0, 0);
    // Its units are counted all the same.
    let totals = reader.totals(None).await.unwrap();
    assert_eq!(totals.located_items[&item("gold")], 202);
    assert_eq!(activity(&reader, of("map", " (other)")).await, [2, 2, 0]);
    sound(&reader).await;
}

async fn everything_reads_back_as_it_was_sent(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let more = json!({
        "map": "dust", "session_id": "s1", "dimensions": {"build": "1.2"}, "player": {"level": 7, "premium": true},
        "looted_items": {"gold": 2}, "locations": {"gold": [{"x": 1, "y": 2, "z": 3}, [4, 5]]},
    });
    store_sheet(&mut writer, "ann", more.clone()).await;
    let page = PageRequest {
        limit: 10,
        before: None,
    };
    let sheets = reader
        .sheets(&SheetFilter::default(), page)
        .await
        .unwrap()
        .rows;
    let read = serde_json::to_value(&sheets[0]).unwrap();
    for field in ["map", "session_id", "dimensions", "player"] {
        assert_eq!(read[field], more[field], "{field}");
    }
    assert_eq!(
        read["locations"]["gold"],
        json!([[1.0, 2.0, 3.0], [4.0, 5.0]])
    );
    sound(&reader).await;
}
