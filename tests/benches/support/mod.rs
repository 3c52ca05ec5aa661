//! What the benches share: sheets, servers, a load generator, the rival that inserts without HTTP, and the tests' browser
//! and PostgreSQL.
#![allow(
    dead_code,
    clippy::print_stdout,
    reason = "each bench uses some of it, and prints"
)]

#[allow(clippy::unwrap_used, reason = "it is the tests'")]
#[path = "../../harness/browser.rs"]
pub(crate) mod browser;
pub(crate) mod bulk;
pub(crate) mod cluster;
#[allow(clippy::unwrap_used, reason = "it is the tests'")]
#[path = "../../harness/http.rs"]
pub(crate) mod http;
pub(crate) mod load;
#[allow(clippy::unwrap_used, reason = "it is the tests'")]
#[path = "../../harness/postgres.rs"]
pub(crate) mod postgres;
pub(crate) mod serving;
#[allow(clippy::unwrap_used, reason = "it is the tests'")]
#[path = "../../harness/waiting.rs"]
pub(crate) mod waiting;

use loot::model::{Label, Millis, StatSheet, Timestamp};
use loot::simulator::{DEFAULT_START, Simulation};

/// The product's: a writer in another's memory is another writer.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// `count` sheets of the classic scenario, four to a match; other seeds give other keys. Matches end one after the
/// other, as those of a live game do: the scenario itself spreads them over twelve hours in no order, and a server
/// sees that only when it is sent an archive.
pub(crate) fn sheets(seed: u64, count: usize) -> Vec<StatSheet> {
    let run = Simulation {
        matches: count.div_ceil(4) as u32,
        players_per_match: 4,
        seed,
        start: DEFAULT_START,
        dressed: false,
    };
    let in_order = run.sheets(0..count as u64).zip(0..);
    in_order
        .map(|(mut sheet, number)| {
            let ended = DEFAULT_START.0 + number / 4 * MS_BETWEEN_MATCHES;
            sheet.timestamp = Timestamp::from(Millis(ended));
            sheet
        })
        .collect()
}

const MS_BETWEEN_MATCHES: i64 = 20;

/// The same sheets as a game sends them that has maps, builds, platforms and regions.
pub(crate) fn sliced(sheets: &[StatSheet]) -> Vec<StatSheet> {
    sheets.iter().cloned().zip(0..).map(on_a_map).collect()
}

fn on_a_map((mut sheet, number): (StatSheet, usize)) -> StatSheet {
    let label = |text: &str| Label::parse(text).expect("a short name");
    let one_of = |names: &[&str], every: usize| label(names[number / every % names.len()]);
    // The players of a match are four sheets in a row.
    sheet.map = Some(one_of(&["dust", "harbour", "mill"], 4));
    sheet.dimensions = [
        ("build", one_of(&["1.2", "1.3"], 7)),
        ("platform", one_of(&["pc", "ps5", "switch", "xbox"], 1)),
        ("region", one_of(&["eu", "na", "sa", "asia", "oce"], 3)),
    ]
    .map(|(name, value)| (label(name), value))
    .into();
    sheet
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
