//! How fast a file is read as columns: alone, and while a server takes sheets into it; and what the server loses by it.
//! No HTTP on the reading side: the scan opens the file that the server writes. Before that, how long the server takes over
//! flows and a funnel of all rows, and what memory.
//!
//! `cargo bench --bench scan [-- SHEETS]`; prints medians of three alternating runs.

#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout, reason = "its figures are what a bench is for")]

#[path = "support/mod.rs"]
mod support;

use bytes::Bytes;
use loot::model::{Event, Millis, SheetFilter, StatSheet};
use loot::store::{self, Entry, Reader, ScanOptions, SheetColumns};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::load::{self, Load};
use support::serving::Serving;
use support::{http, median, sheets};

const RUNS: usize = 3;
/// How long the server takes sheets in with no scan beside it.
const INGEST_SECONDS: f64 = 4.0;
const CONNECTIONS: usize = 16;
/// In one request.
const BATCH: usize = 100;

fn main() {
    let wanted = std::env::args().skip(1).find_map(|text| text.parse().ok());
    let stored = wanted.unwrap_or(1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db").display().to_string();
    runtime.block_on(fill(&path, stored));
    let bytes = std::fs::metadata(&path).unwrap().len() as usize;
    println!(
        "{stored} sheets of the classic scenario and as many events, {} bytes for both in the file, medians of {RUNS} runs",
        bytes / stored
    );

    let serving = Serving::spawn(Some(&path));
    stories(&runtime, &serving);
    let reader = runtime.block_on(store::open_read_only(&path)).unwrap();
    let kinds = [
        ("ids, times, mode, numbers", SheetColumns::NUMBERS),
        (
            "with items and places",
            SheetColumns {
                arms: false,
                ..SheetColumns::ALL
            },
        ),
    ];
    let mut alone = Vec::new();
    let mut figures = [(Vec::new(), Vec::new(), Vec::new()), Default::default()];
    for run in 0..RUNS {
        let seed = 100 + 10 * run as u64;
        alone.push(ingest(&serving, seed, || {
            std::thread::sleep(std::time::Duration::from_secs_f64(INGEST_SECONDS));
        }));
        for (kind, (name, columns)) in kinds.iter().enumerate() {
            let (quiet, busy, beside) = &mut figures[kind];
            quiet.push(runtime.block_on(scan(&reader, *columns)));
            let mut rate = 0.0;
            beside.push(ingest(&serving, seed + 1 + kind as u64, || {
                rate = runtime.block_on(scan(&reader, *columns));
            }));
            busy.push(rate);
            println!("run {run}, {name}: {rate:.0} sheets/s");
        }
    }
    let alone = median(alone);
    println!("ingest with no scan beside it        {alone:>9.0} sheets/s");
    for ((name, _), (quiet, busy, beside)) in kinds.iter().zip(figures) {
        let beside = median(beside);
        println!(
            "{name:<26}{:>9.0} sheets/s alone {:>9.0} sheets/s beside ingest, which had {beside:.0} sheets/s: {:.2} ×",
            median(quiet),
            median(busy),
            beside / alone
        );
    }
}

/// Stores sheets through the writer, as a server would have.
async fn fill(path: &str, wanted: usize) {
    const AT_ONCE: usize = 100_000;
    let (reader, mut writer) = store::open(path).await.unwrap();
    for seed in 0..wanted.div_ceil(AT_ONCE) {
        let made = sheets(1_000 + seed as u64, AT_ONCE.min(wanted));
        let entry = |sheet: &StatSheet| {
            let now = Millis(1_767_250_000_000);
            Entry::sheet(sheet.clone(), now, Bytes::new(), "bench")
        };
        for batch in made.chunks(5_000) {
            let entries: Vec<_> = batch.iter().map(entry).collect();
            writer.commit(&entries).await.unwrap();
            let entries: Vec<_> = batch.iter().enumerate().map(event_of).collect();
            writer.commit(&entries).await.unwrap();
        }
    }
    reader.close().await;
    writer.close().await;
}

/// An event that came by itself, of a sheet's player in its match.
fn event_of((number, sheet): (usize, &StatSheet)) -> Entry {
    const TYPES: [&str; 5] = ["land", "fight", "heal", "won", "lost"];
    let event = serde_json::json!({
        "match_id": sheet.match_id, "player_id": sheet.player_id, "event_type": TYPES[number % TYPES.len()],
        "timestamp": sheet.timestamp.at().to_string(), "position": [number % 1_000, number / 1_000],
    });
    let now = Millis(1_767_250_000_000);
    let event = Event::parse(event.to_string().as_bytes(), now).unwrap();
    Entry::event(event, now, Bytes::new(), "bench")
}

/// How long flows and a funnel of all rows take, asked again until they are there; and the most memory the server had.
fn stories(runtime: &tokio::runtime::Runtime, serving: &Serving) {
    let before = serving.peak_mib();
    for question in ["/api/flows", "/api/funnel?step1=fight&step2=won"] {
        let request = http::request("GET", question, &[], b"");
        let seconds = (0..RUNS).map(|_| {
            let begun = Instant::now();
            let ask = || runtime.block_on(http::exchange(serving.address(), &request));
            while ask().unwrap().status != 200 {
                std::thread::sleep(Duration::from_millis(20));
            }
            begun.elapsed().as_secs_f64()
        });
        let seconds = median(seconds.collect());
        println!(
            "{question:<36}{seconds:>6.2} s, at most {} MiB ({before} before)",
            serving.peak_mib()
        );
    }
}

/// Reads everything, and adds something up so that it is used.
async fn scan(reader: &Reader, columns: SheetColumns) -> f64 {
    let begun = Instant::now();
    let filter = SheetFilter::default();
    let mut scan = reader.scan_sheets(columns, &filter, ScanOptions::default());
    let (mut rows, mut units) = (0, 0);
    while let Some(batch) = scan.next().await.unwrap() {
        rows += batch.len();
        units += batch.units.iter().sum::<i64>();
    }
    assert!(units > 0);
    rows as f64 / begun.elapsed().as_secs_f64()
}

/// Sheets per second that the server takes while `work` lasts.
fn ingest(serving: &Serving, seed: u64, work: impl FnOnce()) -> f64 {
    // More than can be sent meanwhile.
    let made = sheets(seed, 600_000);
    let requests: Vec<_> = made
        .chunks(BATCH)
        .map(|batch| {
            let body = serde_json::to_string(batch).unwrap();
            load::post("/api/submit/batch", "application/json", &body)
        })
        .collect();
    drop(made);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let begun = Instant::now();
            let load = Load::run_while(serving.address(), &requests, CONNECTIONS, || {
                !over.load(Ordering::Relaxed)
            });
            (load.requests() * BATCH) as f64 / begun.elapsed().as_secs_f64()
        });
        work();
        over.store(true, Ordering::Relaxed);
        sending.join().unwrap()
    })
}
