//! What sheets say of how they were played: maps, heights, sessions, dimensions, facts of the player.

use crate::fixtures::played::{Played, instant, play, run, scenario};
use loot::model::{Label, Millis, StatSheet};
use std::collections::{BTreeMap, BTreeSet};

fn played(name: &str, sets: &[(&str, &str)]) -> Played {
    play(scenario(name, sets), run(120, 5), Millis::HOUR)
}

fn dimension<'a>(sheet: &'a StatSheet, name: &str) -> Option<&'a str> {
    let name = Label::parse(name).unwrap();
    sheet.dimensions.get(&name).map(|value| value.as_str())
}

/// 64 bits, by what `docs/truth.md` says of the hash, not by our code.
fn dealt(name: &str, id: &str) -> u64 {
    let mut hash = 14_695_981_039_346_656_037_u64;
    for byte in format!("{name}\0\0{id}").bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211);
    }
    for factor in [0xff51afd7ed558ccd, 0xc4ceb9fe1a85ec53] {
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(factor);
    }
    hash ^ (hash >> 33)
}

fn share(hash: u64) -> f64 {
    hash as f64 / 2_f64.powi(64)
}

#[test]
fn the_matches_of_a_sitting_have_one_session_and_no_other_has_it() {
    let played = played("dungeon_crawl", &[]);
    let truth: BTreeMap<&str, (&str, u64)> = played
        .records("session")
        .into_iter()
        .map(|session| {
            let text = |field: &str| session[field].as_str().unwrap();
            let matches = session["matches"].as_u64().unwrap();
            (text("session_id"), (text("player_id"), matches))
        })
        .collect();
    assert_eq!(truth.len(), played.records("session").len());
    let mut sheets: BTreeMap<&str, u64> = BTreeMap::new();
    for sheet in &played.sheets {
        let session = sheet.session_id.as_ref().unwrap().as_str();
        assert_eq!(truth[session].0, sheet.player_id.as_str());
        *sheets.entry(session).or_default() += 1;
    }
    let matches = truth
        .iter()
        .map(|(session, (_, matches))| (*session, *matches));
    assert_eq!(sheets, matches.collect());
    assert!(sheets.values().any(|matches| *matches > 3));
}

#[test]
fn each_match_is_on_one_map_and_as_many_are_on_each_as_the_weights_say() {
    let played = played("battle_royale", &[("modes.solo.players", "2")]);
    let mut maps: BTreeMap<&str, &str> = BTreeMap::new();
    for sheet in &played.sheets {
        let (id, map) = (
            sheet.match_id.as_str(),
            sheet.map.as_ref().unwrap().as_str(),
        );
        assert_eq!(*maps.entry(id).or_insert(map), map, "{id}");
        // Three times as many on the island, which the third quarter of the hash and those before it mean; in the
        // order of names the canyon comes first.
        let wanted = if share(dealt("map", id)) < 0.25 {
            "canyon"
        } else {
            "island"
        };
        assert_eq!(map, wanted, "{id}");
        let edge = if map == "canyon" { 1_200.0 } else { 2_000.0 };
        for event in &sheet.events {
            let place = event.position.unwrap();
            assert!(place.x() <= edge && place.y() <= edge && place.z().is_none());
        }
    }
    let canyon = maps.values().filter(|map| **map == "canyon").count() as f64;
    let n = maps.len() as f64;
    assert!(n > 200.0 && (canyon - n / 4.0).abs() < 4.0 * (n * 3.0 / 16.0).sqrt());
}

#[test]
fn dimensions_are_those_of_the_player_the_match_the_mode_and_the_zone() {
    let played = played(
        "dungeon_crawl",
        &[("dimensions.region", "{time_zones: [eu, us, asia]}")],
    );
    let players: BTreeMap<&str, _> = played
        .records("player")
        .into_iter()
        .map(|player| (player["player_id"].as_str().unwrap(), player))
        .collect();
    let mut weather: BTreeMap<&str, &str> = BTreeMap::new();
    let mut platforms: BTreeSet<&str> = BTreeSet::new();
    for sheet in &played.sheets {
        let player = players[sheet.player_id.as_str()];
        let mode = sheet.game_mode.as_ref().unwrap().as_str();
        let wanted = if mode == "story" { "normal" } else { "hard" };
        assert_eq!(dimension(sheet, "difficulty"), Some(wanted));
        let zones = [(0.0, "eu"), (-6.0, "us"), (8.0, "asia")];
        let ahead = player["hours_ahead"].as_f64().unwrap();
        let region = zones.iter().find(|zone| zone.0 == ahead).unwrap().1;
        assert_eq!(dimension(sheet, "region"), Some(region));
        let fraction = share(dealt("platform", sheet.player_id.as_str()));
        // Shares in the order of names: console 3, handheld 1, pc 6.
        let platform = match fraction {
            x if x < 0.3 => "console",
            x if x < 0.4 => "handheld",
            _ => "pc",
        };
        assert_eq!(dimension(sheet, "platform"), Some(platform));
        assert_eq!(player["dimensions"]["platform"], platform);
        assert_eq!(player["dimensions"]["region"], region);
        platforms.insert(platform);
        let now = dimension(sheet, "weather").unwrap();
        let of_match = *weather.entry(sheet.match_id.as_str()).or_insert(now);
        assert_eq!(of_match, now, "{}", sheet.match_id);
    }
    assert_eq!(platforms.len(), 3);
    let flooded = weather.values().filter(|now| **now == "flooded").count();
    assert!(flooded > 0 && flooded < weather.len() / 2);
}

