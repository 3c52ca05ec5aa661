//! `GET /api/events` and the questions about one type of event below it.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

async fn with_some_events() -> TestApp {
    let app = TestApp::spawn().await;
    for k in 0..6 {
        let sheet = json!({
            "match_id": format!("m{k}"), "player_id": format!("p{}", k % 2), "player_level": k * 3,
            "timestamp": format!("2026-01-31T{:02}:00:00Z", 10 + k), "looted_items": {"rubber duck": k + 1},
            "game_mode": "solo", "events": if k >= 4 { json!([{"event_type": "boss/defeat"}, {"event_type": "jump"}]) } else { json!([]) },
        });
        app.submit(&sheet).await.expect(201);
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_counted_by_type_and_time() {
    let app = with_some_events().await;
    let all = app.get_json("/api/events").await;
    let expected = json!({
        "total_events": 4, "event_types": {"boss/defeat": 2, "jump": 2}, "tz": "UTC",
        "counted": {"since": null, "until": null},
    });
    assert_eq!(all, json!({"success": true, "data": expected}));
    let path = "/api/events?type=jump&game_mode=solo&since=2026-01-31T15:10:00Z&bucket=hour";
    let late = app.get_json(path).await;
    let point = json!({"start": "2026-01-31T15:00:00.000Z", "event_type": "jump", "events": 1});
    assert_eq!(
        late["data"],
        json!({
            "total_events": 1, "event_types": {"jump": 1}, "tz": "UTC", "points": [point],
            "counted": {"since": "2026-01-31T15:00:00.000Z", "until": null},
        })
    );
    let days = app.get_json("/api/events?bucket=day").await;
    assert_eq!(days["data"]["points"].as_array().unwrap().len(), 2);
    assert_eq!(
        app.get_json("/api/events?game_mode=duo").await["data"]["total_events"],
        0
    );
    for query in ["bucket=minute", "type=", "limit=1"] {
        app.get(&format!("/api/events?{query}"))
            .await
            .expect_error(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looted_before_the_first_event_is_told_with_its_spread() {
    let app = with_some_events().await;
    let path = "/api/events/boss%2Fdefeat/loot-before";
    let answer = app.get_json(&format!("{path}?item=rubber+duck")).await;
    // p0 met the boss at 14:00 with 1 + 3 ducks, p1 at 15:00 with 2 + 4.
    let units = json!({"mean": 5.0, "median": 5.0, "standard_deviation": f64::sqrt(2.0), "min": 4, "max": 6});
    let expected = json!({
        "event_type": "boss/defeat", "item": "rubber duck", "players": 2, "units": units,
        "complete": true, "covered_since": null,
    });
    assert_eq!(answer, json!({"success": true, "data": expected}));
    let newest = app
        .get_json(&format!("{path}?item=rubber%20duck&limit=1"))
        .await;
    assert_eq!(newest["data"]["units"]["mean"], 6.0);
    assert_eq!(newest["data"]["covered_since"], "2026-01-31T15:00:00.000Z");
    let nothing = app.get_json(&format!("{path}?item=unheard")).await;
    assert_eq!(nothing["data"]["units"]["max"], 0);
    let nobody = format!("{path}?item=medkit&since=2030-01-01T00:00:00Z");
    assert_eq!(app.get_json(&nobody).await["data"]["units"], Value::Null);
    let missing = app.get(path).await.expect_error(400);
    assert_eq!(
        missing["faults"][0],
        json!({"field": "item", "reason": "is required"})
    );
    app.get(&format!("{path}?item=a&limit=50001"))
        .await
        .expect_error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rate_of_an_event_is_told_by_level() {
    let app = with_some_events().await;
    let path = "/api/events/boss%2Fdefeat/rate-by-level";
    let answer = app.get_json(path).await;
    let expected = json!({
        "event_type": "boss/defeat", "level_width": 10, "sheets": 6, "sheets_without_level": 0,
        "levels": [
            {"from": 0, "to": 9, "sheets": 4, "with_event": 0, "rate": 0.0},
            {"from": 10, "to": 19, "sheets": 2, "with_event": 2, "rate": 1.0},
        ],
        "complete": true, "covered_since": null,
    });
    assert_eq!(answer, json!({"success": true, "data": expected}));
    let wide = app
        .get_json(&format!(
            "{path}?width=100&game_mode=solo&until=2026-01-31T15:00:00Z"
        ))
        .await;
    assert_eq!(wide["data"]["levels"][0]["rate"], 0.2);
    for query in ["width=0", "limit=200001", "item=x"] {
        app.get(&format!("{path}?{query}")).await.expect_error(400);
    }
}
