//! Long work: asked for, followed, and what came of it.

use crate::harness::app::TestApp;
use crate::harness::waiting::until;
use serde_json::{Value, json};

const REPLAY: &str = "/api/dead-letters/replay";

async fn ended(app: &TestApp, id: &Value) -> Value {
    let path = format!("/api/jobs/{id}");
    let is_open = |job: &Value| ["waiting", "running"].contains(&job["state"].as_str().unwrap());
    until("the job ends", async || {
        !is_open(&app.get_json(&path).await["data"])
    })
    .await;
    app.get_json(&path).await["data"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_in_the_background_is_told_in_the_end() {
    let app = TestApp::spawn().await;
    for _ in 0..3 {
        app.submit(&json!({"match_id": "m"})).await.expect(400);
    }
    let ask = json!({"reason": "player_id", "background": true});
    let begun = app.post(REPLAY, ask.to_string()).await.expect(202);
    let job = ended(&app, &begun["job"]).await;
    assert_eq!(job["state"], "done");
    assert_eq!(job["kind"], "replay_dead_letters");
    assert_eq!(job["parameters"]["reason"], "player_id");
    assert_eq!(
        job["result"],
        json!({"accepted": 0, "duplicates": 0, "rejected": 3})
    );
    assert!(job["as_of"].as_str() <= job["updated_at"].as_str());
    let second = app.post(REPLAY, ask.to_string()).await.expect(202);
    ended(&app, &second["job"]).await;
    let jobs = app.get_json("/api/jobs?limit=1").await;
    assert_eq!(jobs["data"][0]["id"], second["job"]);
    let older = format!("/api/jobs?cursor={}", jobs["next"].as_str().unwrap());
    assert_eq!(app.get_json(&older).await["data"][0]["id"], begun["job"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_job_is_refused_and_begins_none() {
    let app = TestApp::spawn().await;
    for (path, ask, field) in [
        (REPLAY, json!({"background": true}), "body"),
        (REPLAY, json!({"ids": [1], "background": true}), "ids"),
        (
            REPLAY,
            json!({"all": true, "after": 7, "background": true}),
            "after",
        ),
    ] {
        let refusal = app.post(path, ask.to_string()).await.expect_error(400);
        assert_eq!(refusal["faults"][0]["field"], field, "{ask}");
    }
    app.get("/api/jobs/1").await.expect_error(404);
    app.get("/api/jobs/first").await.expect_error(400);
    assert_eq!(app.get_json("/api/jobs").await["count"], 0);
}
