//! Where events of one match or one player happened.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    events_of_one_match_or_player_have_places_of_their_own,
}

async fn events_of_one_match_or_player_have_places_of_their_own(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    // Twelve jumps of three players in two matches, half of them on another map, and others without a place.
    let events: Vec<_> = (0..24)
        .map(|k| {
            json!({
                "event_type": "jump", "match_id": format!("m{}", k % 2), "player_id": format!("p{}", k % 3),
                "position": (k < 18).then_some([k, k / 2]), "map": if k % 4 < 2 { "dust" } else { "ice" },
                "timestamp": format!("2026-01-02T10:{k:02}:00Z"), "details": {"high": k % 3 == 0},
            })
        })
        .collect();
    let sent = app.post("/api/events", Value::from(events.clone()).to_string());
    sent.await.expect(201);
    let count = |wanted: &dyn Fn(&Value, usize) -> bool| {
        let rows = events.iter().zip(0..);
        let rows = rows.filter(|(event, k)| event["map"] == "dust" && wanted(event, *k));
        rows.filter(|(event, _)| event["position"].is_array())
            .count()
    };
    for (query, expected) in [
        ("match_id=m1", count(&|event, _| event["match_id"] == "m1")),
        (
            "player_id=p2",
            count(&|event, _| event["player_id"] == "p2"),
        ),
        (
            "match_id=m0&player_id=p0",
            count(&|event, _| event["match_id"] == "m0" && event["player_id"] == "p0"),
        ),
        (
            "match_id=m1&since=2026-01-02T10:05:00Z",
            count(&|event, k| event["match_id"] == "m1" && k >= 5),
        ),
        (
            "match_id=m1&details.high=true",
            count(&|event, _| event["match_id"] == "m1" && event["details"]["high"] == true),
        ),
        ("match_id=nobody", 0),
    ] {
        for path in ["events/places?event_type=jump&", "events/jump/places?"] {
            let path = format!("/api/{path}map=dust&{query}");
            let placed = app.get_json(&path).await["data"].take();
            assert_eq!(placed["count"], expected, "{path}");
            assert_eq!(placed["complete"], true, "{path}");
        }
    }
    // As many as of everyone, of whom totals tell.
    let all = app
        .get_json("/api/events/places?event_type=jump&map=dust")
        .await;
    assert_eq!(all["data"]["count"], count(&|_, _| true));
}
