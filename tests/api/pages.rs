//! The home page, and what all pages say.

use crate::harness::app::TestApp;
use loot::server::ServerOptions;
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

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_is_one_page_at_every_view_under_a_strict_policy() {
    let app = TestApp::spawn().await;
    for path in [
        "/dashboard",
        "/dashboard/map?item=medkit",
        "/dashboard/matches/m%2F1",
    ] {
        let page = app.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        for loose in ["unsafe-inline", "unsafe-eval", "http:", "https:", " *"] {
            assert!(!policy.contains(loose), "{policy}");
        }
        for asset in page
            .text()
            .split('"')
            .filter(|part| part.starts_with("/assets/"))
        {
            assert_eq!(app.get(asset).await.status, 200, "{asset}");
        }
    }
    assert_eq!(app.get("/dashboard/").await.status, 308);
    app.get("/dashboard/nowhere").await.expect_error(404);
    let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    for path in ["/dashboard/nowhere", "/nowhere", "/docs/nowhere"] {
        app.get(path).await.expect_error(404);
        let page = app.request("GET", path, &browser, "").await;
        assert_eq!(page.status, 404, "{path}");
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(
            page.text().contains("href=\"/dashboard\""),
            "{}",
            page.text()
        );
        assert_eq!(page.header("vary"), Some("accept"));
    }
    for path in ["/api/nowhere", "/assets/nowhere.js"] {
        let error = app.request("GET", path, &browser, "").await;
        error.expect_error(404);
    }
    for nothing in ["latest/mod.rs", "0123456789abcdef/app.js", "app.js"] {
        let path = format!("/assets/dashboard/{nothing}");
        app.get(&path).await.expect_error(404);
    }
    app.post("/dashboard", "{}").await.expect_error(405);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chart_library_is_sent_compressed_and_once() {
    let app = TestApp::spawn().await;
    let now = app.get("/assets/plotly.js").await;
    assert_eq!(now.status, 307);
    let path = now.header("location").unwrap();
    let page = app.get("/dashboard").await.text().to_owned();
    assert!(page.contains(&format!("data-plotly=\"{path}\"")), "{path}");
    let gzip = [("accept-encoding", "gzip")];
    let first = app.request("GET", path, &gzip, "").await;
    assert_eq!(
        first.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    assert_eq!(first.header("content-encoding"), Some("gzip"));
    assert!(
        first.body.len() < 1_600_000,
        "{} bytes on the wire",
        first.body.len()
    );
    let tag = first.header("etag").unwrap();
    let again = [gzip[0], ("if-none-match", tag)];
    let second = app.request("GET", path, &again, "").await;
    assert_eq!((second.status, second.body.len()), (304, 0));
    app.get("/assets/plotly/0123456789abcdef.js")
        .await
        .expect_error(404);
    let plain = app.get(path).await;
    assert!(plain.header("content-encoding").is_none() && plain.body.len() > 4_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_names_the_environment() {
    let app = TestApp::spawn_with(ServerOptions {
        environment: Some("staging".into()),
        base_path: "/loot".into(),
        ..ServerOptions::default()
    })
    .await;
    for (path, status) in [
        ("/", 200),
        ("/dashboard", 200),
        ("/dashboard/map", 200),
        ("/docs/websocket", 200),
        ("/nowhere", 404),
    ] {
        let accept = [("accept", "text/html")];
        let page = app.request("GET", path, &accept, "").await;
        assert_eq!(page.status, status, "{path}");
        for said in [
            "data-environment=\"staging\"",
            "<title>loot staging ·",
            "<span class=\"environment staging\">staging</span>",
        ] {
            assert!(page.text().contains(said), "{path} has no {said}");
        }
    }
    assert_eq!(app.get_json("/api/health").await["environment"], "staging");
}
