//! Lists of matches and players, one match, the names there are, and what arrived.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    matches_and_players_are_listed_by_map_variant_and_dimension,
}

/// Three matches: of 3, 2 and 1 players.
async fn app() -> TestApp {
    let app = TestApp::spawn().await;
    let mut sheets = Vec::new();
    for (a_match, players) in [(0, 3), (1, 2), (2, 1)] {
        for player in 0..players {
            sheets.push(json!({
                "match_id": format!("m/{a_match}"), "player_id": format!("p{player}"), "game_mode": if a_match == 0 { "solo" } else { "duo" },
                "timestamp": format!("2026-01-31T1{a_match}:0{player}:00Z"), "looted_items": {"duck": 10 * a_match + player},
                "experiments": {"chests": if player == 0 { "few" } else { "many" }}, "locations": {"duck": [10 * player, 5]},
                "events": [{"event_type": "boss fight", "position": [a_match * 7, player], "timestamp": format!("2026-01-31T1{a_match}:1{player}:00Z")}],
            }));
        }
    }
    app.submit_batch(&sheets).await.expect(201);
    app
}

fn ids(answer: &Value, field: &str) -> Vec<String> {
    let rows = answer["data"].as_array().unwrap().iter();
    rows.map(|row| row[field].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn matches_come_by_start_or_by_id_and_page_by_page() {
    let app = app().await;
    let newest = app.get_json("/api/matches").await;
    assert_eq!(ids(&newest, "match_id"), ["m/2", "m/1", "m/0"]);
    assert_eq!(newest["next"], Value::Null);
    assert_eq!(
        newest["data"][1],
        json!({
            "match_id": "m/1", "players": 2, "sheets_missing": 0, "sheets": 2, "units": 21, "events": 2,
            "first_seen": "2026-01-31T11:00:00.000Z", "last_seen": "2026-01-31T11:11:00.000Z",
        })
    );
    let first = app
        .get_json("/api/matches?sort=id&order=desc&limit=2")
        .await;
    assert_eq!(ids(&first, "match_id"), ["m/2", "m/1"]);
    let cursor = first["next"].as_str().unwrap();
    let path = format!("/api/matches?sort=id&order=desc&limit=2&cursor={cursor}");
    let second = app.get_json(&path).await;
    assert_eq!(
        (ids(&second, "match_id"), &second["next"]),
        (vec!["m/0".to_owned()], &Value::Null)
    );
    for (query, expected) in [
        ("fewer_players_than=3", vec!["m/2", "m/1"]),
        ("game_mode=solo", vec!["m/0"]),
        ("prefix=m%2F1", vec!["m/1"]),
        ("prefix=M", vec![]),
        ("contains=%2F1", vec!["m/1"]),
        ("contains=M%2F&sort=id&limit=2", vec!["m/0", "m/1"]),
        ("contains=1m", vec![]),
        (
            "since=2026-01-31T11:00:00Z&until=2026-01-31T12:00:00Z",
            vec!["m/1"],
        ),
    ] {
        let found = app.get_json(&format!("/api/matches?{query}")).await;
        assert_eq!(ids(&found, "match_id"), expected, "{query}");
    }
    for query in [
        "sort=name",
        "sort=units",
        "order=up",
        "cursor=x",
        "limit=1001",
        "fewer_players_than=0",
        "prefix=",
        "contains=",
    ] {
        app.get(&format!("/api/matches?{query}"))
            .await
            .expect_error(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn players_are_found_by_the_beginning_of_their_ids() {
    let app = app().await;
    let all = app.get_json("/api/players?sort=id").await;
    assert_eq!(ids(&all, "player_id"), ["p0", "p1", "p2"]);
    assert_eq!(all["data"][0]["units"], 30);
    let found = app.get_json("/api/players?prefix=p&order=desc").await;
    assert_eq!(ids(&found, "player_id"), ["p2", "p1", "p0"]);
    let two = app.get_json("/api/players?prefix=p2&game_mode=solo").await;
    assert_eq!(
        (ids(&two, "player_id"), &two["data"][0]["units"]),
        (vec!["p2".to_owned()], &json!(2))
    );
    app.get("/api/players?sort=players").await.expect_error(400);
    app.get("/api/players?fewer_players_than=2")
        .await
        .expect_error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_match_is_told_with_its_events() {
    let app = app().await;
    let story = app.get_json("/api/matches/m%2F1").await["data"].take();
    assert_eq!(
        (
            &story["players"],
            &story["expected_players"],
            &story["complete"]
        ),
        (&json!(2), &json!(3), &json!(true))
    );
    let events = story["event_list"].as_array().unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(
        (&events[0]["player_id"], &events[0]["position"]),
        (&json!("p0"), &json!([7.0, 0.0]))
    );
    app.get("/api/matches/m").await.expect_error(404);
    let first = app.get_json("/api/matches/m%2F1?limit=1").await["data"].take();
    assert_eq!(
        (&first["event_list"][0], &first["complete"]),
        (&events[0], &json!(false))
    );
    let next = first["next"].as_str().unwrap();
    let path = format!("/api/matches/m%2F1?limit=1&cursor={next}");
    let second = app.get_json(&path).await["data"].take();
    assert_eq!(second["event_list"], json!([events[1]]));
    assert_eq!(
        (&second["next"], &second["complete"]),
        (&Value::Null, &json!(true))
    );
    app.get("/api/matches/m%2F1?limit=0")
        .await
        .expect_error(400);
    app.get("/api/matches/m%2F1?cursor=3")
        .await
        .expect_error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_can_be_asked_for() {
    let app = app().await;
    let expected = json!({
        "items": ["duck"], "game_modes": ["duo", "solo"], "experiments": {"chests": ["few", "many"]}, "dimensions": {},
        "maps": [], "event_types": ["boss fight"],
    });
    assert_eq!(app.get_json("/api/names").await["data"], expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn activity_items_and_places_are_told_of_one_variant() {
    let app = app().await;
    let many = "experiment=chests&variant=many";
    let hours = app.get_json(&format!("/api/activity?{many}")).await;
    let sheets: u64 = hours["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hour| hour["sheets"].as_u64().unwrap())
        .sum();
    assert_eq!(sheets, 3);
    let duo = app
        .get_json(&format!("/api/activity?bucket=day&{many}&game_mode=duo"))
        .await;
    assert_eq!(duo["data"][0]["items"], 11);
    let items = app
        .get_json(&format!("/api/activity/items?bucket=all&{many}"))
        .await;
    assert_eq!(items["data"][0]["items"], json!({"duck": 14}));
    let places = app
        .get_json(&format!("/api/heatmap/duck?bins=2&{many}"))
        .await;
    assert_eq!(
        (&places["data"]["count"], &places["data"]["locations"]),
        (&json!(14), &json!([]))
    );
    let events = app
        .get_json(&format!("/api/events?bucket=day&{many}"))
        .await["data"]
        .take();
    assert_eq!(events["event_types"], json!({"boss fight": 3}));
    assert_eq!(events["points"][0]["events"], 3);
    // From the rollup, and from the rows: the same.
    for (more, fights) in [("", 3), ("&game_mode=duo", 1)] {
        let path = format!("/api/events/boss%20fight/places?side=10&{many}{more}");
        let kept = app.get_json(&path).await["data"].take();
        assert_eq!(
            (&kept["count"], &kept["events"]),
            (&json!(fights), &json!(fights))
        );
        assert_eq!(kept["complete"], true);
        for range in ["limit=100", "since=2026-01-31"] {
            assert_eq!(app.get_json(&format!("{path}&{range}")).await["data"], kept);
        }
    }
    for route in [
        "/api/activity",
        "/api/activity/items",
        "/api/heatmap/duck",
        "/api/events",
        "/api/events/jump/places",
    ] {
        app.get(&format!("{route}?experiment=chests"))
            .await
            .expect_error(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn maps_of_one_side_fit_onto_each_other() {
    let app = app().await;
    let ducks = app.get_json("/api/heatmap/duck?side=9").await["data"]["grid"].take();
    assert_eq!(
        (&ducks["x_min"], &ducks["x_max"], &ducks["bins"]),
        (&json!(0.0), &json!(30.0), &json!(3))
    );
    assert_eq!(ducks["cells"][0], json!([30, 12, 2]));
    let fights = app
        .get_json("/api/events/boss%20fight/places?side=10&until=2026-01-31T12:00:00Z")
        .await["data"]
        .take();
    assert_eq!(
        (&fights["count"], &fights["events"], &fights["complete"]),
        (&json!(5), &json!(5), &json!(true))
    );
    assert_eq!(fights["grid"]["cells"], json!([[5]]));
    let newest = app
        .get_json("/api/events/boss%20fight/places?limit=2&bins=1")
        .await["data"]
        .take();
    assert_eq!(
        (&newest["events"], &newest["covered_since"]),
        (&json!(2), &json!("2026-01-31T11:11:00.000Z"))
    );
    for query in ["side=0", "side=x", "side=5&bins=5", "side=inf"] {
        app.get(&format!("/api/heatmap/duck?{query}"))
            .await
            .expect_error(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_is_counted_over_time_by_outcome_and_reason() {
    let app = app().await;
    let before = app.get_json("/api/quality/arrivals").await;
    let sum = |answer: &Value, name: &str| -> u64 {
        let points = answer["data"].as_array().unwrap().iter();
        points.map(|point| point[name].as_u64().unwrap()).sum()
    };
    for body in [r#"{"match_id": "m"}"#, r#"{"match_id": "m"}"#, "{"] {
        app.post("/api/submit", body).await.expect_error(400);
    }
    let event = json!({"event_type": "jump", "event_id": "e"});
    let known = json!({
        "match_id": "m", "player_id": "p", "looted_items": {}, "sheet_id": "k", "events": [event],
    });
    app.submit(&known).await.expect(201);
    app.submit(&known).await.expect(200);
    let event = json!({"event_type": "jump", "event_id": "e", "match_id": "m", "player_id": "p"});
    app.post("/api/events", event.to_string()).await;
    let quality = app.get_json("/api/quality").await["data"].take();
    let totals = app.get_json("/api/aggregate").await["data"].take();
    for bucket in ["minute", "hour", "day"] {
        let path = format!("/api/quality/arrivals?bucket={bucket}");
        let answer = app.get_json(&path).await;
        assert_eq!(answer["bucket"], bucket);
        assert_eq!(sum(&answer, "accepted_sheets"), totals["total_stat_sheets"]);
        assert_eq!(sum(&answer, "accepted_events"), totals["total_events"]);
        assert_eq!(sum(&answer, "rejected"), quality["rejected"]);
        let reasons = answer["data"].as_array().unwrap().last().unwrap();
        assert!(reasons["rejected_by_reason"]["body"].as_u64().unwrap() > 0);
        for name in ["duplicate_sheets", "duplicate_events"] {
            assert_eq!(sum(&answer, name), sum(&before, name) + 1, "{name}");
        }
    }
    assert_eq!(quality["rejected_by_reason"]["player_id"], 2);
    let future = app.get_json("/api/quality/arrivals?since=2200-01-01").await;
    assert_eq!(future["data"], json!([]));
}

/// Two matches of sheets and two of events, on two maps and platforms.
async fn matches_and_players_are_listed_by_map_variant_and_dimension(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let row = |match_id: &str, player: &str, mode: &str, map: &str, platform: &str| {
        json!({
            "match_id": match_id, "player_id": player, "game_mode": mode, "map": map, "dimensions": {"platform": platform},
            "timestamp": format!("2026-01-31T{}:00:00Z", &match_id[1..]),
        })
    };
    for (match_id, player, mode, map, platform) in [
        ("m10", "ann", "solo", "dust", "ps5"),
        ("m10", "bob", "solo", "dust", "pc"),
        ("m11", "bob", "solo", "mirage", "pc"),
    ] {
        let mut sheet = row(match_id, player, mode, map, platform);
        sheet["looted_items"] = json!({"duck": 1});
        sheet["experiments"] = json!({"odds": if player == "ann" { "a" } else { "b" }});
        app.submit(&sheet).await.expect(201);
    }
    for (match_id, player, mode, map, platform) in [
        ("m12", "ann", "duo", "dust", "ps5"),
        ("m13", "cid", "duo", "mirage", "pc"),
    ] {
        let mut event = row(match_id, player, mode, map, platform);
        event["event_type"] = "jump".into();
        let sent = app.post("/api/events", event.to_string());
        sent.await.expect(201);
    }
    for (query, matches, players) in [
        ("map=dust", vec!["m12", "m10"], vec!["ann", "bob"]),
        ("map=mirage", vec!["m13", "m11"], vec!["bob", "cid"]),
        ("dim.platform=ps5", vec!["m12", "m10"], vec!["ann"]),
        ("experiment=odds&variant=b", vec!["m11", "m10"], vec!["bob"]),
        ("map=dust&game_mode=duo", vec!["m12"], vec!["ann"]),
        ("map=nowhere", vec![], vec![]),
    ] {
        let found = app.get_json(&format!("/api/matches?{query}")).await;
        assert_eq!(ids(&found, "match_id"), matches, "{query}");
        let path = format!("/api/matches?sort=id&order=desc&{query}");
        let sorted = app.get_json(&path).await;
        assert_eq!(ids(&sorted, "match_id"), matches, "{query}");
        let found = app.get_json(&format!("/api/players?sort=id&{query}")).await;
        assert_eq!(ids(&found, "player_id"), players, "{query}");
        // Page by page it is the same.
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/matches?limit=1&{query}{cursor}");
            let page = app.get_json(&path).await;
            paged.extend(ids(&page, "match_id"));
            let Some(next) = page["next"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(paged, matches, "{query}");
    }
    for query in ["map=%20(other)", "map=dust&dim.platform=pc", "variant=b"] {
        app.get(&format!("/api/matches?{query}"))
            .await
            .expect_error(400);
    }
}
