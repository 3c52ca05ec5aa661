//! Health, for people and for orchestrators.

use crate::harness::app::TestApp;
use crate::harness::database::TestDatabase;
use crate::harness::waiting::until;
use loot::server::ServerOptions;

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_server_says_so_with_version_and_database() {
    for (database, kind) in [
        (TestDatabase::sqlite(), "sqlite"),
        (TestDatabase::postgres().await, "postgresql"),
    ] {
        let app = TestApp::spawn_on(database, ServerOptions::default()).await;
        let health = app.get_json("/api/health").await;
        assert_eq!(health["status"], "healthy");
        assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
        assert!(health["timestamp"].is_string() && health["message"].is_string());
        assert!(health["database"].to_string().contains(kind), "{health}");
        app.get_json("/health/live").await;
        app.get_json("/health/ready").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_went_away_is_unhealthy_never_empty() {
    let database = TestDatabase::postgres().await;
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    app.get_json("/api/health").await;
    app.database.drop_it().await;
    until("the server is unhealthy", async || {
        app.get("/api/health").await.status == 503
    })
    .await;
    let answer = app.get("/api/health").await;
    let body = answer.expect_error(503);
    assert_eq!(body["status"], "unhealthy");
    assert!(answer.header("retry-after").is_some());
    app.get("/health/ready").await.expect_error(503);
    app.get_json("/health/live").await;
    for path in [
        "/api/stats",
        "/api/aggregate",
        "/api/heatmap/medkit",
        "/api/activity",
        "/api/activity/items",
        "/api/spread",
        "/api/quality",
        "/api/dead-letters",
    ] {
        let answer = app.get(path).await;
        answer.expect_error(503);
        assert!(answer.header("retry-after").is_some(), "{path}");
    }
    let answer = app
        .post(
            "/api/submit",
            r#"{"match_id":"m","player_id":"p","looted_items":{}}"#,
        )
        .await;
    answer.expect_error(503);
    assert!(answer.header("retry-after").is_some());
}
