//! How long all pictures take, and how much memory, however much is stored.
//!
//! `cargo bench --bench report [-- SHEETS…]`; 10,000 and 1,000,000 unless said otherwise.

#![allow(clippy::print_stdout, reason = "its figures are what a bench is for")]

#[path = "support/mod.rs"]
mod support;

use bytes::Bytes;
use loot::model::Millis;
use loot::simulator::{DEFAULT_START, Simulation};
use loot::store::{self, Entry, Writer};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::median;

const RUNS: usize = 5;
const COMMIT: u64 = 5_000;

fn main() {
    let given = std::env::args().skip(1);
    let mut sizes: Vec<u64> = given.filter_map(|text| text.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 1_000_000];
    }
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("bench.db");
    let mut stored = 0;
    for size in sizes {
        fill(&database, stored..size);
        stored = size;
        let runs: Vec<_> = (0..RUNS).map(|_| run(folder.path(), &database)).collect();
        let most = runs.iter().map(|(_, mib)| *mib).fold(0.0, f64::max);
        let times = runs.iter().map(|(ms, _)| *ms).collect();
        println!(
            "{size} sheets: all pictures and the page in {:.0} ms (median of {RUNS}), at most {most:.0} MiB",
            median(times)
        );
    }
}

/// The whole process: milliseconds, and the most memory it was seen to hold.
fn run(folder: &Path, database: &Path) -> (f64, f64) {
    let begun = Instant::now();
    let mut report = Command::new(env!("CARGO_BIN_EXE_loot"));
    let mut child = report
        .arg("report")
        .args(["--database".as_ref(), database.as_os_str()])
        .args(["--output".as_ref(), folder.join("outputs").as_os_str()])
        .stdout(Stdio::null())
        .spawn()
        .expect("loot report");
    let mut most_kib = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        let status = status.unwrap_or_default();
        let peak = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kib = peak.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        most_kib = most_kib.max(kib.unwrap_or(0_u64));
        if let Some(ended) = child.try_wait().expect("loot report") {
            assert!(ended.success(), "loot report failed");
            let ms = begun.elapsed().as_secs_f64() * 1_000.0;
            return (ms, most_kib as f64 / 1_024.0);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Stores the sheets with these numbers.
fn fill(database: &Path, numbers: std::ops::Range<u64>) {
    let run = Simulation {
        matches: u32::try_from(numbers.end.div_ceil(4)).expect("fewer matches"),
        players_per_match: 4,
        seed: 11,
        start: DEFAULT_START,
        dressed: false,
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let url = database.to_str().expect("a name");
        let (reader, mut writer) = store::open(url).await.expect("a database");
        let mut from = numbers.start;
        while from < numbers.end {
            let to = numbers.end.min(from + COMMIT);
            commit(&mut writer, &run, from..to).await;
            from = to;
        }
        reader.close().await;
        writer.close().await;
    });
}

async fn commit(writer: &mut Writer, run: &Simulation, numbers: std::ops::Range<u64>) {
    let entry = |sheet: loot::model::StatSheet| {
        let received = Millis(sheet.timestamp.at().0 + 1_000);
        Entry::sheet(sheet, received, Bytes::new(), "/api/submit/batch")
    };
    let entries: Vec<_> = run.sheets(numbers).map(entry).collect();
    writer.commit(&entries).await.expect("a commit");
}
