//! Requests that are refused as a whole are counted, and what was refused for its wrapping alone is taken.

use crate::harness::app::TestApp;
use crate::harness::database::TestDatabase;
use crate::harness::socket::{SocketClient, TEXT};
use crate::harness::waiting::until;
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const SHEET: &str = r#"{"match_id":"m","player_id":"p","looted_items":{"medkit":1}}"#;

/// What Quality says of refused requests.
async fn refused(app: &TestApp) -> BTreeMap<(String, u64, String), u64> {
    let quality = app.get_json("/api/quality").await["data"].take();
    let kinds = quality["refused_requests_by_reason"].as_array().unwrap();
    let all: BTreeMap<_, _> = kinds
        .iter()
        .map(|kind| {
            let text = |name: &str| kind[name].as_str().unwrap().to_owned();
            let status = kind["status"].as_u64().unwrap();
            let requests = kind["requests"].as_u64().unwrap();
            ((text("source"), status, text("reason")), requests)
        })
        .collect();
    assert_eq!(quality["refused_requests"], all.values().sum::<u64>());
    all
}

fn counted(kinds: &[(&str, u64, &str, u64)]) -> BTreeMap<(String, u64, String), u64> {
    let kinds = kinds.iter().map(|(source, status, reason, requests)| {
        (
            ((*source).to_owned(), *status, (*reason).to_owned()),
            *requests,
        )
    });
    kinds.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_be_refused_as_a_whole_is_counted_with_its_reason_and_source() {
    let app = TestApp::spawn_with(ServerOptions {
        body_timeout: Duration::from_millis(300),
        ..ServerOptions::default()
    })
    .await;
    let doors = ["/api/submit", "/api/submit/batch", "/api/events"];
    let large = vec![b' '; (16 << 20) + 1];
    let mut expected = BTreeMap::new();
    for door in doors {
        let form = [("content-type", "multipart/form-data; boundary=x")];
        let evil = [("origin", "https://evil.example")];
        let lzma = [("content-encoding", "lzma")];
        let torn = [("content-encoding", "gzip")];
        let host = [("host", "evil.example")];
        let in_version = door.replace("/api/", "/api/v1/");
        for path in [door, &in_version] {
            let send = async |headers: &[(&str, &str)], body: &[u8], status| {
                let answer = app.request("POST", path, headers, body).await;
                answer.expect_error(status);
            };
            send(&form, b"a=1", 415).await;
            send(&lzma, b"{}", 415).await;
            send(&torn, b"{}", 400).await;
            send(&evil, b"{}", 403).await;
            send(&host, b"{}", 421).await;
            send(&[], &large, 413).await;
            app.request("DELETE", path, &[], "").await.expect_error(405);
            let short = [("content-length", "10")];
            let slow = crate::harness::http::request("PUT", path, &short, b"");
            let slow = String::from_utf8(slow).unwrap().replace("PUT", "POST");
            let slow = crate::harness::http::exchange(app.address, slow.as_bytes()).await;
            slow.unwrap().expect_error(408);
        }
        expected.extend(counted(&[
            (door, 415, "content-type", 2),
            (door, 415, "content-encoding", 2),
            (door, 400, "body", 2),
            (door, 403, "origin", 2),
            (door, 421, "host", 2),
            (door, 413, "body", 2),
            (door, 405, "method", 2),
            (door, 408, "body", 2),
        ]));
    }
    // What cannot be cut into items, or holds too many, is not kept either.
    for body in ["[]", &format!("[{}1]", "1,".repeat(10_000))] {
        app.post("/api/submit/batch", body).await.expect_error(400);
        *expected
            .get_mut(&("/api/submit/batch".into(), 400, "body".into()))
            .unwrap() += 1;
    }
    // These are counted as items, or are no submission.
    app.post("/api/submit", "{").await.expect_error(400);
    app.post("/api/submit/batch", "{").await.expect_error(400);
    app.post("/api/events", "[{}]").await.expect_error(400);
    app.get("/api/events?limt=1").await.expect_error(400);
    app.get("/api/nowhere").await.expect_error(404);
    app.post("/api/maps/compare", "{}").await.expect_error(400);
    assert_eq!(refused(&app).await, expected);
    let quality = app.get_json("/api/quality").await["data"].take();
    assert_eq!(quality["rejected"], 3);
    let arrivals = app.get_json("/api/quality/arrivals").await["data"].take();
    let in_time = arrivals.as_array().unwrap().iter();
    let in_time = in_time.map(|point| point["refused_requests"].as_u64().unwrap());
    assert_eq!(in_time.sum::<u64>(), expected.values().sum::<u64>());
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_and_their_messages_are_counted_too() {
    let app = TestApp::spawn().await;
    let evil = [("origin", "https://evil.example")];
    let opened = SocketClient::try_open(app.address, "/ws/telemetry", &evil).await;
    opened.err().unwrap().expect_error(403);
    app.get("/ws/telemetry").await.expect_error(426);
    let mut client = SocketClient::open(app.address, "/ws/telemetry").await;
    client.json().await;
    client
        .send(&json!({"ref": 1, "events": vec![0; 10_001]}))
        .await;
    assert_eq!(client.json().await["status"], 400);
    // Kept as a dead letter, and so counted as an item.
    client.send_frame(TEXT, b"hello").await;
    assert_eq!(client.json().await["status"], 400);
    let announced = [0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4];
    client.send_raw(&announced).await;
    assert_eq!(client.goodbye().await, 1009);
    let door = "/ws/telemetry";
    let expected = counted(&[
        (door, 403, "origin", 1),
        (door, 426, "request", 1),
        (door, 400, "body", 1),
        (door, 413, "body", 1),
    ]);
    assert_eq!(refused(&app).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_survive_a_database_that_is_busy_and_the_recount_agrees() {
    let app = TestApp::spawn().await;
    let lock = app.database.hold_the_write_lock().await;
    let form = [("content-type", "text/html")];
    for _ in 0..5 {
        let answer = app.request("POST", "/api/submit", &form, "{}").await;
        answer.expect_error(415);
    }
    // Not counted yet, and nobody waits for it.
    assert_eq!(refused(&app).await, BTreeMap::new());
    lock.let_go().await;
    let expected = counted(&[("/api/submit", 415, "content-type", 5)]);
    until("they are counted", async || refused(&app).await == expected).await;
    let integrity = app.reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_counted_in_postgresql_as_in_sqlite() {
    let database = TestDatabase::postgres().await;
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let form = [("content-type", "text/html")];
    for _ in 0..2 {
        let answer = app.request("POST", "/api/events", &form, "{}").await;
        answer.expect_error(415);
        assert!(!refused(&app).await.is_empty());
    }
    let expected = counted(&[("/api/events", 415, "content-type", 2)]);
    assert_eq!(refused(&app).await, expected);
    let integrity = app.reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn text_without_a_type_of_its_own_and_with_a_byte_order_mark_is_json() {
    let app = TestApp::spawn().await;
    let event = r#"{"event_type":"jump","match_id":"m","player_id":"p"}"#;
    let types: [&[(&str, &str)]; 5] = [
        &[],
        &[("content-type", "")],
        &[("content-type", "text/plain")],
        &[("content-type", "text/plain;charset=UTF-8")],
        &[("content-type", "application/json")],
    ];
    let (mut sheets, mut events) = (0, 0);
    for headers in types {
        for bom in ["", "\u{feff}"] {
            for (path, body) in [
                ("/api/submit", format!("{bom}{SHEET}")),
                ("/api/submit/batch", format!("{bom} [{SHEET}]")),
                ("/api/events", format!("{bom}{event}")),
                ("/api/events", format!("{bom}[{event}]")),
            ] {
                let answer = app.request("POST", path, headers, &body).await;
                answer.expect(201);
                match path {
                    "/api/events" => events += 1,
                    _ => sheets += 1,
                }
            }
        }
    }
    // Files that were put together, each with its mark.
    let lines = format!("\u{feff}{SHEET}\n{SHEET}\n\u{feff}{SHEET}\r\n\u{feff}\n");
    let batch = app.post_lines("/api/submit/batch", &lines).await;
    assert_eq!(batch.expect(201)["accepted"], 3);
    let lines = format!("\u{feff}{event}\n\u{feff}{event}\n");
    let batch = app.post_lines("/api/events", &lines).await;
    assert_eq!(batch.expect(201)["accepted"], 2);
    let mut client = SocketClient::open(app.address, "/ws/telemetry").await;
    client.json().await;
    let message = format!("\u{feff}{{\"ref\":1,\"sheet\":{SHEET}}}");
    client.send_frame(TEXT, message.as_bytes()).await;
    assert_eq!(client.json().await["status"], 201);
    let totals: Value = app.get_json("/api/aggregate").await["data"].take();
    assert_eq!(totals["total_stat_sheets"], sheets + 3 + 1);
    assert_eq!(totals["total_events"], events + 2);
    // What does not parse is kept, whatever it calls itself.
    let plain = [("content-type", "text/plain")];
    let answer = app.request("POST", "/api/submit", &plain, "hello").await;
    answer.expect_error(400);
    assert_eq!(app.get_json("/api/dead-letters").await["count"], 1);
    assert_eq!(refused(&app).await, BTreeMap::new());
}
