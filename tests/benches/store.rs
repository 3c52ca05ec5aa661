//! How fast the writer stores sheets, against inserting the same rows into the same tables and indexes with plain
//! prepared statements in one transaction. No HTTP, no parsing: both start from values in memory.
//!
//! `cargo bench --bench store [-- SHEETS]`; prints medians of three alternating runs.

#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout, reason = "its figures are what a bench is for")]

#[path = "support/mod.rs"]
mod support;

use bytes::Bytes;
use loot::model::{Millis, StatSheet};
use loot::store::{self, Entry};
use std::time::Instant;
use support::{bulk, median, sheets, sliced};

const RUNS: usize = 3;

fn main() {
    let wanted = std::env::args().skip(1).find_map(|text| text.parse().ok());
    let sheets = sheets(7, wanted.unwrap_or(100_000));
    println!(
        "{} sheets of the classic scenario, medians of {RUNS} runs",
        sheets.len()
    );
    let mut whole = Vec::new();
    let mut rows_only = Vec::new();
    let sliced = sliced(&sheets);
    let mut batches: Vec<(usize, [Vec<f64>; 2])> = [64, 500, 2_000, 5_000]
        .map(|size| (size, Default::default()))
        .into();
    for _ in 0..RUNS {
        rows_only.push(bulk::insert_sheets_per_second(&sheets));
        whole.push(bulk::insert_per_second(&sheets));
        for (size, [plain, with_dimensions]) in &mut batches {
            plain.push(commit_per_second(&sheets, *size));
            with_dimensions.push(commit_per_second(&sliced, *size));
        }
    }
    let bulk = median(whole);
    println!(
        "bulk insert, stat_sheets alone        {:>9.0} sheets/s",
        median(rows_only)
    );
    println!("bulk insert with players and matches  {bulk:>9.0} sheets/s");
    for (size, [plain, with_dimensions]) in batches {
        let rate = median(plain);
        let sliced = median(with_dimensions);
        println!(
            "writer, {size:>5} sheets per commit      {rate:>9.0} sheets/s   {:.2} × bulk",
            rate / bulk
        );
        println!(
            "        with a map and three dimensions {sliced:>9.0} sheets/s   {:.2} × without",
            sliced / rate
        );
    }
}

/// Migrates a new file, then times the writer: entries are made beforehand, as the receiving threads would.
fn commit_per_second(sheets: &[StatSheet], size: usize) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (_reader, mut writer) = store::open(path.to_str().unwrap()).await.unwrap();
        let now = Millis(1_767_250_000_000);
        let entry = |sheet: &StatSheet| Entry::sheet(sheet.clone(), now, Bytes::new(), "bench");
        let entries: Vec<_> = sheets.iter().map(entry).collect();
        let begun = Instant::now();
        for batch in entries.chunks(size) {
            writer.commit(batch).await.unwrap();
        }
        sheets.len() as f64 / begun.elapsed().as_secs_f64()
    })
}
