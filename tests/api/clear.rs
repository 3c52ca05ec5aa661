//! `POST /api/clear`: safe by default.

use crate::harness::app::TestApp;
use loot::server::ServerOptions;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn it_is_forbidden_unless_switched_on() {
    let app = TestApp::spawn().await;
    app.submit(&json!({"match_id": "m", "player_id": "p", "looted_items": {}}))
        .await
        .expect(201);
    let error = app.post("/api/clear", "").await.expect_error(403);
    assert!(
        error["error"].as_str().unwrap().contains("--allow-clear"),
        "says no way on: {error}"
    );
    assert_eq!(app.stored_sheets().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_on_it_empties_everything() {
    let app = TestApp::spawn_with(ServerOptions {
        allow_clear: true,
        ..ServerOptions::default()
    })
    .await;
    let sheet =
        json!({"match_id": "m", "player_id": "p", "looted_items": {"medkit": 1}, "sheet_id": "k"});
    app.submit(&sheet).await.expect(201);
    app.submit(&json!({})).await.expect_error(400);
    let page = [("content-type", "text/html")];
    let refused = app.request("POST", "/api/submit", &page, "").await;
    refused.expect_error(415);
    let answer = app.post("/api/clear", "").await.expect(200);
    assert_eq!(
        answer,
        json!({"success": true, "message": "Database cleared successfully"})
    );
    let quality = app.get_json("/api/quality").await;
    assert_eq!(quality["data"]["refused_requests"], 0);
    assert_eq!(app.get_json("/api/stats").await["count"], 0);
    assert_eq!(app.get_json("/api/dead-letters").await["count"], 0);
    assert_eq!(
        app.get_json("/api/aggregate").await["data"]["total_items"],
        json!({})
    );
    // The key is forgotten with the rest.
    app.submit(&sheet).await.expect(201);
}
