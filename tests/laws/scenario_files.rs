//! Scenario files: valid ones play, others are refused with a path, and nothing makes the reader hang or panic.

use crate::fixtures::played::{play, run};
use loot::model::Millis;
use loot::simulator::{BuiltIn, Mistakes, Scenario};
use proptest::prelude::*;

fn parse(text: &str) -> Result<Scenario, Mistakes> {
    Scenario::parse(text, &[])
}

const SMALLEST: &str =
    "version: 1\nname: x\nmodes: {solo: {minutes: 3}}\nplayers: {archetypes: {all: {weight: 1}}}\n";

#[test]
fn the_smallest_scenario_plays() {
    let played = play(parse(SMALLEST).unwrap(), run(10, 2), Millis::DAY);
    assert!(played.sheets.len() > 10);
    assert_eq!(
        played.sheets[0].game_mode.as_ref().unwrap().as_str(),
        "solo"
    );
}

#[test]
fn all_mistakes_of_a_file_are_told_with_their_lines() {
    let shape = "version: 2\nname: x\nmods: {}\nitems:\n  - {name: duck, value: many}\n  - {nam: duck}\n\
                 modes:\n  solo: {minutes: {distribution: possion, mean: 3}}\nplayers:\n  archetypes: {}\n";
    insta::assert_snapshot!(parse(shape).unwrap_err(), @r#"
    version: must be 1, got 2, line 1
    mods: is not known; did you mean modes?, line 3
    items[0].value: must be a number from 0 to 1000000000, got "many", line 5
    items[1].nam: is not known; did you mean name?, line 6
    items[1].name: is required, line 6
    modes.solo.minutes.distribution: must be one of constant, uniform, uniform_int, normal, lognormal, exponential, poisson, geometric, bernoulli, got "possion"; did you mean poisson?, line 8
    players.archetypes: must not be empty, line 10
    "#);
    let sense = "version: 1\nname: a b\nitems:\n  - {name: duck, rarity: common}\n  - {name: duck}\n\
                 loot_tables:\n  chest:\n    entries:\n      - {item: duck, weight: 1}\n      - {item: goose}\n";
    let rest = "modes: {solo: {minutes: 3}}\nplayers: {archetypes: {all: {weight: 1}}}\n";
    insta::assert_snapshot!(parse(&format!("{sense}{rest}")).unwrap_err(), @r#"
    name: must have letters a to z, digits, _ and - only: it is part of every key, line 2
    items[1].name: "duck" is there already, line 5
    loot_tables.chest.entries[1].item: no item is called "goose", line 10
    "#);
    let references = "version: 1\nname: x\nstats:\n  kills: {type: int, distribution: poisson, modes: [duel]}\n\
                      modes:\n  solo:\n    map: island\n    minutes: 3\n    loot: [{table: chst, openings: 1}]\n\
                      \x20   machine: {start: here, states: {there: [{per_minute: 1, to: nowhere}]}}\n\
                      players:\n  rare: [shiny]\n  archetypes:\n    all: {weight: 0, modes: {sollo: 1}}\n\
                      experiments:\n  e: {variants: {a: {effects: {events: {dead: 2}, drops: [{multiply: 0}]}}}}\n";
    insta::assert_snapshot!(parse(references).unwrap_err(), @r#"
    stats.kills.mean: is required by poisson, line 4
    stats.kills.modes[0]: no mode is called "duel", line 4
    modes.solo.map: no map is called "island", line 7
    modes.solo.loot[0].table: no loot table is called "chst", line 9
    modes.solo.machine.start: no state is called "here"; did you mean "there"?, line 10
    modes.solo.machine.states.there[0].to: no state is called "nowhere", line 10
    players.rare[0]: no rarity is called "shiny", line 12
    players.archetypes: must have a weight above 0, line 13
    players.archetypes.all.modes.sollo: no mode is called "sollo"; did you mean "solo"?, line 14
    players.archetypes.all.modes: must have a weight above 0, line 14
    experiments.e.variants.a.effects.drops[0].multiply: must be above 0 and at most 1000, got 0, line 16
    experiments.e.variants.a.effects.drops[0].multiply: there is no loot table to change, line 16
    experiments.e.variants.a.effects.events.dead: no event is called "dead", line 16
    "#);
}

#[test]
fn mistakes_in_maps_dimensions_and_facts_say_what_would_be_right() {
    let text = "version: 1\nname: x\nmaps:\n  island: {size: [9, 9], floors: {cellar: -3, ground: 0}, areas: [{name: a, everywhere: true}, \
                {name: b, floor: celar, everywhere: true}]}\n\
                modes:\n  solo: {minutes: 3}\nplayers: {archetypes: {all: {weight: 1}}}\n";
    insta::assert_snapshot!(parse(text).unwrap_err(), @r#"
    maps.island.areas[0].floor: is required where the map has floors, line 4
    maps.island.areas[1].floor: no floor is called "celar"; did you mean "cellar"?, line 4
    "#);
    let text = "version: 1\nname: x\nmaps: {island: {size: [9, 9]}}\n\
                modes:\n  solo: {map: island, maps: {island: 1}, minutes: 3}\n  duo: {maps: {iland: 1}, minutes: 3}\n\
                players:\n  archetypes: {all: {weight: 1}}\n  facts: {luck: {distribution: normal, mean: 0, sd: 1}}\n\
                experiments: {chests: {variants: {a: {}}}}\n\
                dimensions:\n  map: {values: {a: 1}}\n  chests: {values: {a: 1}}\n  both: {values: {a: 1}, modes: {solo: b}}\n\
                \x20 none: {}\n  of: {of: match, modes: {sol: b}}\n  zones: {time_zones: [a, b]}\n\
                \x20 build: {releases: [{value: '2', day: 3}, {value: ' 1'}]}\n";
    insta::assert_snapshot!(parse(text).unwrap_err(), @r#"
    modes.solo.maps: must be left out where there is a map, line 5
    modes.duo.maps.iland: no map is called "iland"; did you mean "island"?, line 6
    players.facts.luck: must be a value, values or from: a fact is not drawn anew for each match, line 9
    dimensions.map: must not be called `map` or as an experiment is, line 12
    dimensions.chests: must not be called `map` or as an experiment is, line 13
    dimensions.both: must have exactly one of values, releases, time_zones and modes, line 14
    dimensions.none: must have exactly one of values, releases, time_zones and modes, line 15
    dimensions.of.of: belongs to values, line 16
    dimensions.of.modes.sol: no mode is called "sol"; did you mean "solo"?, line 16
    dimensions.zones.time_zones: must be one for each of players.time_zones (1), got 2, line 17
    dimensions.build.releases: must come out one after the other, line 18
    dimensions.build.releases[1].value: " 1" must not begin or end with spaces, line 18
    "#);
}

#[test]
fn a_value_set_from_outside_is_checked_like_the_others() {
    let text = BuiltIn::find("dungeon_crawl").unwrap().text;
    let set = |key: &str, value: &str| Scenario::parse(text, &[(key.to_owned(), value.to_owned())]);
    assert!(set("players.churn.first", "0.5").is_ok());
    let said = set("players.churn.first", "1.5").unwrap_err().to_string();
    assert_eq!(
        said,
        "players.churn.first: must be a number from 0 to 1, got 1.5"
    );
    let said = set("players.churn.frist", "0.5").unwrap_err().to_string();
    assert_eq!(
        said,
        "players.churn.frist: is not known; did you mean first?"
    );
}

#[test]
fn effects_that_combine_in_too_many_ways_are_refused() {
    let mut text = SMALLEST.to_owned()
        + "items: [{name: duck}]\nloot_tables: {t: {entries: [{item: duck}, {nothing: true}]}}\nexperiments:\n";
    for number in 0..10 {
        text += &format!(
            "  e{number}: {{variants: {{a: {{}}, b: {{effects: {{drops: [{{multiply: 2}}]}}}}}}}}\n"
        );
    }
    let said = parse(&text).unwrap_err().to_string();
    assert!(
        said.contains("experiments: effects on drops combine in 2048 ways"),
        "{said}"
    );
}

proptest! {
    #[test]
    fn text_of_any_kind_is_read_or_refused(text in "[a-z0-9:{}\\[\\]&*!|>'\"#%,\n -]{0,200}") {
        if let Err(mistakes) = parse(&text) {
            prop_assert!(!mistakes.to_string().is_empty());
        }
    }
}
