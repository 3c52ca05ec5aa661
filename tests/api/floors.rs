//! Places at the heights of a floor: of items and of events, and within a rectangle.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    places_are_told_apart_by_height,
}

/// What an answer's grid adds up to.
fn in_grid(data: &Value) -> u64 {
    let rows = data["grid"]["cells"].as_array().into_iter().flatten();
    let cells = rows.flat_map(|row| row.as_array().unwrap());
    cells.map(|units| units.as_u64().unwrap()).sum()
}

async fn places_are_told_apart_by_height(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    // Of each player one coin in the cellar, two on the ground, one right where the attic begins, and one nowhere.
    let sheets: Vec<_> = (0..5)
        .map(|k| {
            let places = json!([[k, 1, -4], [k, 2, 0], {"x": k, "y": 3, "z": 3.9}, [k, 4, 4], [k, 5]]);
            let event = |z: i32| json!({"event_type": "jump", "position": [k, 1, z]});
            json!({
                "match_id": "m", "player_id": format!("p{k}"), "map": "dust", "looted_items": {"coin": 5},
                "locations": {"coin": places}, "events": [event(-4), event(7), {"event_type": "jump", "position": [k, 9]}],
            })
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    for (heights, coins, jumps) in [
        ("", 25, 15),
        ("&z_max=0", 5, 5),
        ("&z_min=0&z_max=4", 10, 0),
        ("&z_min=4", 5, 5),
        ("&z_min=-1000", 20, 10),
    ] {
        let path = format!("/api/sheets/places?item=coin&map=dust{heights}");
        let found = app.get_json(&path).await["data"].take();
        assert_eq!(
            (&found["count"], in_grid(&found)),
            (&json!(coins), coins),
            "{heights}"
        );
        let path = format!("/api/events/places?event_type=jump&map=dust{heights}");
        let placed = app.get_json(&path).await["data"].take();
        assert_eq!(
            (&placed["count"], in_grid(&placed)),
            (&json!(jumps), jumps),
            "{heights}"
        );
        let path = format!("/api/sheets/within?map=dust&x_min=2{heights}");
        let within = app.get_json(&path).await["data"].take();
        assert_eq!(within["units"], json!(coins * 3 / 5), "{heights}");
    }
    let wrong = app
        .get("/api/sheets/places?item=coin&z_min=4&z_max=4")
        .await;
    let told = wrong.expect_error(400);
    assert_eq!(told["faults"][0]["field"], "z_max");
}
