//! How fast `loot serve` stores what comes over HTTP, load generator included, each against its own bound in the
//! same run:
//!
//! - single submits against an endpoint that only parses the same body and answers;
//! - batches of 500 against inserting the same rows into the same tables in one transaction, without HTTP;
//! - both again with a map and three dimensions on every sheet, against without;
//! - reads while batches pour in.
//!
//! `cargo bench --bench http [-- SECONDS [DATABASE_URL]]`. With a PostgreSQL URL the server stores there; the
//! database must be new.

#![allow(clippy::print_stdout, reason = "its figures are what a bench is for")]

#[path = "support/mod.rs"]
mod support;

use loot::model::StatSheet;
use support::bulk;
use support::load::{self, Load};
use support::serving::{ParseOnly, Serving};
use support::{median, sheets, sliced};

const RUNS: usize = 3;
const BATCH: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments
        .iter()
        .any(|argument| argument == ParseOnly::ARGUMENT)
    {
        return ParseOnly::serve();
    }
    let seconds = arguments
        .iter()
        .find_map(|text| text.parse().ok())
        .unwrap_or(4.0);
    let database = arguments.iter().find(|text| text.contains("://")).cloned();
    println!("{seconds} s each, medians of {RUNS} alternating runs, two threads for everything");
    for connections in [256, 64] {
        singles(connections, seconds, database.as_deref());
    }
    batches(database.as_deref());
    reads(seconds, database.as_deref());
}

fn singles(connections: usize, seconds: f64, database: Option<&str>) {
    let (mut stored, mut parsed, mut with_slices, mut p99) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // The keys of all runs differ: a repeat would be answered without an insert.
    for run in 0..RUNS as u64 {
        let plain = sheets(connections as u64 * 10_000 + run, 120_000);
        let requests = one_each(&plain);
        let parse_only = ParseOnly::spawn();
        parsed.push(Load::run(parse_only.address(), &requests, connections, seconds).per_second());
        drop(parse_only);
        let submit = |requests: &[Vec<u8>]| {
            let server = Serving::spawn(database);
            let load = Load::run(server.address(), requests, connections, seconds);
            load.must_be(201);
            tell(run, &server, load.requests());
            load
        };
        let load = submit(&requests);
        stored.push(load.per_second());
        p99.push(load.percentile_ms(0.99));
        with_slices.push(submit(&one_each(&sliced(&plain))).per_second());
    }
    let (stored, parsed, with_slices) = (median(stored), median(parsed), median(with_slices));
    println!(
        "single submits, {connections:>3} connections: {stored:>7.0}/s, p99 {:.1} ms; parsing alone {parsed:>7.0}/s; ratio {:.2}",
        median(p99),
        stored / parsed
    );
    tell_of_slices(with_slices, stored);
}

fn batches(database: Option<&str>) {
    let (mut stored, mut bulk, mut with_slices) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS as u64 {
        let plain = sheets(100_000 + run * 1_000, 200_000);
        bulk.push(bulk::insert_per_second(&plain));
        let submit = |sheets: &[StatSheet]| {
            let requests = batches_of(sheets);
            let server = Serving::spawn(database);
            let load = Load::run_all(server.address(), &requests, 4);
            load.must_be(201);
            tell(run, &server, load.requests() * BATCH);
            load.per_second() * BATCH as f64
        };
        stored.push(submit(&plain));
        with_slices.push(submit(&sliced(&plain)));
    }
    let (stored, bulk, with_slices) = (median(stored), median(bulk), median(with_slices));
    println!(
        "batches of {BATCH}, 4 connections: {stored:>7.0} sheets/s; bulk insert without HTTP {bulk:>7.0}/s; ratio {:.2}",
        stored / bulk
    );
    tell_of_slices(with_slices, stored);
}

fn tell_of_slices(with_slices: f64, stored: f64) {
    println!(
        "    with a map and three dimensions {with_slices:>7.0}/s   {:.2} × without",
        with_slices / stored
    );
}

fn one_each(sheets: &[StatSheet]) -> Vec<Vec<u8>> {
    let request = |sheet| load::post("/api/submit", "application/json", &json(sheet));
    sheets.iter().map(request).collect()
}

fn batches_of(sheets: &[StatSheet]) -> Vec<Vec<u8>> {
    let request = |batch: &[StatSheet]| {
        let lines: Vec<String> = batch.iter().map(json).collect();
        let body = lines.join("\n");
        load::post("/api/submit/batch", "application/x-ndjson", &body)
    };
    sheets.chunks(BATCH).map(request).collect()
}

/// What the server spent: unlike a rate, it does not depend on what else the machine does.
fn tell(run: u64, server: &Serving, sheets: usize) {
    println!(
        "    run {run}: {:.1} µs of processor time a sheet, at most {} MiB",
        server.processor_seconds() * 1e6 / sheets as f64,
        server.peak_mib()
    );
}

fn reads(seconds: f64, database: Option<&str>) {
    let batches = batches_of(&sheets(200_000, 400_000));
    let server = Serving::spawn(database);
    let address = server.address();
    Load::run_all(address, &batches[..20], 2).must_be(201);
    std::thread::scope(|scope| {
        let pouring = scope.spawn(|| Load::run(address, &batches[20..], 2, seconds * 3.0));
        for path in [
            "/api/aggregate",
            "/api/heatmap/rubber_duck?bins=20&limit=1",
            "/api/quality",
        ] {
            let load = Load::run(address, &[load::get(path)], 2, seconds);
            load.must_be(200);
            println!(
                "{path:<42} while batches pour in: p50 {:.2} ms, p99 {:.2} ms",
                load.percentile_ms(0.5),
                load.percentile_ms(0.99)
            );
        }
        let poured = pouring.join().expect("the pouring thread");
        println!(
            "    meanwhile {:.0} sheets/s were stored",
            poured.per_second() * BATCH as f64
        );
    });
}

fn json(sheet: &StatSheet) -> String {
    serde_json::to_string(sheet).expect("sheets print")
}
