//! Two releases of `loot`, one after the other in turns, on SQLite and on PostgreSQL: what a change costs or gains, on a
//! machine whose speed changes by the minute. Asks only what both understand.
//!
//! `cargo bench --bench compare -- BEFORE AFTER [SECONDS [ROUNDS]] [sqlite|postgres]`, where `BEFORE` and `AFTER` are
//! paths of release binaries. Each figure is the median of the rounds; above 1 the second one is better.

#![allow(clippy::print_stdout, reason = "its figures are what a bench is for")]

#[path = "support/mod.rs"]
mod support;

use loot::model::StatSheet;
use std::collections::BTreeMap;
use std::path::PathBuf;
use support::cluster::Cluster;
use support::load::{self, Load};
use support::serving::Serving;
use support::{median, sheets};

const SINGLES: usize = 120_000;
const BATCHED: usize = 100_000;
const BATCH: usize = 500;

/// What pages ask for.
const READS: [&str; 12] = [
    "/api/aggregate",
    "/api/aggregate?game_mode=solo",
    "/api/stats?limit=100",
    "/api/heatmap/rubber_duck?bins=20&limit=1",
    "/api/activity?bucket=hour",
    "/api/activity/items?bucket=hour",
    "/api/spread",
    "/api/players?limit=50",
    "/api/matches?limit=50",
    "/api/names",
    "/api/quality",
    "/api/quality/arrivals",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<f64> = arguments.iter().flat_map(|text| text.parse()).collect();
    let binaries: Vec<PathBuf> = arguments
        .iter()
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .collect();
    let [before, after] = binaries.as_slice() else {
        // `cargo bench` runs every bench with arguments of its own.
        println!(
            "compare: needs the paths of two binaries; see the top of tests/benches/compare.rs"
        );
        return;
    };
    let wanted = |name: &str| {
        let mut others = ["sqlite", "postgres"].into_iter();
        !others.any(|other| other != name && arguments.iter().any(|text| text == other))
    };
    let plan = Plan {
        binaries: [before.clone(), after.clone()],
        seconds: numbers.first().copied().unwrap_or(2.0),
        rounds: numbers.get(1).map_or(5, |rounds| *rounds as usize),
        requests: Requests::make(),
    };
    println!(
        "before: {}\nafter:  {}\n{} s each, medians of {} rounds",
        before.display(),
        after.display(),
        plan.seconds,
        plan.rounds
    );
    if wanted("sqlite") {
        plan.compare("SQLite", None);
    }
    if wanted("postgres") {
        let cluster = Cluster::start();
        plan.compare("PostgreSQL", Some(&cluster));
    }
}

struct Plan {
    binaries: [PathBuf; 2],
    seconds: f64,
    rounds: usize,
    requests: Requests,
}

/// The same for both, each time into a new database.
struct Requests {
    singles: Vec<Vec<u8>>,
    batches: Vec<Vec<u8>>,
}

impl Requests {
    fn make() -> Self {
        let json = |sheet: &StatSheet| serde_json::to_string(sheet).expect("sheets print");
        let singles = sheets(1, SINGLES).iter().map(json).collect::<Vec<_>>();
        let batched = sheets(2, BATCHED).iter().map(json).collect::<Vec<_>>();
        let single = |body: &String| load::post("/api/submit", "application/json", body);
        let batch = |lines: &[String]| {
            let body = lines.join("\n");
            load::post("/api/submit/batch", "application/x-ndjson", &body)
        };
        Self {
            singles: singles.iter().map(single).collect(),
            batches: batched.chunks(BATCH).map(batch).collect(),
        }
    }
}

/// Whether more or less of it is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Better {
    More,
    Less,
}

/// What was measured in each round, of one binary.
type Figures = BTreeMap<(usize, String, Better), Vec<f64>>;

