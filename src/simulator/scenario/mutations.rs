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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// What is wrong because something else is misshapen is not told: nothing else is wrong in these files.
    #[test]
    fn a_mistake_of_shape_is_told_without_what_follows_from_it(
        which in 0..BuiltIn::ALL.len() - 1,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..MISSHAPEN.len()), 1..3),
    ) {
        let text = BuiltIn::ALL[which].text;
        let mut tree = yaml::read(text).unwrap();
        let mut all = Vec::new();
        paths(&tree.to_json(), "", &mut all);
        let sets: Vec<_> = changes
            .iter()
            .map(|(path, value)| (path.get(&all).clone(), MISSHAPEN[*value].to_owned()))
            .collect();
        let put = |(path, value): &(String, String)| {
            yaml::apply(&mut tree, &yaml::Override { path, value }).is_ok()
        };
        prop_assume!(sets.iter().all(put));
        let misshapen = yaml::check(&tree, &Scenario::schema());
        let is_misshapen = |(set, _): &(String, String)| {
            misshapen.iter().any(|wrong| wrong.path.starts_with(set))
        };
        prop_assume!(sets.iter().all(is_misshapen));
        let told = Scenario::parse(text, &sets).unwrap_err();
        for mistake in told.as_slice() {
            let shape = misshapen.iter().any(|wrong| wrong.path == mistake.path);
            prop_assert!(shape, "{:?}: {}", sets, mistake);
        }
    }
}

/// What hardly any part of a scenario can be.
const MISSHAPEN: [&str; 4] = ["[[1]]", "{'': {}}", "true", "-0.25"];

#[test]
fn wrong_numbers_and_words_hide_no_other_mistakes() {
    let text = "\
version: 2
name: a b
run: {days: 3, players_total: 5}
items:
  - {name: duck, rarity: common}
  - {name: sword, rarity: rare, vlaue: 3}
  - {name: gold, value: cheap}
  - {name: duck}
loot_tables:
  a: {entries: [{item: sword, weight: 1}, {item: lance, weight: 1}]}
  b: {entries: [{table: c, weight: x}, {table: c, weight: 1}]}
  c: {entries: [{table: b, weight: 1}]}
maps: {island: {size: [1, wide]}}
stats: {s: {type: int, distribution: poisson, mean: 4, level: 1}, t: {type: text}}
modes: {solo: {map: island, players: 1, minutes: 5}}
players: {archetypes: {a: {weight: 1, modes: {solo: 1}}}}
";
    let said = Scenario::parse(text, &[]).unwrap_err().to_string();
    insta::assert_snapshot!(said, @r#"
    version: must be 1, got 2, line 1
    name: must have letters a to z, digits, _ and - only: it is part of every key, line 2
    items[1].vlaue: is not known; did you mean value?, line 6
    items[2].value: must be a number from 0 to 1000000000, got "cheap", line 7
    items[3].name: "duck" is there already, line 8
    loot_tables.a.entries[1].item: no item is called "lance", line 10
    loot_tables.b.entries[0].weight: must be a number, got "x", line 11
    loot_tables.c.entries[0].table: a table cannot contain itself: b → c → b, line 12
    maps.island.size[1]: must be a number, got "wide", line 13
    stats.t.type: must be one of int, float, bool, categorical, got "text", line 14
    "#);
}

#[test]
fn an_unknown_name_is_told_beside_a_number_that_is_none() {
    let battle_royale = BuiltIn::find("battle_royale").unwrap().text;
    let text = battle_royale
        .replace("value: 25", "value: cheap")
        .replace("{item: rifle, weight: 97}", "{item: riffle, weight: 97}");
    let said = Scenario::parse(&text, &[]).unwrap_err().to_string();
    insta::assert_snapshot!(said, @r#"
    items[3].value: must be a number from 0 to 1000000000, got "cheap", line 15
    loot_tables.weapons.entries[0].item: no item is called "riffle"; did you mean "rifle"?, line 33
    "#);
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
