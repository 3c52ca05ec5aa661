//! Connections that send half of something, or do not read what they are sent: they hold no more memory than the budget
//! says, and what they held comes back.

use crate::harness::database::TestDatabase;
use crate::harness::http::{self, Connection, read_answer};
use crate::harness::process::{AS_MANY_AS_ALLOWED, LootServer, connections_allowed};
use crate::harness::socket::{SocketClient, TEXT, frame};
use crate::harness::waiting::until;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

/// What they may hold together, in MiB.
const BUDGET: u64 = 64;
/// What is promised beyond it.
const BEYOND: u64 = 64;
const CONNECTIONS: usize = 2_000;
/// Of each message and body: more than all may hold together.
const SENT_BYTES: usize = 64 << 10;

/// A server of which is known what it held before anybody came.
struct Watched {
    server: LootServer,
    idle: u64,
    _database: TestDatabase,
}

impl Watched {
    async fn start(more: &[&str]) -> Self {
        let database = TestDatabase::sqlite();
        let budget = BUDGET.to_string();
        let all = [&["-q", "--memory-budget", &budget], more].concat();
        let server = LootServer::start_after(AS_MANY_AS_ALLOWED, &database.url(), &all).await;
        server.get("/api/health").await.expect(200);
        let idle = server.memory_bytes();
        Self {
            server,
            idle,
            _database: database,
        }
    }

    /// MiB beyond what it held when idle.
    fn raised(&self, held: u64) -> u64 {
        held.saturating_sub(self.idle) >> 20
    }

    fn must_be_bounded(&self, after: &str) {
        let raised = self.raised(self.server.peak_bytes());
        assert!(raised <= BUDGET + BEYOND, "{after}: {raised} MiB more");
    }

    /// Memory is given back by whoever asks for some next.
    async fn must_give_back(&self, after: &str) {
        until(&format!("it gives back {after}"), async || {
            let _ = self.server.request("GET", "/api/health", b"").await;
            self.raised(self.server.memory_bytes()) <= 24
        })
        .await;
    }
}

