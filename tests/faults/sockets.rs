//! Sockets under `kill -9`, signals, floods and clients that hold memory or read nothing.

use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::load::Load;
use crate::harness::process::LootServer;
use crate::harness::socket::{CLOSE, PING, SocketClient, TEXT, frame};
use crate::harness::waiting::until;
use loot::store;
use serde_json::json;
use std::time::{Duration, Instant};

/// As for HTTP (`overload.rs`).
const MEMORY_LIMIT: u64 = 150 << 20;

on_both_databases! {
    kills_while_clients_stream_lose_nothing_that_was_acknowledged,
    signals_while_clients_stream_drain_and_lose_nothing,
}

async fn kills_while_clients_stream_lose_nothing_that_was_acknowledged(database: TestDatabase) {
    let url = database.url();
    let (load, clients) = Load::start_streaming(2_000, 4);
    for kill in 0..8 {
        let server = LootServer::start(&url, &["-q"]).await;
        load.send_to(&[server.address]);
        load.reaches(load.acknowledged().len() + 30 + kill * 5)
            .await;
        tokio::time::sleep(Duration::from_micros(rand::random_range(0..8_000))).await;
        // Told first, or clients would stream to whoever gets the port next.
        load.send_to(&[]);
        server.kill().await;
        let reader = store::open_read_only(&url).await.unwrap();
        load.assert_acknowledged_is_stored(&reader).await;
        reader.close().await;
    }
    let server = LootServer::start(&url, &["-q"]).await;
    load.send_to(&[server.address]);
    clients.join_all().await;
    let reader = store::open_read_only(&url).await.unwrap();
    load.assert_all_is_stored_once(&reader).await;
}

async fn signals_while_clients_stream_drain_and_lose_nothing(database: TestDatabase) {
    let url = database.url();
    let (load, clients) = Load::start_streaming(900, 4);
    for signal in ["TERM", "INT", "TERM"] {
        let server = LootServer::start(&url, &[]).await;
        load.send_to(&[server.address]);
        load.reaches(load.acknowledged().len() + 100).await;
        let mut watcher = SocketClient::open(server.address, "/ws/live").await;
        assert_eq!(watcher.json().await["type"], "snapshot");
        load.send_to(&[]);
        let asked = Instant::now();
        server.signal(signal).await;
        assert_eq!(watcher.goodbye().await, 1001);
        let (status, log) = server.ended().await;
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(!log.contains("ERROR"), "{log}");
        // Far below the time that requests are waited for: no socket held it up.
        assert!(asked.elapsed() < Duration::from_secs(20), "{log}");
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
async fn what_was_sent_before_a_signal_is_acknowledged_before_the_goodbye() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &[]).await;
    let mut client = SocketClient::open(server.address, "/ws/telemetry").await;
    client.json().await;
    let lock = database.hold_the_write_lock().await;
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {"medkit": 1}});
    client.send(&json!({"ref": 1, "sheet": sheet})).await;
    // A pong tells that what was sent before the ping has been taken on.
    client.send_frame(PING, b"").await;
    client.frame().await.unwrap();
    server.signal("TERM").await;
    until("it begins to stop", async || {
        server.log().contains("second signal")
    })
    .await;
    lock.let_go().await;
    assert_eq!(client.json().await["status"], 201);
    assert_eq!(client.goodbye().await, 1001);
    let (status, log) = server.ended().await;
    assert_eq!(status.code(), Some(0), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_that_reads_no_answers_is_held_back_with_memory_flat() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q", "--memory-budget", "32"]).await;
    let mut floods = tokio::task::JoinSet::new();
    for flood in 0..2 {
        let mut client = SocketClient::open_narrow(server.address, "/ws/telemetry").await;
        floods.spawn(async move {
            for sent in 0.. {
                let sheet = json!({"match_id": "m", "player_id": "p", "sheet_id": format!("{flood}-{sent}")});
                let message = json!({"ref": "x".repeat(100), "sheet": sheet});
                let sending = client.try_send(&message);
                if tokio::time::timeout(Duration::from_secs(2), sending).await.is_err() {
                    return sent;
                }
            }
            unreachable!("it is held back some time");
        });
    }
    while let Some(sent) = floods.join_next().await {
        let sent = sent.unwrap();
        assert!((65..1_000_000).contains(&sent), "{sent}");
        let held = server.memory_bytes();
        assert!(held < MEMORY_LIMIT, "holds {} MiB", held >> 20);
    }
    server.get("/api/health").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_never_end_take_no_more_than_the_budget() {
    let database = TestDatabase::sqlite();
    let more = ["-q", "--memory-budget", "32", "--body-timeout", "2"];
    let server = LootServer::start(&database.url(), &more).await;
    // The first 2 MiB of 16.
    let whole = frame(TEXT, true, &vec![b' '; 16 << 20]);
    let mut holders = Vec::new();
    for _ in 0..60 {
        let mut client = SocketClient::open(server.address, "/ws/telemetry").await;
        let part = client.try_send_raw(&whole[..2 << 20]);
        let _ = tokio::time::timeout(Duration::from_millis(200), part).await;
        holders.push(client);
    }
    let held = server.memory_bytes();
    assert!(held < MEMORY_LIMIT, "holds {} MiB", held >> 20);
    // Each is sent away in time, and then there is room again.
    for mut holder in holders {
        while let Some(frame) = holder.frame().await {
            if frame.opcode == CLOSE {
                let code = u16::from_be_bytes(frame.payload[..2].try_into().unwrap());
                assert!(code == 1008 || code == 1013, "{code}");
            }
        }
    }
    let mut client = SocketClient::open(server.address, "/ws/telemetry").await;
    client.json().await;
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {}, "pad": "x".repeat(1_000_000)});
    client.send(&json!({"ref": 1, "sheet": sheet})).await;
    assert_eq!(client.json().await["status"], 201);
}
