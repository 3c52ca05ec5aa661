//! `GET /ws/telemetry`: messages are stored and answered as over HTTP, by their `ref`.

use crate::harness::app::TestApp;
use crate::harness::socket::{BINARY, CLOSE, PING, PONG, SocketClient, TEXT, frame};
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

fn sheet(key: &str) -> Value {
    json!({"match_id": "m", "player_id": "p", "sheet_id": key, "looted_items": {"medkit": 1}})
}

fn event(key: &str) -> Value {
    json!({"event_type": "jump", "match_id": "m", "player_id": "p", "event_id": key})
}

/// A socket that has been greeted.
async fn greeted(app: &TestApp) -> SocketClient {
    let mut client = SocketClient::open(app.address, "/ws/telemetry").await;
    assert_eq!(client.json().await["type"], "hello");
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_message_tells_the_limits() {
    let app = TestApp::spawn().await;
    let headers = [("x-request-id", "from-the-game")];
    let client = SocketClient::try_open(app.address, "/ws/telemetry", &headers).await;
    let hello = client.ok().unwrap().json().await;
    assert_eq!(hello["connection_id"], "from-the-game");
    assert_eq!(hello["version"], env!("CARGO_PKG_VERSION"));
    for limit in [
        "max_unacknowledged",
        "max_message_bytes",
        "max_items",
        "max_sheet_bytes",
        "ping_interval_s",
        "idle_timeout_s",
    ] {
        assert!(hello[limit].as_u64().unwrap() > 0, "{limit}: {hello}");
    }
}

/// Answers pings for some time.
async fn answers_for(client: &mut SocketClient, time: Duration) {
    let until = tokio::time::Instant::now() + time;
    while let Ok(frame) = tokio::time::timeout_at(until, client.frame()).await {
        let frame = frame.expect("it goes on while pings are answered");
        if frame.opcode == PING {
            client.send_frame(PONG, &frame.payload).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_silent_too_long_is_let_go_and_who_answers_pings_is_not() {
    let app = TestApp::spawn_with(ServerOptions {
        socket_timeout: Duration::from_secs(1),
        ..ServerOptions::default()
    })
    .await;
    for path in ["/ws/telemetry", "/ws/live"] {
        let mut answering = SocketClient::open(app.address, path).await;
        let mut silent = SocketClient::open(app.address, path).await;
        let begun = std::time::Instant::now();
        let goodbye = async { (silent.goodbye().await, begun.elapsed()) };
        let answers = answers_for(&mut answering, Duration::from_secs(3));
        let ((code, silence), ()) = tokio::join!(goodbye, answers);
        assert_eq!(code, 1008, "{path}");
        assert!(silence >= Duration::from_secs(1), "{path}: {silence:?}");
        assert!(silence < Duration::from_secs(10), "{path}: {silence:?}");
        answering.send_frame(PING, b"there?").await;
        loop {
            match answering.frame().await {
                Some(frame) if frame.opcode == PONG => break,
                Some(frame) => assert_ne!(frame.opcode, CLOSE, "{path}"),
                None => panic!("{path}: gone"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_message_is_answered_with_its_ref_as_over_http() {
    let app = TestApp::spawn().await;
    let mut client = greeted(&app).await;
    let mut ask = async |message: Value| {
        client.send(&message).await;
        let answer = client.json().await;
        assert_eq!(
            (&answer["type"], &answer["ref"]),
            (&json!("ack"), &message["ref"])
        );
        answer
    };
    let first = ask(json!({"ref": 1, "sheet": sheet("a")})).await;
    assert_eq!(
        (&first["status"], &first["result"]["success"]),
        (&json!(201), &json!(true))
    );
    let again = ask(json!({"ref": "again", "sheet": sheet("a")})).await;
    assert_eq!(
        (&again["status"], &again["result"]["duplicate"]),
        (&json!(200), &json!(true))
    );
    assert_eq!(again["result"]["id"], first["result"]["id"]);
    // The same over HTTP, from whichever door.
    let http = app.submit(&sheet("a")).await.expect(200);
    assert_eq!(http["id"], first["result"]["id"]);

    let bad = json!({"match_id": "m", "looted_items": {"medkit": -1}});
    let mixed = json!([sheet("a"), sheet("b"), bad]);
    let mixed = ask(json!({"ref": 2.5, "sheets": mixed})).await;
    let result = &mixed["result"];
    assert_eq!(mixed["status"], 207);
    assert_eq!(
        (
            &result["accepted"],
            &result["duplicates"],
            &result["rejected"]
        ),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(result["results"][1]["faults"].as_array().unwrap().len(), 2);

    assert_eq!(
        ask(json!({"ref": 3, "event": event("a")})).await["result"]["accepted"],
        1
    );
    let events = json!([event("a"), event("b")]);
    assert_eq!(
        ask(json!({"ref": 4, "events": events})).await["result"]["duplicates"],
        1
    );
    let totals = app.get_json("/api/aggregate").await;
    assert_eq!(
        (
            &totals["data"]["total_stat_sheets"],
            &totals["data"]["total_events"]
        ),
        (&json!(2), &json!(2))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_told_with_all_faults_kept_and_ends_nothing() {
    let app = TestApp::spawn().await;
    let mut client = greeted(&app).await;
    let mut refused = 0;
    for (message, reference, field) in [
        (
            r#"{"ref": 1, "sheet": {"match_id": "m"}}"#,
            json!(1),
            "player_id",
        ),
        (r#"{"ref": 2, "sheets": [{}]}"#, json!(2), "[0].match_id"),
        (r#"{"ref": 3, "sheets": {}}"#, json!(3), "body"),
        (r#"{"ref": 4, "event": 5}"#, json!(4), "body"),
        (r#"{"ref": 5}"#, json!(5), "body"),
        (r#"{"sheet": {}}"#, Value::Null, "ref"),
        ("hello", Value::Null, "body"),
        ("", Value::Null, "body"),
    ] {
        client.send_frame(TEXT, message.as_bytes()).await;
        let answer = client.json().await;
        assert_eq!(
            (&answer["ref"], &answer["status"]),
            (&reference, &json!(400)),
            "{message}"
        );
        let result = &answer["result"];
        assert_eq!(result["faults"][0]["field"], field, "{message}: {answer}");
        assert!(
            result["request_id"].is_string() && result["error"].is_string(),
            "{answer}"
        );
        refused += 1;
    }
    // Bytes that are no text, too large a sheet, and too many items.
    client.send_frame(BINARY, b"\xff\xfe").await;
    assert_eq!(client.json().await["status"], 400);
    let large = json!({"ref": 6, "sheet": {"pad": "x".repeat(1 << 20)}});
    client.send(&large).await;
    assert_eq!(client.json().await["result"]["faults"][0]["field"], "body");
    client
        .send(&json!({"ref": 7, "events": vec![0; 10_001]}))
        .await;
    assert_eq!(client.json().await["status"], 400);

    let letters = app.get_json("/api/dead-letters?limit=100").await;
    let letters = letters["data"].as_array().unwrap();
    assert_eq!(letters.len(), refused + 2);
    assert!(
        letters
            .iter()
            .all(|letter| letter["source"] == "/ws/telemetry")
    );
    assert!(
        letters
            .iter()
            .any(|letter| letter["payload"] == r#"{"match_id": "m"}"#)
    );
    client
        .send_frame(
            BINARY,
            json!({"ref": 8, "sheet": sheet("a")})
                .to_string()
                .as_bytes(),
        )
        .await;
    assert_eq!(
        client.json().await["status"],
        201,
        "binary messages are JSON too"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_messages_may_be_on_their_way_and_each_is_answered_once() {
    let app = TestApp::spawn().await;
    let mut client = greeted(&app).await;
    let mut bytes = Vec::new();
    for k in 0..500 {
        let message = json!({"ref": k, "sheet": sheet(&k.to_string())}).to_string();
        // Torn in three wherever it happens to be, with a ping between.
        let (start, rest) = message.as_bytes().split_at(message.len() * (k % 7) / 7);
        let (middle, end) = rest.split_at(rest.len() / 2);
        bytes.extend(frame(TEXT, false, start));
        bytes.extend(frame(0, false, middle));
        bytes.extend(frame(PING, true, b"here?"));
        bytes.extend(frame(0, true, end));
    }
    let (mut answers, mut pongs) = (BTreeMap::new(), 0);
    let mut parts = bytes.chunks(997);
    while answers.len() < 500 {
        if let Some(part) = parts.next() {
            client.send_raw(part).await;
        }
        if parts.len() > 0 && answers.len() + 60 > 500 - parts.len() {
            continue;
        }
        let frame = client.frame().await.unwrap();
        match frame.opcode {
            PONG => {
                assert_eq!(frame.payload, b"here?");
                pongs += 1;
            }
            TEXT => {
                let answer: Value = serde_json::from_slice(&frame.payload).unwrap();
                assert_eq!(answer["status"], 201);
                let earlier = answers.insert(answer["ref"].as_u64().unwrap(), answer);
                assert!(earlier.is_none());
            }
            other => panic!("frame {other}"),
        }
    }
    assert!(pongs > 0);
    assert_eq!(app.stored_sheets().await, 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goodbye_is_answered_after_the_last_acknowledgement() {
    let app = TestApp::spawn().await;
    let mut client = greeted(&app).await;
    for k in 0..20 {
        client
            .send(&json!({"ref": k, "sheet": sheet(&k.to_string())}))
            .await;
    }
    client.send_frame(CLOSE, &1000_u16.to_be_bytes()).await;
    for _ in 0..20 {
        assert_eq!(client.json().await["status"], 201);
    }
    assert_eq!(client.goodbye().await, 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_the_protocol_ends_the_connection_with_the_right_code() {
    let app = TestApp::spawn_with(ServerOptions {
        body_timeout: Duration::from_millis(300),
        ..ServerOptions::default()
    })
    .await;
    let unmasked = [0x81, 1, b'x'].to_vec();
    let reserved = [0xf1, 0x80, 0, 0, 0, 0].to_vec();
    let announced = [0x82, 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0, 1, 2, 3, 4].to_vec();
    let too_long_ping = frame(PING, true, &[b'x'; 126]);
    let half = frame(TEXT, true, &[b'x'; 100])[..50].to_vec();
    for (bytes, code) in [
        (unmasked, 1002),
        (reserved, 1002),
        (frame(0, true, b"x"), 1002),
        (frame(3, true, b"x"), 1002),
        (too_long_ping, 1002),
        (frame(PING, false, b"x"), 1002),
        (frame(CLOSE, true, b"x"), 1002),
        (frame(CLOSE, true, &999_u16.to_be_bytes()), 1002),
        (frame(CLOSE, true, b"\x03\xe8\xff"), 1007),
        (frame(TEXT, true, b"caf\xe9"), 1007),
        (announced, 1009),
        (half, 1008),
    ] {
        let mut client = greeted(&app).await;
        client.send(&json!({"ref": 1, "sheet": sheet("a")})).await;
        client.send_raw(&bytes).await;
        assert!(
            client.json().await["status"].as_u64().unwrap() < 300,
            "acknowledged before"
        );
        assert_eq!(client.goodbye().await, code, "{bytes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_sockets_of_this_origin_or_named_ones_are_let_in_and_the_rest_has_the_one_error_shape()
{
    let app = TestApp::spawn_with(ServerOptions {
        cors_origins: vec!["https://stats.example.com".into()],
        ..ServerOptions::default()
    })
    .await;
    for path in ["/ws/telemetry", "/ws/live"] {
        for (origin, let_in) in [
            ("http://localhost", true),
            ("https://localhost", false),
            ("https://stats.example.com", true),
            ("https://evil.example.com", false),
            ("null", false),
        ] {
            let opened = SocketClient::try_open(app.address, path, &[("origin", origin)]).await;
            match opened {
                Ok(_) => assert!(let_in, "{origin}"),
                Err(answer) => {
                    assert!(!let_in, "{origin}");
                    answer.expect_error(403);
                }
            }
        }
        let plain = app.get(path).await;
        plain.expect_error(426);
        assert_eq!(plain.header("upgrade"), Some("websocket"));
        app.post(path, "{}").await.expect_error(405);
        let old = [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "8"),
        ];
        app.request("GET", path, &old, "").await.expect_error(426);
    }
}
