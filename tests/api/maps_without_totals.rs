//! Places on a map that came when all places of maps were taken: no total has them, and whoever asks learns where they are.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    places_on_a_map_past_the_limit_are_found_in_the_rows,
}

/// A sheet with a find and an event on each of `maps` maps; 200 maps have totals.
fn sheets(maps: u32) -> Vec<Value> {
    let sheet = |k: u32| {
        json!({
            "match_id": "m", "player_id": "ann", "map": format!("map{k:03}"), "timestamp": "2026-01-31T10:00:00Z",
            "looted_items": {"duck": 2}, "locations": {"duck": [[1, 1], [2, 2]]},
            "events": [{"event_type": "kill", "position": [3, 3]}],
        })
    };
    (0..maps).map(sheet).collect()
}

async fn places_on_a_map_past_the_limit_are_found_in_the_rows(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let data = async |path: &str| app.get_json(path).await["data"].take();
    let heat = async |map: &str| {
        let heat = data(&format!("/api/heatmap?item=duck&map={map}")).await;
        (heat["count"].clone(), heat["map_in_totals"].clone())
    };
    app.submit_batch(&sheets(200)).await.expect(201);
    assert_eq!(heat("map007").await, (json!(2), json!(true)));
    // Nothing is counted as another, so there is nothing on this map.
    assert_eq!(heat("map201").await, (json!(0), json!(true)));
    app.submit_batch(&sheets(202)[200..]).await.expect(201);
    assert_eq!(heat("map007").await, (json!(2), json!(true)));
    assert_eq!(heat("map201").await, (json!(0), json!(false)));
    assert_eq!(heat("nobodys").await, (json!(0), json!(true)));
    let several = app.get("/api/heatmap?item=duck&map=%20(other)").await;
    several.expect(400);
    let places = data("/api/sheets/places?item=duck&map=map201").await;
    assert_eq!(places["count"], 2);
    for map in ["map007", "map201"] {
        let path = format!("/api/events/places?event_type=kill&map={map}");
        let places = data(&path).await;
        let told = (&places["count"], &places["complete"]);
        assert_eq!(told, (&json!(1), &json!(true)), "{map}");
    }
}
