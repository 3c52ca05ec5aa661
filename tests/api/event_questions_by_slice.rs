//! What was looted before an event, and how often it happens by level, of a variant, a dimension's value or a map.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    loot_before_is_that_of_the_slice_before_the_first_event_in_it,
    the_rate_by_level_is_that_of_sheets_in_the_slice,
}

/// ann plays two builds, ben one, on a map in the end; cid only streams events.
async fn game(database: TestDatabase) -> TestApp {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let sheet = |minute: u32, player: &str, build: &str, ducks: u32| {
        json!({
            "match_id": format!("m{minute}-{player}"), "player_id": player, "timestamp": at(minute), "looted_items": {"duck": ducks},
            "player_level": if player == "ann" { 3 } else { 13 }, "dimensions": {"build": build},
        })
    };
    let mut ben = sheet(1, "ben", "1.3", 7);
    ben["experiments"] = json!({"odds": "b"});
    let mut met = sheet(3, "ben", "1.3", 1_000);
    met["experiments"] = json!({"odds": "b"});
    met["map"] = json!("dust");
    met["events"] = json!([{"event_type": "boss"}]);
    let sheets = [
        sheet(1, "ann", "1.3", 2),
        sheet(2, "ann", "1.2", 3),
        ben,
        met,
    ];
    app.submit_batch(&sheets).await.expect(201);
    let boss = |minute: u32, player: &str, build: &str| {
        json!({
            "event_type": "boss", "player_id": player, "match_id": format!("m{minute}-{player}-boss"), "timestamp": at(minute),
            "dimensions": {"build": build}, "player": {"level": 25},
        })
    };
    let events = json!([
        boss(3, "ann", "1.2"),
        boss(4, "ann", "1.3"),
        boss(5, "cid", "1.3")
    ]);
    app.post("/api/events", events.to_string())
        .await
        .expect(201);
    app
}

fn at(minute: u32) -> String {
    format!("2026-01-31T10:{minute:02}:00.000Z")
}

async fn loot_before_is_that_of_the_slice_before_the_first_event_in_it(database: TestDatabase) {
    let app = game(database).await;
    let before = async |slice: &str| {
        let path = format!("/api/events/loot-before?event_type=boss&item=duck{slice}");
        app.get_json(&path).await["data"].take()
    };
    for (slice, players, least, most) in [
        ("", 3, 0, 7),
        ("&dim.build=1.2", 1, 3, 3),
        ("&dim.build=1.3", 3, 0, 7),
        ("&experiment=odds&variant=b", 1, 7, 7),
        // There he had looted nothing before.
        ("&map=dust", 1, 0, 0),
    ] {
        let told = before(slice).await;
        let units = &told["units"];
        let found = [&told["players"], &units["min"], &units["max"]].map(Value::as_u64);
        assert_eq!(found, [players, least, most].map(Some), "{slice}: {told}");
        assert_eq!(told["complete"], true);
    }
    assert_eq!(before("&dim.build=1.3").await["units"]["mean"], 3.0);
    let newest = before("&dim.build=1.3&limit=1").await;
    assert_eq!(
        (&newest["players"], &newest["covered_since"]),
        (&json!(1), &json!(at(5)))
    );
    assert_eq!(before("&map=ice").await["players"], 0);
    let others = "/api/events/loot-before?event_type=boss&item=duck&map=%20(other)";
    app.get(others).await.expect(400);
}

async fn the_rate_by_level_is_that_of_sheets_in_the_slice(database: TestDatabase) {
    let app = game(database).await;
    let rates = async |slice: &str| {
        let path = format!("/api/events/rate-by-level?event_type=boss{slice}");
        app.get_json(&path).await["data"].take()
    };
    for (slice, levels) in [
        ("", vec![(0, 2, 0), (10, 2, 1), (20, 1, 1)]),
        ("&dim.build=1.3", vec![(0, 1, 0), (10, 2, 1), (20, 1, 1)]),
        ("&dim.build=1.2", vec![(0, 1, 0)]),
        ("&experiment=odds&variant=b", vec![(10, 2, 1)]),
        ("&map=dust", vec![(10, 1, 1)]),
        ("&map=ice", vec![]),
    ] {
        let told = rates(slice).await;
        let found = told["levels"].as_array().unwrap().iter().map(|level| {
            let number = |name: &str| level[name].as_u64().unwrap();
            (number("from"), number("sheets"), number("with_event"))
        });
        assert_eq!(found.collect::<Vec<_>>(), levels, "{slice}: {told}");
        assert_eq!(told["complete"], true, "{slice}: {told}");
    }
    // What is of another slice was looked at, too.
    let newest = rates("&experiment=odds&variant=b&limit=1").await;
    assert_eq!(
        (&newest["sheets"], &newest["covered_since"]),
        (&json!(1), &json!(at(2)))
    );
}
