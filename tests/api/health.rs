//! Health, for people and for orchestrators.

use crate::harness::app::TestApp;
use crate::harness::database::TestDatabase;
use crate::harness::socket::SocketClient;
use crate::harness::waiting::until;
use loot::server::ServerOptions;
use serde_json::json;
use sqlx::Executor;
use std::sync::Arc;

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
        let disk = async || {
            let health = app.get_json("/api/health").await;
            health["database"]["disk_bytes"].as_u64().unwrap()
        };
        let before = disk().await;
        assert!(before > 50_000, "{kind}: {before}");
        let pad = "x".repeat(1_000);
        let sheet = |k: u32| json!({"match_id": "m", "player_id": k.to_string(), "looted_items": {}, "mood": pad});
        let sheets: Vec<_> = (0..500).map(sheet).collect();
        app.submit_batch(&sheets).await.expect(201);
        let grown = disk().await - before;
        assert!((500_000..10_000_000).contains(&grown), "{kind}: {grown}");
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
        // It does not come back by itself.
        assert_eq!(answer.header("retry-after"), None, "{path}");
    }
    let answer = app
        .post(
            "/api/submit",
            r#"{"match_id":"m","player_id":"p","looted_items":{}}"#,
        )
        .await;
    answer.expect_error(503);
    assert_eq!(answer.header("retry-after"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_wait_for_the_database_keep_neither_probes_nor_watchers_waiting() {
    let database = TestDatabase::postgres().await;
    let app = Arc::new(TestApp::spawn_on(database, ServerOptions::default()).await);
    // Every question to this table waits for its deadline, on a connection each.
    let mut lock = app.database.postgres_connection().await;
    lock.execute("begin; lock table dead_letters in access exclusive mode")
        .await
        .unwrap();
    let waiting: Vec<_> = (0..4)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move { app.get("/api/dead-letters").await.status })
        })
        .collect();
    let blocked = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' \
                   and datname = current_database()";
    until("all connections wait", async || {
        let mut other = app.database.postgres_connection().await;
        let blocked: i64 = sqlx::query_scalar(blocked)
            .fetch_one(&mut other)
            .await
            .unwrap();
        blocked == 4
    })
    .await;
    app.get_json("/health/ready").await;
    app.get_json("/api/health").await;
    let mut watcher = SocketClient::open(app.address, "/ws/live").await;
    assert_eq!(watcher.json().await["type"], "snapshot");
    lock.execute("rollback").await.unwrap();
    for status in waiting {
        assert_eq!(status.await.unwrap(), 200);
    }
}
