//! The database goes away under load: 503 with `Retry-After` meanwhile, recovery without a restart, nothing lost.

use crate::harness::app::TestApp;
use crate::harness::database::TestDatabase;
use crate::harness::load::Load;
use crate::harness::postgres::OwnServer;
use crate::harness::process::LootServer;
use crate::harness::waiting::until;
use loot::server::ServerOptions;
use loot::store;
use serde_json::json;
use std::time::Duration;
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn postgres_stopped_and_started_again_under_load_loses_nothing() {
    let postgres = OwnServer::start();
    let server = LootServer::start(&postgres.url(), &["-q"]).await;
    let (load, clients) = Load::start(300, 6);
    load.send_to(&[server.address]);
    for outage in 1..=3 {
        load.reaches(outage * 30).await;
        postgres.stop();
        let before = load.put_off();
        until("clients are put off", async || load.put_off() > before + 3).await;
        server.get("/api/health").await.expect_error(503);
        postgres.start_again();
    }
    clients.join_all().await;
    until("the server is healthy", async || {
        server.get("/api/health").await.status == 200
    })
    .await;
    let reader = store::open_read_only(&postgres.url()).await.unwrap();
    load.assert_all_is_stored_once(&reader).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_waits_for_a_postgres_that_is_not_up_yet() {
    let postgres = OwnServer::start();
    postgres.stop();
    let url = postgres.url();
    let starting =
        tokio::spawn(
            async move { LootServer::start(&url, &["-q", "--wait-for-database", "2m"]).await },
        );
    // Long enough that it was there, and found nobody.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(!starting.is_finished());
    postgres.start_again();
    let server = starting.await.unwrap();
    assert!(server.log().contains("waiting for it"), "{}", server.log());
    server.get("/health/ready").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_postgres_keep_totals_exact() {
    let database = TestDatabase::postgres().await;
    let (one, two) = (
        LootServer::start(&database.url(), &["-q"]).await,
        LootServer::start(&database.url(), &["-q"]).await,
    );
    // The same parcels through both at the same time, each in the other order.
    let (load, clients) = Load::start(300, 4);
    let (twin, twins) = Load::start(300, 4);
    load.send_to(&[one.address, two.address]);
    twin.send_to(&[two.address, one.address]);
    clients.join_all().await;
    twins.join_all().await;
    let reader = store::open_read_only(&database.url()).await.unwrap();
    load.assert_all_is_stored_once(&reader).await;
    assert_eq!(reader.quality().await.unwrap().duplicates, load.sheets());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_503_half_writes_nothing_and_is_got_over() {
    let database = TestDatabase::sqlite();
    // No file may grow beyond 2 MiB, which is what SQLite sees of a full disk; the signal that comes with it is ignored.
    let limit = "trap '' XFSZ; ulimit -S -f 4096";
    let server = LootServer::start_after(limit, &database.url(), &["-q"]).await;
    let (load, clients) = Load::start(4_000, 6);
    load.send_to(&[server.address]);
    until("the disk is full", async || load.put_off() > 20).await;
    server.get("/health/ready").await.expect_error(503);
    load.assert_acknowledged_is_stored(&store::open_read_only(&database.url()).await.unwrap())
        .await;
    // What is there can be read all the while.
    let stored =
        server.get("/api/aggregate").await.expect(200)["data"]["total_stat_sheets"].clone();
    assert!(stored.as_u64().unwrap() > 0);

    let pid = server.id().to_string();
    let lifted = Command::new("prlimit")
        .args(["--pid", &pid, "--fsize=unlimited"])
        .status()
        .await;
    assert!(lifted.unwrap().success());
    clients.join_all().await;
    server.get("/health/ready").await.expect(200);
    load.assert_all_is_stored_once(&store::open_read_only(&database.url()).await.unwrap())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_end_is_told_of_and_the_log_is_emptied_when_it_has() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let log_bytes = async || {
        let health = server.get("/api/health").await.expect(200);
        health["database"]["log_bytes"].as_u64().unwrap()
    };
    let pad = "x".repeat(1_000_000);
    let sheet = |k: u32| {
        json!({"match_id": "m", "player_id": format!("p{k}"), "looted_items": {}, "pad": pad})
            .to_string()
    };
    server.post("/api/submit", sheet(0)).await.expect(201);
    let reader = database.hold_a_read().await;
    for k in 1..80 {
        server.post("/api/submit", sheet(k)).await.expect(201);
    }
    let before = log_bytes().await;
    assert!(before > 64 << 20, "{before}");
    until("the log tells of the reader", async || {
        let log = server.log();
        log.contains("reader_age_s=1") && log.contains("keeps its log")
    })
    .await;
    reader.let_go().await;
    until("the log is short", async || log_bytes().await < 1 << 20).await;
    server.post("/api/submit", sheet(80)).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_locked_by_another_process_is_503_and_reading_goes_on() {
    let app = TestApp::spawn_on(TestDatabase::sqlite(), ServerOptions::default()).await;
    let sheet = |key: &str| json!({"match_id": "m", "player_id": "p", "looted_items": {"medkit": 1}, "sheet_id": key});
    app.submit(&sheet("before")).await.expect(201);
    let lock = app.database.hold_the_write_lock().await;
    let answer = app.submit(&sheet("meanwhile")).await;
    answer.expect_error(503);
    assert!(answer.header("retry-after").is_some());
    assert_eq!(
        app.get_json("/api/aggregate").await["data"]["total_stat_sheets"],
        1
    );
    assert_eq!(app.get_json("/api/stats").await["count"], 1);

    lock.let_go().await;
    app.submit(&sheet("meanwhile")).await.expect(201);
    assert_eq!(app.stored_sheets().await, 2);
}
