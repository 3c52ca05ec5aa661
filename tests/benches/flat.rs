//! Whether reading totals costs the same at any size: fills one server step by step and times the same questions at
//! each step, and says how much memory the server ever held.
//!
//! `cargo bench --bench flat [-- SHEETS…]`; 10,000 and 1,000,000 unless said otherwise.

#![allow(clippy::print_stdout, reason = "its figures are what a bench is for")]

#[path = "support/mod.rs"]
mod support;

use loot::simulator::{DEFAULT_START, Simulation};
use std::process::{Command, Stdio};
use std::time::Instant;
use support::load::{self, Load};
use support::median;
use support::serving::Serving;

const BATCH: u64 = 1_000;
const SECONDS: f64 = 2.0;

fn main() {
    let mut sizes: Vec<u64> = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 1_000_000];
    }
    let server = Serving::spawn(None);
    let mut stored = 0;
    let mut first: Vec<f64> = Vec::new();
    for size in sizes {
        let begun = Instant::now();
        fill(&server, stored..size);
        let rate = (size - stored) as f64 / begun.elapsed().as_secs_f64();
        stored = size;
        println!(
            "{size} sheets ({rate:.0}/s on the way, generation included); server at most {} MiB",
            server.peak_mib()
        );
        let figures = questions(&server);
        if first.is_empty() {
            first = figures.iter().map(|(_, ms)| *ms).collect();
        }
        for ((name, ms), first) in figures.iter().zip(&first) {
            println!(
                "    {name:<44} median {ms:>8.2} ms   {:.2} × the first",
                ms / first
            );
        }
    }
}

fn questions(server: &Serving) -> Vec<(&'static str, f64)> {
    let mut figures = Vec::new();
    for path in [
        "/api/aggregate",
        "/api/heatmap/rubber_duck?bins=20",
        "/api/quality",
        "/api/players",
        "/api/players?prefix=player_1",
        "/api/matches",
        "/api/matches?sort=id&fewer_players_than=2",
    ] {
        let load = Load::run(server.address(), &[load::get(path)], 1, SECONDS);
        load.must_be(200);
        figures.push((path, load.percentile_ms(0.5)));
    }
    let times = (0..9).map(|_| {
        let begun = Instant::now();
        let mut stats = Command::new(env!("CARGO_BIN_EXE_loot"));
        stats
            .args(["stats", "--database", server.database()])
            .stdout(Stdio::null());
        assert!(stats.status().expect("loot stats").success());
        begun.elapsed().as_secs_f64() * 1_000.0
    });
    figures.push(("loot stats (the whole process)", median(times.collect())));
    figures
}

/// Sends the sheets with these numbers, some thousands at a time: they need not all be in memory.
fn fill(server: &Serving, numbers: std::ops::Range<u64>) {
    let run = Simulation {
        matches: u32::try_from(numbers.end.div_ceil(4)).expect("fewer matches"),
        players_per_match: 4,
        seed: 11,
        start: DEFAULT_START,
        dressed: false,
    };
    let mut from = numbers.start;
    while from < numbers.end {
        let to = numbers.end.min(from + 100 * BATCH);
        let sheets: Vec<_> = run.sheets(from..to).collect();
        let batch = |batch: &[_]| {
            let lines: Vec<String> = batch
                .iter()
                .map(|sheet| serde_json::to_string(sheet).expect("sheets print"))
                .collect();
            load::post(
                "/api/submit/batch",
                "application/x-ndjson",
                &lines.join("\n"),
            )
        };
        let requests: Vec<_> = sheets.chunks(BATCH as usize).map(batch).collect();
        Load::run_all(server.address(), &requests, 4).must_be(201);
        from = to;
    }
}
