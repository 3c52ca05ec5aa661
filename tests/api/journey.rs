//! `GET /api/journey/{player_id}`.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

async fn with_a_player() -> TestApp {
    let app = TestApp::spawn().await;
    for minute in [0, 10, 50] {
        let sheet = json!({
            "match_id": format!("m{minute}"), "player_id": "ann/b 100%", "timestamp": format!("2026-01-31T12:{minute:02}:00Z"),
            "looted_items": {"medkit": 2}, "sheet_id": minute.to_string(), "id": "theirs",
            "events": [{"event_type": "jump", "position": [1, 2], "details": {"height": 3}}],
        });
        app.submit(&sheet).await.expect(201);
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_and_events_are_on_one_line_with_sessions_and_totals() {
    let app = with_a_player().await;
    let path = "/api/journey/ann%2Fb%20100%25";
    let journey = app.get_json(&format!("{path}?order=desc&limit=3")).await;
    assert_eq!(journey["success"], true);
    assert_eq!(journey["player_id"], "ann/b 100%");
    assert_eq!(journey["first_seen"], "2026-01-31T12:00:00.000Z");
    assert_eq!(journey["last_seen"], "2026-01-31T12:50:00.000Z");
    let totals = json!({
        "sheets": 3, "units": 6, "events": 3, "sessions": 2, "items": {"medkit": 6}, "event_types": {"jump": 3}
    });
    assert_eq!(journey["totals"], totals);
    assert_eq!(journey["session_gap_minutes"], 30);
    let sessions = json!([
        {"start": "2026-01-31T12:50:00.000Z", "end": "2026-01-31T12:50:00.000Z", "duration_s": 0.0, "sheets": 1, "events": 1},
        {"start": "2026-01-31T12:00:00.000Z", "end": "2026-01-31T12:10:00.000Z", "duration_s": 600.0, "sheets": 2, "events": 2},
    ]);
    assert_eq!(journey["sessions"], sessions);
    assert_eq!(kinds(&journey), ["sheet", "event", "sheet"]);
    let [sheet, event, _] = journey["data"].as_array().unwrap().as_slice() else {
        panic!("{journey}")
    };
    assert_eq!(
        (&sheet["sheet_id"], &sheet["event_count"]),
        (&json!("50"), &json!(1))
    );
    assert_eq!(sheet["extra"], json!({"id": "theirs"}));
    assert_eq!(
        (&event["event_type"], &event["details"]),
        (&json!("jump"), &json!({"height": 3}))
    );
    assert_eq!(event["stat_sheet_id"], sheet["id"]);

    let next = journey["next"].as_str().unwrap();
    let rest = app
        .get_json(&format!("{path}?order=desc&limit=3&cursor={next}"))
        .await;
    assert_eq!(kinds(&rest), ["event", "sheet", "event"]);
    assert_eq!(rest["next"], Value::Null);
    let oldest = app.get_json(&format!("{path}?limit=3")).await;
    assert_eq!(kinds(&oldest), ["event", "sheet", "event"]);
    assert_eq!(oldest["data"][0]["id"], rest["data"][2]["id"]);
    assert_eq!(
        app.get_json(&format!("/api/v1{}", &path[4..])).await["count"],
        6
    );
    let jumps = app
        .get_json(&format!(
            "{path}?type=jump&gap=60&since=2026-01-31T12:05:00Z&until=2026-01-31T12:50:00Z"
        ))
        .await;
    assert_eq!(
        (kinds(&jumps), &jumps["totals"]["sessions"]),
        (vec!["event"], &json!(1))
    );
}

fn kinds(journey: &Value) -> Vec<&str> {
    let rows = journey["data"].as_array().unwrap();
    assert_eq!(journey["count"], rows.len());
    rows.iter()
        .map(|row| row["kind"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_player_is_ranked_among_the_others_by_units() {
    let app = with_a_player().await;
    let alone = app.get_json("/api/journey/ann%2Fb%20100%25").await;
    assert_eq!(alone["percentile_rank"], Value::Null);
    for (player, units) in [("less", 1), ("as much", 6), ("more", 20), ("nothing", 0)] {
        let sheet =
            json!({"match_id": "m", "player_id": player, "looted_items": {"medkit": units}});
        app.submit(&sheet).await.expect(201);
    }
    // Two of the four others have less, one has as much.
    let ranked = app.get_json("/api/journey/ann%2Fb%20100%25?limit=1").await;
    assert_eq!(ranked["percentile_rank"], json!(2.5 / 4.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn players_of_events_alone_are_ranked_by_what_they_looted() {
    let app = TestApp::spawn().await;
    for (player, units) in [("less", 1), ("ann", 6), ("more", 20), ("nothing", 0)] {
        let looted = match units {
            0 => json!({}),
            _ => json!({"medkit": units}),
        };
        let event = json!({"event_type": "open", "player_id": player, "items": looted});
        app.post("/api/events", event.to_string()).await.expect(201);
    }
    let ranked = app.get_json("/api/journey?player_id=ann").await;
    assert_eq!(ranked["percentile_rank"], json!(0.5));
    let unranked = app.get_json("/api/journey?player_id=nothing").await;
    assert_eq!(unranked["percentile_rank"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_player_is_404_and_a_wrong_question_400() {
    let app = with_a_player().await;
    let unknown = app.get("/api/journey/nobody").await.expect_error(404);
    assert_eq!(unknown["faults"][0]["field"], "player_id");
    for (query, field) in [
        ("limit=1001", "limit"),
        ("gap=0", "gap"),
        ("cursor=17", "cursor"),
        ("type=", "type"),
        ("order=newest", "order"),
        ("since=2026-01-02&until=2026-01-01", "until"),
        ("player_id=ann", "player_id"),
    ] {
        let answer = app.get(&format!("/api/journey/ann?{query}")).await;
        assert_eq!(
            answer.expect_error(400)["faults"][0]["field"],
            field,
            "{query}"
        );
    }
    app.get("/api/journey/%20").await.expect_error(400);
    app.get("/api/journey").await.expect_error(400);
    app.post("/api/journey/ann", "{}").await.expect_error(405);
}