/// Sends as much as is taken within a moment.
async fn send_some(stream: &mut TcpStream, bytes: &[u8]) {
    let sending = stream.write_all(bytes);
    let _ = tokio::time::timeout(Duration::from_millis(500), sending).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_bodies_hold_no_more_than_the_budget_and_give_it_back() {
    let watched = Watched::start(&[]).await;
    let address = watched.server.address;
    let json = [("content-type", "application/json")];
    let whole = http::request("POST", "/api/submit/batch", &json, &vec![b' '; 1 << 20]);
    let half = whole[..SENT_BYTES].to_vec();
    let mut clients = JoinSet::new();
    for _ in 0..connections_allowed(CONNECTIONS).await {
        let half = half.clone();
        clients.spawn(async move {
            let mut stream = TcpStream::connect(address).await.ok()?;
            send_some(&mut stream, &half).await;
            Some(stream)
        });
    }
    let clients = clients.join_all().await;
    watched.must_be_bounded("half bodies");
    drop(clients);
    watched.must_give_back("half bodies").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_messages_hold_no_more_than_the_budget_and_give_it_back() {
    let watched = Watched::start(&["--body-timeout", "5"]).await;
    let address = watched.server.address;
    let whole = frame(TEXT, true, &vec![b' '; 1 << 20]);
    let half = whole[..SENT_BYTES].to_vec();
    let mut clients = JoinSet::new();
    for _ in 0..connections_allowed(CONNECTIONS).await {
        let half = half.clone();
        clients.spawn(async move {
            let mut client = SocketClient::connect(address, "/ws/telemetry").await?;
            let sending = client.try_send_raw(&half);
            let _ = tokio::time::timeout(Duration::from_millis(500), sending).await;
            Some(client)
        });
    }
    let clients = clients.join_all().await;
    let open = clients.iter().flatten().count();
    assert!(open > 500, "{open}");
    watched.must_be_bounded("half messages");
    drop(clients);
    watched.must_give_back("half messages").await;
}

/// A connection whose system takes little of what it is sent.
async fn narrow(watched: &Watched) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 << 10).unwrap();
    socket.connect(watched.server.address).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_is_let_go_and_who_reads_slowly_is_not() {
    let watched = Watched::start(&["--write-timeout", "3"]).await;
    let pad = "x".repeat(700_000);
    for k in 0..4 {
        let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {}, "sheet_id": k.to_string(), "mood": pad});
        let stored = watched.server.post("/api/submit", sheet.to_string()).await;
        stored.expect(201);
    }
    let stats = http::request("GET", "/api/stats?limit=10000", &[], b"");
    let page = http::request("GET", "/dashboard", &[], b"");
    let mut unread = Vec::new();
    for request in std::iter::repeat_n(&stats, 150).chain(std::iter::repeat_n(&page, 500)) {
        let mut stream = narrow(&watched).await;
        stream.write_all(request).await.unwrap();
        unread.push(stream);
    }
    let mut slow = narrow(&watched).await;
    until("there is room for one more", async || {
        slow = narrow(&watched).await;
        slow.write_all(&stats).await.unwrap();
        let mut start = [0; 12];
        slow.read_exact(&mut start).await.is_ok() && start.ends_with(b"200")
    })
    .await;
    let begun = Instant::now();
    let mut read = 0;
    let mut part = vec![0; 128 << 10];
    loop {
        match slow.read(&mut part).await.unwrap() {
            0 => break,
            bytes => read += bytes,
        }
        if read < 1 << 20 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    assert!(read > 1_400_000, "{read} bytes in {:?}", begun.elapsed());
    watched.must_be_bounded("answers that nobody reads");
    // They are still there, but the server has let them go.
    until("their connections are closed", async || {
        let open = std::fs::read_dir(format!("/proc/{}/fd", watched.server.id()));
        open.unwrap().count() < 100
    })
    .await;
    watched.must_give_back("answers").await;
    drop(unread);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_head_is_let_go_also_after_an_answer() {
    let watched = Watched::start(&[]).await;
    let mut stream = TcpStream::connect(watched.server.address).await.unwrap();
    let whole = b"GET /api/health HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(whole).await.unwrap();
    let answer = read_answer(&mut stream, false).await.unwrap();
    answer.expect(200);
    stream.write_all(&whole[..20]).await.unwrap();
    let begun = Instant::now();
    let ended = read_answer(&mut stream, false).await;
    assert!(ended.is_none_or(|answer| answer.status == 408));
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_and_long_heads_on_one_connection_are_all_answered() {
    let watched = Watched::start(&[]).await;
    let mut connection = Connection::open(watched.server.address).await;
    for bytes in [10, 5_000, 20_000, 60_000] {
        let long = "x".repeat(bytes);
        let headers = [("x-long", long.as_str())];
        let asked = connection.ask("GET", "/api/health", &headers, b"");
        asked.await.expect("an answer").expect(200);
    }
    for bytes in [0, 1, 8_000, 70_000, 900_000] {
        let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {}, "pad": "x".repeat(bytes)});
        let sheet = sheet.to_string();
        let asked = connection.ask("POST", "/api/submit", &[], sheet.as_bytes());
        asked.await.expect("an answer").expect(201);
    }
    // Without waiting for any answer.
    let mut stream = TcpStream::connect(watched.server.address).await.unwrap();
    let one = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let last = "GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let all = one.repeat(2_000) + last;
    let (mut from, mut to) = stream.split();
    let mut answers = Vec::new();
    let (sent, read) = tokio::join!(to.write_all(all.as_bytes()), from.read_to_end(&mut answers));
    sent.unwrap();
    read.unwrap();
    let answers = String::from_utf8_lossy(&answers);
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2_001);
}
