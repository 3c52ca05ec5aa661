//! Good scenario files with a few values replaced by anything: each plays, or is refused with a path.

use super::{BuiltIn, Scenario};
use crate::model::{Millis, StatSheet};
use crate::simulator::yaml;
use crate::simulator::{DEFAULT_START, Expected, Population, Record, Run, Sink, Upload};
use proptest::prelude::*;

/// Values that have broken readers before.
const ODD: [&str; 24] = [
    "0",
    "1",
    "-1",
    "2",
    "0.5",
    "1e308",
    "-1e308",
    "1e-300",
    "9999999999999999999999",
    "4294967296",
    ".inf",
    ".nan",
    "true",
    "null",
    "''",
    "x",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[1, 2]",
    "{a: 1}",
    "{distribution: normal, mean: 0, sd: 1e12}",
    "{distribution: poisson, mean: 10000}",
    "[[[[1]]]]",
];

/// Paths of all values of a document, such as `modes.solo.minutes`.
fn paths(value: &serde_json::Value, at: &str, all: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                // A path cannot say keys that have its signs in them.
                if !key.is_empty() && !key.contains(['.', '[', ']']) {
                    let at = if at.is_empty() {
                        key.clone()
                    } else {
                        format!("{at}.{key}")
                    };
                    all.push(at.clone());
                    paths(value, &at, all);
                }
            }
        }
        serde_json::Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let at = format!("{at}[{index}]");
                all.push(at.clone());
                paths(value, &at, all);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// One or two values of a good scenario are replaced by anything.
    #[test]
    fn any_file_plays_or_is_refused_with_paths(
        which in 0..BuiltIn::ALL.len() - 1,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..ODD.len()), 1..3),
    ) {
        let text = BuiltIn::ALL[which].text;
        let document = yaml::read(text).unwrap().to_json();
        let mut all = Vec::new();
        paths(&document, "", &mut all);
        let sets: Vec<_> = changes
            .iter()
            .map(|(path, value)| (path.get(&all).clone(), ODD[*value].to_owned()))
            .collect();
        match Scenario::parse(text, &sets) {
            Ok(scenario) => {
                for (expected, line) in a_few(scenario) {
                    let refused = StatSheet::parse(line.as_bytes(), Millis(0)).is_err();
                    prop_assert_eq!(refused, expected == Expected::Rejected, "{:?}: {}", sets, line);
                }
            }
            Err(mistakes) => {
                prop_assert!(!mistakes.as_slice().is_empty());
                for mistake in mistakes.as_slice() {
                    prop_assert!(!mistake.path.is_empty(), "{sets:?}: {mistake}");
                }
            }
        }
    }
}

/// The uploads of three matches, and what should become of them.
fn a_few(scenario: Scenario) -> Vec<(Expected, String)> {
    let run = Run {
        seed: 7,
        start: DEFAULT_START,
        days: 1,
        players_total: 6,
        matches: Some(3),
    };
    let mut lines = Lines::default();
    let population = Population::new(scenario, run);
    population.world(0, true).play(Millis(i64::MAX), &mut lines);
    lines.0
}

#[derive(Default)]
struct Lines(Vec<(Expected, String)>);

impl<'a> Sink<'a> for Lines {
    fn upload(&mut self, upload: Upload<'a>) {
        let mut line = Vec::new();
        upload.write(&mut line).unwrap();
        let line = String::from_utf8(line).unwrap();
        self.0.push((upload.label.expected, line));
    }

    fn truth(&mut self, _: Record) {}
}
