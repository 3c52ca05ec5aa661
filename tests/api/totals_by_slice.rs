//! `aggregate` of a variant, a dimension's value or a map: sums from totals, players and matches from rows.

use super::name_changes::changed;
use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{Arm, Name, SliceFilter};
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    a_slice_has_its_own_sums_and_its_own_players_and_matches,
    a_merged_value_is_counted_in_both_alike,
    what_was_not_looked_at_is_told,
    units_are_spread_over_the_players_and_matches_of_a_slice,
}

async fn game(database: TestDatabase) -> TestApp {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let sheets = json!([
        {"match_id": "m1", "player_id": "ann", "looted_items": {"medkit": 2}, "locations": {"medkit": [[1, 2]]},
         "map": "dust", "game_mode": "duo", "dimensions": {"build": "1.3"}, "experiments": {"odds": "b"},
         "events": [{"event_type": "death"}]},
        {"match_id": "m1", "player_id": "ben", "looted_items": {"medkit": 1}, "map": "dust", "game_mode": "duo",
         "dimensions": {"build": "1.2"}},
        {"match_id": "m2", "player_id": "ann", "looted_items": {"coin": 5}, "map": "ice", "dimensions": {"build": "1.3"}},
    ]);
    let sent = app.post("/api/submit/batch", sheets.to_string()).await;
    sent.expect(201);
    let events = json!([
        {"event_type": "pickup", "player_id": "cid", "match_id": "m3", "map": "dust", "items": {"coin": 7},
         "dimensions": {"build": "1.3"}},
        // In no match, and nobody new.
        {"event_type": "menu", "player_id": "cid", "map": "dust"},
    ]);
    app.post("/api/events", events.to_string())
        .await
        .expect(201);
    app
}

async fn totals(app: &TestApp, query: &str) -> Value {
    let path = format!("/api/aggregate?{query}");
    app.get_json(&path).await["data"].take()
}

async fn a_slice_has_its_own_sums_and_its_own_players_and_matches(database: TestDatabase) {
    let app = game(database).await;
    let dust = totals(&app, "map=dust").await;
    assert_eq!(
        dust["total_items"],
        json!({"medkit": 3, "coin": 7}),
        "{dust}"
    );
    assert_eq!(dust["located_items"]["medkit"], 1);
    for (query, sheets, events, players, matches) in [
        ("map=dust", 2, 3, 3, 2),
        ("map=dust&game_mode=duo", 2, 1, 2, 1),
        ("dim.build=1.3", 2, 2, 2, 3),
        ("dim.build=1.2", 1, 0, 1, 1),
        ("experiment=odds&variant=b", 1, 1, 1, 1),
        ("map=nowhere", 0, 0, 0, 0),
    ] {
        let found = totals(&app, query).await;
        let counts = [
            "total_stat_sheets",
            "total_events",
            "total_players",
            "total_matches",
        ]
        .map(|field| found[field].as_u64().unwrap());
        assert_eq!(counts, [sheets, events, players, matches], "{query}");
        // Three sheets and their event, and two events.
        let rows = &found["counted_from_rows"];
        assert_eq!(
            rows,
            &json!({"looked_at": 6, "complete": true, "covered_since": null})
        );
    }
    assert_eq!(
        totals(&app, "game_mode=duo").await["counted_from_rows"],
        Value::Null
    );
    for (query, field, said) in [
        ("build=1.3", "build", "as dim.build"),
        ("since=2026-01-01T00:00:00Z", "since", "/api/sheets/summary"),
        ("map=dust&dim.build=1.3", "map", "one of them at a time"),
    ] {
        let refused = app.get(&format!("/api/aggregate?{query}")).await;
        let fault = &refused.expect_error(400)["faults"][0];
        assert_eq!(fault["field"], field);
        let reason = fault["reason"].as_str().unwrap();
        assert!(reason.contains(said), "{reason}");
    }
}

async fn a_merged_value_is_counted_in_both_alike(database: TestDatabase) {
    let app = game(database).await;
    let merge = json!({"kind": "dimension", "dimension": "build", "names": ["1.2"], "into": "1.3"});
    changed(&app, "merge", merge).await;
    let merged = totals(&app, "dim.build=1.3").await;
    assert_eq!(
        (&merged["total_stat_sheets"], &merged["total_players"]),
        (&json!(3), &json!(3))
    );
    let told_elsewhere = async |query: &str, said: &str| {
        let refused = app.get(&format!("/api/aggregate?{query}")).await;
        let fault = &refused.expect_error(400)["faults"][0];
        let (field, _) = query.split_once('=').unwrap();
        assert_eq!(fault["field"], field);
        let reason = fault["reason"].as_str().unwrap();
        assert!(reason.contains(said), "{reason}");
    };
    told_elsewhere("dim.build=1.2", "totals count it as \"1.3\"").await;
    let hide = json!({"kind": "dimension", "dimension": "build", "names": ["1.3"]});
    changed(&app, "hide", hide).await;
    told_elsewhere("dim.build=1.3", "was hidden").await;
    let others = totals(&app, "dim.build=%20(other)").await;
    assert_eq!(
        (&others["total_stat_sheets"], &others["total_players"]),
        (&json!(3), &json!(3)),
        "{others}"
    );
}

async fn what_was_not_looked_at_is_told(database: TestDatabase) {
    let app = game(database).await;
    let dust = Name::parse("dust").unwrap();
    let slice = SliceFilter {
        game_mode: None,
        arm: Some(Arm {
            experiment: Name::parse("map").unwrap(),
            variant: dust,
        }),
    };
    let hasty = app.reader.distinct_in(&slice, Duration::ZERO);
    let hasty = hasty.await.unwrap();
    assert!(!hasty.looked_at.coverage.complete, "{hasty:?}");
}

async fn units_are_spread_over_the_players_and_matches_of_a_slice(database: TestDatabase) {
    let app = game(database).await;
    let spread =
        async |query: &str| app.get_json(&format!("/api/spread?{query}")).await["data"].take();
    let owners = |spread: &Value, of: &str| -> Vec<(u64, u64)> {
        let buckets = spread[of].as_array().unwrap().iter();
        let number = |bucket: &Value, name: &str| bucket[name].as_u64().unwrap();
        buckets
            .map(|bucket| (number(bucket, "from"), number(bucket, "owners")))
            .collect()
    };
    // Units, and how many have so many.
    for (query, players, matches) in [
        ("", vec![(1, 1), (7, 2)], vec![(3, 1), (5, 1), (7, 1)]),
        (
            "map=dust",
            vec![(1, 1), (2, 1), (7, 1)],
            vec![(3, 1), (7, 1)],
        ),
        ("game_mode=duo", vec![(1, 1), (2, 1)], vec![(3, 1)]),
        ("dim.build=1.3", vec![(7, 2)], vec![(2, 1), (5, 1), (7, 1)]),
        ("dim.build=1.3&game_mode=duo", vec![(2, 1)], vec![(2, 1)]),
        ("map=nowhere", vec![], vec![]),
    ] {
        let found = spread(query).await;
        assert_eq!(
            owners(&found, "units_per_player"),
            players,
            "{query}: {found}"
        );
        assert_eq!(
            owners(&found, "units_per_match"),
            matches,
            "{query}: {found}"
        );
        let rows = (!query.is_empty())
            .then(|| json!({"looked_at": 6, "complete": true, "covered_since": null}));
        assert_eq!(
            found["counted_from_rows"],
            rows.unwrap_or_default(),
            "{query}"
        );
    }
}