#[test]
fn a_release_reaches_players_within_its_days_and_nobody_goes_back() {
    let releases = r#"{releases: [{value: "1.2"}, {value: "1.3", day: 2, within_days: 1}]}"#;
    let played = played("extraction", &[("dimensions.build", releases)]);
    let start = loot::simulator::DEFAULT_START.0;
    let mut seen = BTreeMap::new();
    for session in played.records("session") {
        let id = session["player_id"].as_str().unwrap();
        let begun = (instant(&session["started"]) - start) as f64 / Millis::DAY as f64;
        let updated = 2.0 + share(dealt("build", id));
        let wanted = if begun < updated { "1.2" } else { "1.3" };
        let session_id = session["session_id"].as_str().unwrap();
        seen.insert(session_id, wanted);
    }
    let mut builds: BTreeMap<&str, u32> = BTreeMap::new();
    for sheet in &played.sheets {
        let build = dimension(sheet, "build").unwrap();
        assert_eq!(build, seen[sheet.session_id.as_ref().unwrap().as_str()]);
        *builds.entry(build).or_default() += 1;
    }
    assert_eq!(builds.len(), 2, "{builds:?}");
}

#[test]
fn facts_ride_along_and_are_told_as_they_are() {
    let played = played("battle_royale", &[]);
    let mut inputs: BTreeMap<&str, &str> = BTreeMap::new();
    for sheet in &played.sheets {
        let fact = |name: &str| sheet.player.iter().find(|(key, _)| key.as_str() == name);
        let (_, level) = fact("level").unwrap();
        assert_eq!(level.as_u64(), sheet.player_level.map(u64::from));
        let input = fact("input").unwrap().1.as_str().unwrap();
        assert_eq!(
            *inputs.entry(sheet.player_id.as_str()).or_insert(input),
            input
        );
    }
}

#[test]
fn things_lie_on_the_floors_as_often_as_the_truth_says() {
    let played = played("dungeon_crawl", &[]);
    let truth = played
        .records("density")
        .into_iter()
        .find(|density| density["map"] == "crypt" && density["item"] == "gold_coin");
    let floors = truth.unwrap()["floors"].as_object().unwrap();
    // The weights of the areas: corridors 3, entrance 1, throne 2 on the halls' floor.
    assert!((floors["halls"].as_f64().unwrap() - 0.6).abs() < 1e-12);
    let heights = [("catacombs", -6.0), ("halls", 0.0), ("gallery", 5.0)];
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    let mut between = false;
    for sheet in played
        .sheets
        .iter()
        .filter(|sheet| sheet.map.as_ref().unwrap().as_str() == "crypt")
    {
        let coins = sheet
            .locations
            .iter()
            .find(|(item, _)| item.as_str() == "gold_coin");
        for (place, _) in coins.into_iter().flat_map(|(_, places)| places.weighted(1)) {
            let z = place.z().unwrap();
            let floor = heights.iter().find(|(_, height)| *height == z).unwrap().0;
            *counts.entry(floor).or_default() += 1.0;
        }
        for event in &sheet.events {
            let z = event.position.unwrap().z().unwrap();
            assert!((-6.0..=5.0).contains(&z), "{z}");
            between |= !heights.iter().any(|(_, height)| *height == z);
        }
    }
    assert!(between, "nobody goes from one floor to another");
    let n: f64 = counts.values().sum();
    for (floor, count) in counts {
        let expected = floors[floor].as_f64().unwrap();
        // Several units of one opening lie together, so the deviation is larger than that of independent ones.
        assert!(
            (count / n - expected).abs() < 0.06,
            "{floor}: {count} of {n}"
        );
    }
}
