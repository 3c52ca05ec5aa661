//! CORS: off unless origins are named.

use crate::harness::app::TestApp;
use loot::server::ServerOptions;

const ORIGIN: &str = "https://stats.example.com";

async fn preflight(app: &TestApp, origin: &str) -> crate::harness::http::Answer {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    app.request("OPTIONS", "/api/submit", &headers, "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn by_default_no_page_of_another_origin_may_read() {
    let app = TestApp::spawn().await;
    let answer = app
        .request("GET", "/api/stats", &[("origin", ORIGIN)], "")
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(
        preflight(&app, ORIGIN)
            .await
            .header("access-control-allow-origin"),
        None
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn named_origins_may_and_others_may_not() {
    let cors_origins = vec![ORIGIN.to_owned()];
    let app = TestApp::spawn_with(ServerOptions {
        cors_origins,
        ..ServerOptions::default()
    })
    .await;
    let answer = app
        .request("GET", "/api/stats", &[("origin", ORIGIN)], "")
        .await;
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    let answer = preflight(&app, ORIGIN).await;
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (200, Some(ORIGIN))
    );
    for method in ["PUT", "DELETE"] {
        let headers = [
            ("origin", ORIGIN),
            ("access-control-request-method", method),
        ];
        let answer = app.request("OPTIONS", "/api/maps/dust", &headers, "").await;
        let allowed = answer
            .header("access-control-allow-methods")
            .unwrap_or_default();
        assert!(allowed.contains(method), "{method}: {allowed}");
    }
    let refused = preflight(&app, "https://evil.example.com").await;
    assert_eq!(refused.header("access-control-allow-origin"), None);
    // A refusal is readable too.
    let error = app
        .request("GET", "/nowhere", &[("origin", ORIGIN)], "")
        .await;
    error.expect_error(404);
    assert_eq!(error.header("access-control-allow-origin"), Some(ORIGIN));
    // Who sends no origin is no browser; what is kept of that answer is still not for a browser of any origin.
    let plain = app.get("/api/stats").await;
    assert_eq!(plain.status, 200);
    for answer in [&plain, &error, &refused] {
        let vary = answer.headers.iter().filter(|(name, _)| name == "vary");
        let vary: Vec<&str> = vary.map(|(_, value)| value.as_str()).collect();
        assert!(
            vary.iter().any(|value| value.contains("Origin")),
            "{vary:?}"
        );
        assert!(vary.contains(&"accept-encoding"), "{vary:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_star_lets_everyone() {
    let cors_origins = vec!["*".to_owned()];
    let app = TestApp::spawn_with(ServerOptions {
        cors_origins,
        ..ServerOptions::default()
    })
    .await;
    let answer = preflight(&app, "http://anybody.example").await;
    assert!(matches!(
        answer.header("access-control-allow-origin"),
        Some("*" | "http://anybody.example")
    ));
}
