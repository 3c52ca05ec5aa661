//! `GET /`: the home page.

use crate::harness::app::TestApp;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_names_every_endpoint_and_loads_nothing_from_elsewhere() {
    let app = TestApp::spawn().await;
    app.submit(&json!({"match_id": "m", "player_id": "p", "looted_items": {"<script>": 1}}))
        .await
        .expect(201);
    let page = app.get("/").await;
    assert_eq!(page.status, 200);
    assert!(
        page.header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
    let html = page.text();
    for path in [
        "/api/submit",
        "/api/submit/batch",
        "/api/events",
        "/api/stats",
        "/api/aggregate",
        "/api/heatmap/",
        "/api/activity",
        "/api/activity/items",
        "/api/spread",
        "/api/journey/",
        "/loot-before",
        "/rate-by-level",
        "/api/matches",
        "/api/players",
        "/api/names",
        "/api/flows",
        "/api/funnel",
        "/dashboard",
        "/api/quality",
        "/api/dead-letters",
        "/api/health",
        "/api/clear",
        "/docs",
    ] {
        assert!(html.contains(path), "{path} is not on it");
    }
    assert!(html.contains("curl"), "no example to copy");
    for part in html
        .split(['"', '\''])
        .filter(|part| part.starts_with("http") || part.starts_with("//"))
    {
        assert!(
            part.contains("localhost") || part.contains("127.0.0.1") || part.contains("w3.org"),
            "points elsewhere: {part}"
        );
    }
    for asset in html.split('"').filter(|part| part.starts_with("/assets/")) {
        assert_eq!(app.get(asset).await.status, 200, "{asset}");
    }
}
