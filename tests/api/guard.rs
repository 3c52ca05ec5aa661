//! Browsers of other people's pages: nothing is written for a page of another origin, nothing is told to a page whose
//! domain was pointed here.

use crate::harness::app::TestApp;
use crate::harness::http;
use crate::harness::socket::SocketClient;
use loot::server::ServerOptions;
use serde_json::{Value, json};

const SHEET: &str = r#"{"match_id":"m","player_id":"p","looted_items":{"medkit":1}}"#;

async fn app_with(options: ServerOptions) -> TestApp {
    TestApp::spawn_with(ServerOptions {
        allow_clear: true,
        ..options
    })
    .await
}

/// All that write, with their methods.
async fn writing_routes(app: &TestApp) -> Vec<(String, String)> {
    let document = app.get_json("/api/openapi.json").await;
    let paths = document["paths"].as_object().unwrap().iter();
    let all = paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().keys();
        methods.map(|method| (method.to_uppercase(), path.clone()))
    });
    let routes: Vec<_> = all.filter(|(method, _)| method != "GET").collect();
    for method in ["POST", "PUT", "DELETE"] {
        assert!(routes.iter().any(|route| route.0 == method), "{routes:?}");
    }
    routes
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_another_origin_writes_through_any_route() {
    let app = app_with(ServerOptions::default()).await;
    app.submit(&serde_json::from_str(SHEET).unwrap())
        .await
        .expect(201);
    let strangers: [&[(&str, &str)]; 8] = [
        &[("origin", "https://evil.example")],
        &[("origin", "https://localhost")],
        &[("origin", "http://localhost:3000")],
        &[("origin", "null")],
        &[("origin", "file://")],
        &[("origin", "chrome-extension://localhost")],
        &[("sec-fetch-site", "cross-site")],
        // As a form or a beacon sends it, which asks nobody first.
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("content-type", "text/plain"),
        ],
    ];
    for (method, route) in writing_routes(&app).await {
        for headers in strangers {
            let answer = app.request(&method, &route, headers, SHEET).await;
            let error = answer.expect_error(403);
            assert_eq!(error["faults"][0]["field"], "origin", "{route}: {error}");
            let reason = error["error"].as_str().unwrap();
            assert!(reason.contains("--cors-origin"), "{route}: {reason}");
        }
    }
    assert_eq!(app.stored_sheets().await, 1);
    // Reading is what CORS is for.
    let reading = app.request("GET", "/api/stats", strangers[0], "").await;
    reading.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn games_our_own_pages_and_named_origins_write() {
    let app = app_with(ServerOptions {
        cors_origins: vec!["https://play.example.com".into()],
        ..ServerOptions::default()
    })
    .await;
    let friends: [&[(&str, &str)]; 5] = [
        &[],
        &[("origin", "http://localhost")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "same-origin")],
        &[
            ("origin", "https://play.example.com"),
            ("sec-fetch-site", "cross-site"),
        ],
    ];
    for headers in friends {
        let answer = app.request("POST", "/api/submit", headers, SHEET).await;
        answer.expect(201);
    }
    let cleared = app.request("POST", "/api/clear", friends[1], "").await;
    cleared.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_another_host_is_told_nothing() {
    let app = app_with(ServerOptions {
        hosts: vec!["stats.example.com".into()],
        ..ServerOptions::default()
    })
    .await;
    let document = app.get_json("/api/openapi.json").await;
    let mut paths: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    paths.extend(["/", "/dashboard", "/docs/", "/assets/home.css", "/nowhere"]);
    for path in paths {
        for method in ["GET", "POST"] {
            let evil = [("host", "evil.example:5000")];
            let answer = app.request(method, path, &evil, "").await;
            let error = answer.expect_error(421);
            assert_eq!(error["faults"][0]["field"], "host");
            let reason = error["error"].as_str().unwrap();
            assert!(
                reason.contains("evil.example") && reason.contains("--host"),
                "{path}: {reason}"
            );
        }
    }
    for no_host in ["", "host: localhost\r\nhost: localhost\r\n"] {
        let request = format!("GET /api/stats HTTP/1.1\r\n{no_host}connection: close\r\n\r\n");
        let answer = http::exchange(app.address, request.as_bytes()).await;
        assert_eq!(answer.unwrap().status, 400, "{no_host:?}");
    }
    let own = app.address.to_string();
    for host in ["localhost:9", "[::1]:5000", "stats.example.com", &own] {
        let answer = app
            .request("GET", "/api/stats", &[("host", host)], "")
            .await;
        assert_eq!(answer.status, 200, "{host}");
    }
    for path in ["/ws/live", "/ws/telemetry"] {
        // To the browser, page and server are of one origin.
        let rebound = [
            ("host", "evil.example"),
            ("origin", "http://evil.example"),
            ("sec-fetch-site", "same-origin"),
        ];
        let opened = SocketClient::try_open(app.address, path, &rebound).await;
        opened.err().unwrap().expect_error(421);
        let named = [("host", "stats.example.com")];
        let opened = SocketClient::try_open(app.address, path, &named).await;
        assert!(opened.is_ok(), "{path}");
    }
    let total: Value = app.get_json("/api/aggregate").await;
    assert_eq!(total["data"]["total_stat_sheets"], json!(0));
}
