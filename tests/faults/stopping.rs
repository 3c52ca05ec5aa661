//! SIGTERM and Ctrl-C drain: what was begun is finished, what is queued is committed, and the exit code is 0.

use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::http::read_answer;
use crate::harness::load::Load;
use crate::harness::process::LootServer;
use crate::harness::waiting::until;
use loot::store;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

on_both_databases! {
    signals_under_load_drain_and_lose_nothing,
}

async fn signals_under_load_drain_and_lose_nothing(database: TestDatabase) {
    let url = database.url();
    let (load, clients) = Load::start(600, 6);
    for (turn, signal) in ["TERM", "INT", "TERM", "INT"].into_iter().enumerate() {
        let server = LootServer::start(&url, &[]).await;
        load.send_to(&[server.address]);
        load.reaches((turn + 1) * 60).await;
        server.signal(signal).await;
        let (status, log) = server.ended().await;
        load.send_to(&[]);
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(!log.contains("ERROR"), "{log}");
        if let TestDatabase::Sqlite { folder } = &database {
            // All is in the one file, to be copied and moved; a journal beside it would be forgotten.
            let files = std::fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(files, 1, "a journal is left beside the database");
        }
        let reader = store::open_read_only(&url).await.unwrap();
        load.assert_acknowledged_is_stored(&reader).await;
    }
    let server = LootServer::start(&url, &["-q"]).await;
    load.send_to(&[server.address]);
    clients.join_all().await;
    load.assert_all_is_stored_once(&store::open_read_only(&url).await.unwrap())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_waits_for_the_database_is_answered_before_the_end() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &[]).await;
    let address = server.address;
    let lock = database.hold_the_write_lock().await;
    let sheet =
        json!({"match_id": "m", "player_id": "p", "looted_items": {"medkit": 1}}).to_string();
    // "100 Continue" says that the request has been taken on: one that has not may be hung up on.
    let mut waiting = TcpStream::connect(address).await.unwrap();
    let length = sheet.len();
    let head = format!(
        "POST /api/submit HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
    );
    waiting.write_all(head.as_bytes()).await.unwrap();
    let mut go_on = [0; 25];
    waiting.read_exact(&mut go_on).await.unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100 "));
    waiting.write_all(sheet.as_bytes()).await.unwrap();
    server.signal("TERM").await;
    until("it takes no more connections", async || {
        TcpStream::connect(address).await.is_err()
    })
    .await;
    lock.let_go().await;
    let answer = read_answer(&mut waiting, false).await;
    answer.expect("an answer").expect(201);
    let (status, log) = server.ended().await;
    assert_eq!(status.code(), Some(0), "{log}");
    let reader = store::open_read_only(&database.url()).await.unwrap();
    assert_eq!(reader.totals(None).await.unwrap().total_stat_sheets, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_forces() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &[]).await;
    // A request without end keeps the first signal busy.
    let mut stuck = TcpStream::connect(server.address).await.unwrap();
    let bytes = b"POST /api/submit HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{";
    tokio::io::AsyncWriteExt::write_all(&mut stuck, bytes)
        .await
        .unwrap();
    server.get("/api/health").await.expect(200);
    server.signal("TERM").await;
    until("it begins to stop", async || {
        server.log().contains("second signal")
    })
    .await;
    server.signal("TERM").await;
    let (status, log) = server.ended().await;
    assert_ne!(status.code(), Some(0), "{log}");
}
