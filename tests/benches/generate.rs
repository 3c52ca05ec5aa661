//! How fast sheets are made: in memory, as NDJSON in a file, and how much memory a run of 10 million takes.
//! Run with `cargo bench --bench generate`. Measures the library and the release binary; no server.

use loot::simulator::{DEFAULT_START, Simulation};
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const RUNS: usize = 5;
const SHEETS_IN_MEMORY: u64 = 1_000_000;
const MATCHES_IN_FILE: u32 = 500_000;
/// Compressed files take many times longer per sheet.
const MATCHES_COMPRESSED: u32 = 50_000;
const MATCHES_FOR_MEMORY: u32 = 2_500_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for threads in [1, 2] {
        let rate = median(|| Ok(SHEETS_IN_MEMORY as f64 / in_memory(threads).as_secs_f64()))?;
        say(
            &format!("in memory, {threads} threads"),
            rate / 1e6,
            "million sheets/s",
        );
    }
    let folder = tempfile::tempdir()?;
    files(folder.path())
}

fn files(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    for (name, threads, matches) in [
        ("x.ndjson", 1, MATCHES_IN_FILE),
        ("x.ndjson", 2, MATCHES_IN_FILE),
        ("x.ndjson.zst", 2, MATCHES_COMPRESSED),
        ("x.ndjson.gz", 2, MATCHES_COMPRESSED),
    ] {
        let sheets = f64::from(matches) * 4.0;
        let path = folder.join(name);
        let mut bytes = 0;
        let rate = median(|| {
            let begun = Instant::now();
            let status = loot(matches, threads, &path).spawn()?.wait()?;
            if !status.success() {
                return Err(io::Error::other("loot generate failed"));
            }
            let elapsed = begun.elapsed().as_secs_f64();
            bytes = path.metadata()?.len();
            Ok(sheets / elapsed)
        })?;
        let size = bytes as f64 / sheets;
        let what = format!("{name}, {threads} threads");
        say(&what, rate / 1e6, "million sheets/s");
        say(
            &what,
            rate * size / 1e6,
            &format!("MB/s ({size:.0} bytes per sheet)"),
        );
    }
    let mut child = loot(MATCHES_FOR_MEMORY, 2, Path::new("/dev/null")).spawn()?;
    match peak_memory(&mut child)? {
        Some(mb) => say("peak memory, 10 million sheets", mb, "MB"),
        None => say(
            "peak memory, 10 million sheets",
            f64::NAN,
            "(only on Linux)",
        ),
    }
    Ok(())
}

fn in_memory(threads: u64) -> Duration {
    let run = Simulation {
        matches: u32::MAX,
        players_per_match: 4,
        seed: 42,
        start: DEFAULT_START,
        dressed: false,
    };
    let begun = Instant::now();
    thread::scope(|scope| {
        for thread in 0..threads {
            let share = SHEETS_IN_MEMORY / threads;
            scope.spawn(move || {
                for sheet in run.sheets(thread * share..(thread + 1) * share) {
                    black_box(sheet);
                }
            });
        }
    });
    begun.elapsed()
}

fn loot(matches: u32, threads: u32, output: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loot"));
    command
        .args(["generate", "--generate-only", "--seed", "42"])
        .args(["--matches", &matches.to_string()])
        .args(["--threads", &threads.to_string()])
        .arg("--output")
        .arg(output)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The most memory the process ever held, in MB; the kernel keeps the mark, so reading it now and then is enough.
fn peak_memory(child: &mut Child) -> io::Result<Option<f64>> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes =
            mark.and_then(|mark| mark.trim().trim_end_matches(" kB").parse::<f64>().ok());
        peak = kilobytes.map(|kb| kb * 1_024.0 / 1e6).or(peak);
        if child.try_wait()?.is_some() {
            return Ok(peak);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn median(mut measure: impl FnMut() -> io::Result<f64>) -> io::Result<f64> {
    let mut all = (0..RUNS)
        .map(|_| measure())
        .collect::<io::Result<Vec<_>>>()?;
    all.sort_by(f64::total_cmp);
    Ok(all[RUNS / 2])
}

#[allow(clippy::print_stdout, reason = "a benchmark's figures are its output")]
fn say(what: &str, figure: f64, unit: &str) {
    println!("{what:<34}{figure:>10.2} {unit}");
}
