//! `POST /api/events`.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

fn event(key: &str) -> Value {
    json!({"event_type": "jump", "match_id": "m", "player_id": "p", "event_id": key, "position": [1, 2]})
}

#[tokio::test(flavor = "multi_thread")]
async fn one_event_an_array_and_lines_are_answered_as_a_batch() {
    let app = TestApp::spawn().await;
    let accepted = |answer: &Value| answer["accepted"].as_u64().unwrap();
    let one = app
        .post("/api/events", event("a").to_string())
        .await
        .expect(201);
    assert_eq!(
        one,
        json!({"success": true, "accepted": 1, "duplicates": 0, "rejected": 0, "results": []})
    );
    let array = json!([event("a"), event("b")]).to_string();
    let array = app.post("/api/v1/events", array).await.expect(201);
    assert_eq!((accepted(&array), &array["duplicates"]), (1, &json!(1)));
    let lines = format!("{}\n{}\n", event("c"), event("d"));
    assert_eq!(
        accepted(&app.post_lines("/api/events", lines).await.expect(201)),
        2
    );
    assert_eq!(
        app.get_json("/api/aggregate").await["data"]["total_events"],
        4
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_event_is_refused_alone_with_all_its_faults() {
    let app = TestApp::spawn().await;
    let batch = json!([event("a"), {"position": [1]}, event("b")]);
    let answer = app.post("/api/events", batch.to_string()).await.expect(207);
    assert_eq!(
        (&answer["accepted"], &answer["rejected"]),
        (&json!(2), &json!(1))
    );
    let fields: Vec<_> = answer["results"][0]["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["position", "event_type", "player_id"]);
    let alone = app.post("/api/events", "{}").await.expect_error(400);
    assert_eq!(alone["faults"].as_array().unwrap().len(), 2, "{alone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_event_at_all_is_400() {
    let app = TestApp::spawn().await;
    for body in ["", "[]", "7", "null"] {
        app.post("/api/events", body).await.expect_error(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_seen_in_events_alone_is_in_totals_as_in_lists() {
    let app = TestApp::spawn().await;
    let sheet = |match_id: &str, player: &str, mode: &str| json!({"match_id": match_id, "player_id": player, "game_mode": mode, "looted_items": {"coin": 1}});
    let seen = |match_id: &str, player: &str| json!({"event_type": "jump", "match_id": match_id, "player_id": player});
    let counted = async |query: &str| {
        let mut lengths = Vec::new();
        for list in ["players", "matches"] {
            let rows = app.get_json(&format!("/api/{list}?{query}")).await["data"].take();
            lengths.push(rows.as_array().unwrap().len());
        }
        let totals = app.get_json(&format!("/api/aggregate?{query}")).await["data"].take();
        let totals = ["total_players", "total_matches"].map(|name| totals[name].as_u64().unwrap());
        assert_eq!(totals.map(|n| n as usize), lengths.as_slice(), "{query}");
        (lengths[0], lengths[1])
    };
    let events = json!([seen("m1", "p1"), seen("m2", "p2"), seen("m2", "p2")]);
    app.post("/api/events", events.to_string())
        .await
        .expect(201);
    assert_eq!(counted("").await, (2, 2));
    app.submit(&sheet("m1", "p3", "solo")).await.expect(201);
    app.submit(&sheet("m2", "p2", "solo")).await.expect(201);
    assert_eq!(counted("").await, (3, 2));
    assert_eq!(counted("game_mode=solo").await, (2, 2));
    let again = json!([seen("m3", "p3"), seen("m1", "p2")]);
    app.post("/api/events", again.to_string()).await.expect(201);
    assert_eq!(counted("").await, (3, 3));
    assert_eq!(counted("game_mode=solo").await, (2, 2));
}
