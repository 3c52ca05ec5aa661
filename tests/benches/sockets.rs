//! What sockets cost and bring, each against its own rival in the same run:
//!
//! - batches over HTTP while a thousand pages watch, against the same without a watcher;
//! - `loot generate` over WebSocket against the same over HTTP.
//!
//! `cargo bench --bench sockets [-- DATABASE_URL]`. With a PostgreSQL URL the server stores there; the database must be
//! new.

#![allow(clippy::print_stdout, reason = "its figures are what a bench is for")]

#[path = "support/mod.rs"]
mod support;

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use support::load::{self, Load};
use support::serving::Serving;
use support::{median, sheets};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const RUNS: u64 = 5;
const WATCHERS: usize = 1_000;
const SHEETS: usize = 200_000;

fn main() {
    let database = std::env::args().find(|argument| argument.contains("://"));
    println!("medians of {RUNS} alternating runs of {SHEETS} sheets, two threads for everything");
    watched(database.as_deref());
    generated(database.as_deref());
}

fn watched(database: Option<&str>) {
    let (mut alone, mut watched) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        for watchers in [0, WATCHERS] {
            // The keys of all runs differ: a repeat would be answered without an insert.
            let all = sheets(run * 1_000 + watchers as u64, SHEETS);
            let requests: Vec<_> = all
                .chunks(500)
                .map(|batch| {
                    let lines = batch
                        .iter()
                        .map(|sheet| serde_json::to_string(sheet).expect("a sheet prints"));
                    let body = lines.collect::<Vec<_>>().join("\n");
                    load::post("/api/submit/batch", "application/x-ndjson", &body)
                })
                .collect();
            let server = Serving::spawn(database);
            let crowd = Crowd::watch(server.address(), watchers);
            let load = Load::run_all(server.address(), &requests, 4);
            load.must_be(201);
            let per_second = load.per_second() * 500.0;
            let told = crowd.leave();
            println!(
                "    run {run}, {watchers:>4} watchers: {per_second:>7.0} sheets/s, {told} bytes told, server at {} MiB",
                server.peak_mib()
            );
            match watchers {
                0 => alone.push(per_second),
                _ => watched.push(per_second),
            }
        }
    }
    let (alone, watched) = (median(alone), median(watched));
    println!(
        "batches of 500 with {WATCHERS} watchers: {watched:>7.0} sheets/s; without {alone:>7.0}/s; ratio {:.2}",
        watched / alone
    );
}

/// Pages that read all they are told and do nothing with it.
struct Crowd {
    runtime: tokio::runtime::Runtime,
    bytes: Arc<AtomicU64>,
}

impl Crowd {
    fn watch(address: SocketAddr, watchers: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let bytes = Arc::new(AtomicU64::new(0));
        runtime.block_on(async {
            for _ in 0..watchers {
                let mut stream = TcpStream::connect(address).await.expect("a connection");
                let handshake = "GET /ws/live HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                    sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
                stream
                    .write_all(handshake.as_bytes())
                    .await
                    .expect("sending");
                let mut chunk = vec![0; 16 << 10];
                let read = stream.read(&mut chunk).await.expect("receiving");
                assert!(chunk[..read].starts_with(b"HTTP/1.1 101 "));
                let bytes = Arc::clone(&bytes);
                tokio::spawn(async move {
                    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
                        bytes.fetch_add(read as u64, Ordering::Relaxed);
                    }
                });
            }
        });
        Self { runtime, bytes }
    }

    /// How many bytes were told.
    fn leave(self) -> u64 {
        self.runtime.shutdown_background();
        self.bytes.load(Ordering::Relaxed)
    }
}

fn generated(database: Option<&str>) {
    let (mut http, mut socket) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        for transport in ["http", "ws"] {
            let server = Serving::spawn(database);
            let per_second = generate(server.address(), transport, run);
            println!("    run {run}, {transport:>4}: {per_second:>7.0} sheets/s");
            match transport {
                "http" => http.push(per_second),
                _ => socket.push(per_second),
            }
        }
    }
    let (http, socket) = (median(http), median(socket));
    println!(
        "loot generate --transport ws: {socket:>7.0} sheets/s; over http {http:>7.0}/s; ratio {:.2}",
        socket / http
    );
}

fn generate(address: SocketAddr, transport: &str, run: u64) -> f64 {
    let (server, seed) = (format!("http://{address}"), run.to_string());
    let start = format!(
        "20{}-01-01T00:00:00Z",
        if transport == "ws" { 20 } else { 30 }
    );
    let matches = (SHEETS / 4).to_string();
    let begun = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_loot"))
        .args(["generate", "--server", &server, "--transport", transport])
        .args(["--seed", &seed, "--start", &start, "--matches", &matches])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("running loot generate");
    assert!(status.success());
    SHEETS as f64 / begun.elapsed().as_secs_f64()
}
