//! Saved views: what may be saved, what a name replaces, how one is deleted.

use crate::harness::app::TestApp;
use loot::server::ServerOptions;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_saved_replaced_and_deleted() {
    let app = TestApp::spawn().await;
    let ducks =
        json!({"name": " a/b & <c> ", "address": "/dashboard/map?item=a%2Fb", "pinned": true});
    let saved = app.post("/api/views", ducks.to_string()).await.expect(201);
    assert_eq!(saved["replaced"], false);
    assert_eq!(saved["data"]["name"], "a/b & <c>");
    let later = json!({"name": "a/b & <c>", "address": "/dashboard"});
    let saved = app.post("/api/views", later.to_string()).await.expect(200);
    assert_eq!(saved["replaced"], true);
    let listed = app.get_json("/api/v1/views").await;
    assert_eq!(listed["data"], json!([saved["data"]]));
    assert_eq!(listed["data"][0]["pinned"], false);
    let gone = "/api/views?name=a%2Fb%20%26%20%3Cc%3E";
    app.request("DELETE", gone, &[], "").await.expect(200);
    app.request("DELETE", gone, &[], "").await.expect_error(404);
    let plain = json!({"name": "été 1", "address": "/dashboard/matches/m%201"});
    app.post("/api/views", plain.to_string()).await.expect(201);
    let gone = app.request("DELETE", "/api/views/%C3%A9t%C3%A9%201", &[], "");
    gone.await.expect(200);
    assert_eq!(app.get_json("/api/views").await["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_own_pages_are_saved_and_all_faults_are_told() {
    let app = TestApp::spawn_with(ServerOptions {
        base_path: "/loot".into(),
        ..ServerOptions::default()
    })
    .await;
    let long = "n".repeat(101);
    for (body, fields) in [
        (
            json!({"name": "x", "address": "https://evil.example"}),
            &["address"][..],
        ),
        (
            json!({"name": "x", "address": "javascript:alert(1)"}),
            &["address"],
        ),
        (
            json!({"name": "x", "address": "/dashboard/../api/clear"}),
            &["address"],
        ),
        (
            json!({"name": "x", "address": "/dashboard/nowhere"}),
            &["address"],
        ),
        (
            json!({"name": "x", "address": "/loot/dashboard"}),
            &["address"],
        ),
        (json!({"name": long, "address": "/"}), &["name", "address"]),
        (json!({"name": "\u{7}", "address": "/dashboard"}), &["name"]),
        (json!({"name": "x"}), &["body"]),
        (
            json!({"name": "x", "address": "/dashboard", "colour": 1}),
            &["body"],
        ),
    ] {
        let refused = app.post("/loot/api/views", body.to_string()).await;
        let refused = refused.expect_error(400);
        let faults = refused["faults"].as_array().unwrap().iter();
        let told: Vec<_> = faults
            .map(|fault| fault["field"].as_str().unwrap())
            .collect();
        assert_eq!(told, fields, "{body}");
    }
    assert_eq!(app.get_json("/loot/api/views").await["data"], json!([]));
}
