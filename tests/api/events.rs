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
    assert_eq!(fields, ["position", "event_type", "match_id", "player_id"]);
    let alone = app.post("/api/events", "{}").await.expect_error(400);
    assert_eq!(alone["faults"].as_array().unwrap().len(), 3, "{alone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_event_at_all_is_400() {
    let app = TestApp::spawn().await;
    for body in ["", "[]", "7", "null"] {
        app.post("/api/events", body).await.expect_error(400);
    }
}
