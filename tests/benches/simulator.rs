//! How fast players with a truth are played: sheets with their events, in memory, and how much memory ten million
//! players over thirty days take. Run with `cargo bench --bench simulator`, for some scenarios only with their names
//! behind `--`. `LOOT_BENCH_PLAYERS` sets how many players the part about memory has.

use loot::model::Millis;
use loot::simulator::{Body, BuiltIn, DEFAULT_START, Population, Record, Run, Sink, Upload};
use std::hint::black_box;
use std::thread;
use std::time::Instant;

const RUNS: usize = 3;
const PLAYERS: u32 = 20_000;
const MANY_PLAYERS: u32 = 10_000_000;
const THREADS: u32 = 2;

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'))
        .collect();
    if wanted.is_empty() {
        // First: the mark of the most memory is the whole process's.
        many_players();
    }
    for scenario in BuiltIn::ALL {
        if !wanted.is_empty() && !wanted.iter().any(|name| name == scenario.name) {
            continue;
        }
        let mut rates: Vec<Rate> = (0..RUNS).map(|_| in_memory(scenario)).collect();
        rates.sort_by(|a, b| a.sheets.total_cmp(&b.sheets));
        let rate = &rates[RUNS / 2];
        say(&format!(
            "{:<16}{:>9.0} sheets/s with {:.1} events and {:.1} items each, {THREADS} threads",
            scenario.name, rate.sheets, rate.events_per_sheet, rate.items_per_sheet
        ));
    }
}

struct Rate {
    sheets: f64,
    events_per_sheet: f64,
    items_per_sheet: f64,
}

/// What was played, counted.
#[derive(Default)]
struct Counted {
    sheets: u64,
    events: u64,
    items: u64,
}

impl<'a> Sink<'a> for Counted {
    fn upload(&mut self, upload: Upload<'a>) {
        self.sheets += 1;
        if let Body::Sheet(sheet) = &upload.body {
            self.events += sheet.event_count() as u64;
            self.items += sheet.total_units();
        }
        black_box(upload);
    }

    fn truth(&mut self, _: Record) {}
}

fn in_memory(scenario: BuiltIn) -> Rate {
    let population = Population::new(scenario.scenario(), run(PLAYERS, 3));
    let begun = Instant::now();
    let all = play(&population, Millis(i64::MAX));
    let seconds = begun.elapsed().as_secs_f64();
    Rate {
        sheets: all.sheets as f64 / seconds,
        events_per_sheet: all.events as f64 / all.sheets as f64,
        items_per_sheet: all.items as f64 / all.sheets as f64,
    }
}

fn run(players_total: u32, days: u32) -> Run {
    Run {
        seed: 42,
        start: DEFAULT_START,
        days,
        players_total,
        matches: None,
    }
}

/// Plays all worlds on all threads, window by window as `loot generate` does.
fn play(population: &Population, until: Millis) -> Counted {
    let parts: Vec<Counted> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let numbers = (thread..population.worlds()).step_by(THREADS as usize);
                    let mut worlds: Vec<_> = numbers
                        .map(|number| population.world(number, false))
                        .collect();
                    let mut counted = Counted::default();
                    let mut at = population.run().start;
                    while at < until && !worlds.iter().all(|world| world.is_over()) {
                        at = Millis(at.0 + population.window_ms());
                        for world in &mut worlds {
                            world.play(at, &mut counted);
                        }
                    }
                    counted
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("it plays to its end"))
            .collect()
    });
    parts.into_iter().fold(Counted::default(), |mut all, part| {
        all.sheets += part.sheets;
        all.events += part.events;
        all.items += part.items;
        all
    })
}

fn many_players() {
    let players = std::env::var("LOOT_BENCH_PLAYERS")
        .ok()
        .and_then(|players| players.parse().ok());
    let players = players.unwrap_or(MANY_PLAYERS);
    let scenario = BuiltIn::find("mobile_puzzle")
        .expect("it is built in")
        .scenario();
    let population = Population::new(scenario, run(players, 30));
    let begun = Instant::now();
    let all = play(&population, Millis(i64::MAX));
    let seconds = begun.elapsed().as_secs_f64();
    let memory = peak_memory_mb().map_or("(only on Linux)".to_owned(), |mb| format!("{mb:.0} MB"));
    say(&format!(
        "{players} players over 30 days: {} sheets in {seconds:.0} s, {:.0}/s; peak memory {memory}",
        all.sheets,
        all.sheets as f64 / seconds
    ));
}

/// The most memory this process ever held.
fn peak_memory_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mark = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = mark.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes * 1_024.0 / 1e6)
}

#[allow(clippy::print_stdout, reason = "a benchmark's figures are its output")]
fn say(line: &str) {
    println!("{line}");
}