impl Plan {
    fn compare(&self, name: &str, cluster: Option<&Cluster>) {
        // The first round warms the database's server and the disk, and is not counted.
        self.round(0, cluster, &mut Default::default());
        let mut figures = [Figures::new(), Figures::new()];
        for round in 0..self.rounds {
            self.round(round, cluster, &mut figures);
        }
        let [before, after] = figures;
        println!("{name:<48}{:>11}{:>11}{:>8}", "before", "after", "ratio");
        for ((key, before), after) in before.into_iter().zip(after.into_values()) {
            let (before, after) = (median(before), median(after));
            let ratio = match key.2 {
                Better::More => after / before,
                Better::Less => before / after,
            };
            println!("  {:<46}{before:>11.2}{after:>11.2}{ratio:>8.2}", key.1);
        }
    }

    /// Each figure of one binary right after that of the other; who begins changes from round to round.
    fn round(&self, round: usize, cluster: Option<&Cluster>, figures: &mut [Figures; 2]) {
        let turns = [round % 2, (round + 1) % 2];
        for connections in [256, 64] {
            for turn in turns {
                let server = self.spawn(turn, cluster);
                self.singles(&server, connections, &mut figures[turn]);
            }
        }
        let servers = turns.map(|turn| {
            let server = self.spawn(turn, cluster);
            self.batches(&server, &mut figures[turn]);
            (turn, server)
        });
        for path in READS {
            for (turn, server) in &servers {
                self.reads(server, path, &mut figures[*turn]);
            }
        }
        for (turn, server) in &servers {
            note_memory(&mut figures[*turn], "after reads", server);
        }
    }

    fn spawn(&self, binary: usize, cluster: Option<&Cluster>) -> Serving {
        let database = cluster.map(Cluster::new_database);
        Serving::spawn_binary(&self.binaries[binary], database.as_deref())
    }

    fn singles(&self, server: &Serving, connections: usize, figures: &mut Figures) {
        let requests = &self.requests.singles;
        let load = Load::run(server.address(), requests, connections, self.seconds);
        load.must_be(201);
        let what = format!("single submits, {connections} connections");
        let p99 = load.percentile_ms(0.99);
        note(
            figures,
            &what,
            "per second",
            Better::More,
            load.per_second(),
        );
        note(figures, &what, "p99 ms", Better::Less, p99);
        note_processor(figures, &what, server, load.requests());
        note_memory(figures, &what, server);
    }

    fn batches(&self, server: &Serving, figures: &mut Figures) {
        let load = Load::run_all(server.address(), &self.requests.batches, 4);
        load.must_be(201);
        let what = format!("batches of {BATCH}");
        let rate = load.per_second() * BATCH as f64;
        note(figures, &what, "sheets per second", Better::More, rate);
        note_processor(figures, &what, server, load.requests() * BATCH);
        note_memory(figures, &what, server);
    }

    fn reads(&self, server: &Serving, path: &str, figures: &mut Figures) {
        let requests = [load::get(path)];
        let load = Load::run(server.address(), &requests, 1, self.seconds / 4.0);
        load.must_be(200);
        for (unit, share) in [("median ms", 0.5), ("p99 ms", 0.99)] {
            note(figures, path, unit, Better::Less, load.percentile_ms(share));
        }
    }
}

fn note(figures: &mut Figures, what: &str, unit: &str, better: Better, value: f64) {
    let name = format!("{what}, {unit}");
    let place = figures.keys().find(|key| key.1 == name);
    let place = place.map_or(figures.len(), |key| key.0);
    figures
        .entry((place, name, better))
        .or_default()
        .push(value);
}

fn note_processor(figures: &mut Figures, what: &str, server: &Serving, items: usize) {
    let cost = server.processor_seconds() * 1e6 / items as f64;
    note(figures, what, "processor µs each", Better::Less, cost);
}

fn note_memory(figures: &mut Figures, what: &str, server: &Serving) {
    note(
        figures,
        what,
        "MiB at most",
        Better::Less,
        server.peak_mib() as f64,
    );
}
