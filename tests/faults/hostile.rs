//! Clients that are slow, broken or mean: the answer of API.md, and the server goes on.

use crate::harness::app::TestApp;
use crate::harness::http::{exchange, read_answer, request};
use loot::server::ServerOptions;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const DOORS: [&str; 3] = ["/api/submit", "/api/submit/batch", "/api/events"];

#[tokio::test(flavor = "multi_thread")]
async fn json_that_nobody_should_send_is_400_at_every_door() {
    let app = TestApp::spawn().await;
    let sheet = |count: &str| {
        format!(r#"{{"match_id":"m","player_id":"p","looted_items":{{"medkit":{count}}}}}"#)
    };
    let deep = 100_000;
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        (
            "arrays 100,000 deep",
            ("[".repeat(deep) + &"]".repeat(deep)).into(),
        ),
        ("arrays 100,000 deep, torn", "[".repeat(deep).into()),
        (
            "objects 100,000 deep",
            ("{\"a\":".repeat(deep) + "1" + &"}".repeat(deep)).into(),
        ),
        (
            "a field 100,000 deep",
            sheet(&("[".repeat(deep) + &"]".repeat(deep))).into(),
        ),
        ("invalid UTF-8", b"{\"match_id\": \"\xff\xfe\"}".to_vec()),
        (
            "UTF-16",
            "{}".encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("NaN", sheet("NaN").into()),
        ("Infinity", sheet("Infinity").into()),
        ("1e999", sheet("1e999").into()),
        ("a huge integer", sheet(&"9".repeat(400)).into()),
        ("a large integer", sheet("99999999999999999999").into()),
        ("a negative count", sheet("-1").into()),
        ("a text count", sheet("\"3\"").into()),
        (
            "a key twice",
            r#"{"match_id":"m","match_id":"m","player_id":"p","looted_items":{}}"#.into(),
        ),
        ("NUL bytes", vec![0; 1_000]),
        ("nothing", Vec::new()),
        ("a torn sheet", br#"{"match_id": "m", "play"#.to_vec()),
    ];
    for door in DOORS {
        for (what, body) in &bodies {
            let answer = app.post(door, body).await;
            assert_eq!(answer.status, 400, "{what} at {door}: {}", answer.text());
            let error = answer.expect_error(400);
            assert!(
                !error["faults"].as_array().unwrap().is_empty(),
                "{what} at {door}: {error}"
            );
            assert!(
                answer.body.len() < 10_000,
                "{what} at {door}: repeats its input"
            );
            let wrapped = [b"[", body.as_slice(), b"]"].concat();
            app.post(door, wrapped).await.expect_error(400);
        }
    }
    assert_eq!(app.stored_sheets().await, 0);
    app.get_json("/api/dead-letters?limit=1000").await;
    app.get_json("/api/health").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_arrive_is_408() {
    let options = ServerOptions {
        body_timeout: Duration::from_millis(300),
        ..ServerOptions::default()
    };
    let app = TestApp::spawn_with(options).await;
    for door in DOORS {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        let whole = request(
            "POST",
            door,
            &[("content-type", "application/json")],
            &[b' '; 1_000],
        );
        stream.write_all(&whole[..whole.len() - 500]).await.unwrap();
        let answer = read_answer(&mut stream, false).await.expect("an answer");
        answer.expect_error(408);
    }
    app.get_json("/api/health").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_never_end_keep_nobody_waiting_and_are_ended() {
    let app = TestApp::spawn().await;
    let mut lorises = Vec::new();
    for k in 0..300 {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        let head = format!(
            "POST /api/submit HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\nx-loris: {k}"
        );
        stream
            .write_all(&head.as_bytes()[..head.len() - k % 40])
            .await
            .unwrap();
        lorises.push(stream);
    }
    let start = Instant::now();
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {"medkit": 1}});
    for _ in 0..10 {
        app.submit(&sheet).await.expect(201);
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "ten submits took {:?}",
        start.elapsed()
    );
    // Each is told, or hung up on, before the deadline of the harness.
    for mut stream in lorises {
        if let Some(answer) = read_answer(&mut stream, false).await {
            assert_eq!(answer.status, 408, "{}", answer.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_requests_on_one_connection_get_an_answer_each_in_order() {
    let app = TestApp::spawn().await;
    let mut bytes = Vec::new();
    for k in 0..5 {
        let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {}, "sheet_id": (k / 2).to_string()});
        let one = String::from_utf8(request(
            "POST",
            "/api/submit",
            &[],
            sheet.to_string().as_bytes(),
        ))
        .unwrap();
        bytes.extend_from_slice(one.replace("connection: close\r\n", "").as_bytes());
    }
    let last = request("GET", "/api/nowhere", &[], b"");
    bytes.extend_from_slice(&last);
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    stream.write_all(&bytes).await.unwrap();
    let mut all = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut all)
        .await
        .unwrap();
    let statuses: Vec<String> = String::from_utf8_lossy(&all)
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| answer[..3].to_owned())
        .collect();
    assert_eq!(statuses, ["201", "200", "201", "200", "201", "404"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_finds_nothing_and_breaks_nothing() {
    let app = TestApp::spawn().await;
    for path in [
        "/../../etc/passwd",
        "/assets/..%2f..%2fCargo.toml",
        "/api/heatmap/..%2f..",
        "/docs/../../Cargo.toml",
        "/api/stats?match_id=%27%20or%201=1--",
        "/api/stats?match_id='; drop table stat_sheets; --",
        "/.env",
        "/wp-login.php",
        "http://elsewhere.example/api/stats",
        "*",
    ] {
        let answer = exchange(app.address, &request("GET", path, &[], b"")).await;
        let status = answer.map(|answer| answer.status);
        assert!(
            status.is_none_or(|status| status < 500),
            "{path}: {status:?}"
        );
    }
    app.get_json("/api/stats").await;
}
