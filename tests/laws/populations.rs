//! Populations: the same bytes however they are played, sheets that agree with the truth, and laws that hold.

use crate::fixtures::played::{Played, instant, play, run, scenario};
use loot::model::{Millis, StatSheet};
use loot::simulator::{BuiltIn, DeliveryFault, Expected, Run};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const HOUR: i64 = Millis::HOUR;

fn small(name: &str) -> Played {
    play(scenario(name, &[]), run(60, 2), HOUR)
}

/// When this fails, an old seed no longer gives its old bytes: the CHANGELOG must say so.
#[test]
fn the_bytes_of_a_seed_never_change() {
    let hashes: Vec<String> = BuiltIn::ALL
        .iter()
        .map(|built_in| {
            let played = play(scenario(built_in.name, &[]), run(60, 1), HOUR);
            let mut hash = Sha256::new();
            for (at, _, line) in &played.lines {
                hash.update(at.0.to_le_bytes());
                hash.update(line);
            }
            let sheets = hex(hash);
            // Without the run's own records, whose exact odds are a matter of the tables' tests.
            let mut hash = Sha256::new();
            for record in played
                .truth
                .iter()
                .filter(|record| record["player_id"].is_string())
            {
                hash.update(record.to_string());
            }
            format!(
                "{} {} {sheets} {}",
                built_in.name,
                played.lines.len(),
                hex(hash)
            )
        })
        .collect();
    insta::assert_snapshot!(hashes.join("\n"), @r"
    battle_royale 226 dbf3f04eb8a5fafcf9956be823fb3e6d 2b46bfc204d602f219008db52aa2cd5e
    dungeon_crawl 251 ef552386d7baa133b0b63f79ba2101c2 a326638ace8b9bce03d37f83134b5a41
    extraction 173 1253aa5592f9f4910ddf86c2feafb0f5 1c08fb7c3fd5d0eece0bd34fb1fb8a28
    mobile_puzzle 516 c12b1c8137e97efe462c613f1a730204 b3ab0776ad08adec2b06cad6a10fd2da
    showcase 179 be1e45d5ee8f4f9f81538d9dd99044ee d0e2664eeb5f553c60bc91e47e555f52
    stress 792 5a8a0194f24d41683555657452784423 4810bd75c1c49869f6f31cec92dfe6fd
    ");
}

fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn windows_change_nothing_and_worlds_are_many() {
    // Two worlds, whose uploads are merged.
    let run = Run {
        matches: Some(400),
        ..run(5_000, 3)
    };
    let sets = [(
        "delivery.late",
        "{share: 0.2, seconds: {distribution: exponential, mean: 5000}}",
    )];
    let whole = play(scenario("extraction", &sets), run, i64::MAX / 2);
    assert!(whole.lines.len() > 500, "{}", whole.lines.len());
    for window_ms in [60_000, 7 * HOUR] {
        let parts = play(scenario("extraction", &sets), run, window_ms);
        let text = |played: &Played| {
            played
                .lines
                .iter()
                .map(|(_, _, line)| line.clone())
                .collect::<Vec<_>>()
        };
        assert!(text(&parts) == text(&whole), "windows of {window_ms} ms");
    }
    assert!(whole.lines.is_sorted_by_key(|(at, _, _)| *at));
}

#[test]
fn a_run_that_goes_on_is_the_same_until_its_days_are_over() {
    struct Told(Vec<(i64, String)>);
    impl<'a> loot::simulator::Sink<'a> for Told {
        fn upload(&mut self, upload: loot::simulator::Upload<'a>) {
            let mut text = Vec::new();
            upload.write(&mut text).unwrap();
            self.0.push((upload.at.0, String::from_utf8(text).unwrap()));
        }
        fn truth(&mut self, _: loot::simulator::Record) {}
    }
    let told = |population: loot::simulator::Population, until: Millis| {
        let mut told = Told(Vec::new());
        population.world(0, false).play(until, &mut told);
        told.0
    };
    let run = run(60, 3);
    let of = || loot::simulator::Population::new(scenario("showcase", &[]), run);
    let days = |days: i64| Millis(run.start.0 + days * 24 * HOUR);
    let (some, more) = (told(of(), days(3)), told(of().going_on(), days(9)));
    assert!(some.len() > 50, "{}", some.len());
    assert!(more[..some.len()] == some[..]);
    // New players keep coming, too: of later numbers than those of the run.
    let late = more
        .iter()
        .any(|(_, line)| line.contains("showcase-7-p100"));
    assert!(late, "nobody arrived after the days of the run");
    // Where all came on the first day nobody comes after.
    let sets = [("players.arrivals.at_launch", "1")];
    let all_at_once = loot::simulator::Population::new(scenario("showcase", &sets), run);
    assert!(told(all_at_once.going_on(), days(9)).len() > 10);
}

#[test]
fn as_many_matches_are_begun_as_asked_for() {
    let run = Run {
        matches: Some(123),
        ..run(5_000, 30)
    };
    let played = play(scenario("mobile_puzzle", &[]), run, HOUR);
    let matches: BTreeSet<_> = played
        .sheets
        .iter()
        .map(|sheet| sheet.match_id.as_str())
        .collect();
    assert_eq!(matches.len(), 123);
}

#[test]
fn every_sheet_reads_back_and_every_key_is_its_own() {
    for built_in in BuiltIn::ALL {
        let played = play(scenario(built_in.name, &[]), run(40, 1), HOUR);
        let mut keys = BTreeSet::new();
        let mut event_keys = BTreeSet::new();
        for (_, label, line) in &played.lines {
            let parsed = StatSheet::parse(line.as_bytes(), Millis(0));
            assert_eq!(
                parsed.is_err(),
                label.expected == Expected::Rejected,
                "{line}"
            );
            let Ok(sheet) = parsed else { continue };
            let new = keys.insert((sheet.player_id.clone(), sheet.sheet_id.clone()));
            assert_eq!(new, label.expected == Expected::Accepted, "{line}");
            for event in &sheet.events {
                assert_eq!(
                    new,
                    event_keys.insert((event.player_id.clone(), event.event_id.clone())),
                    "{line}"
                );
            }
        }
        assert!(played.sheets.len() > 40, "{}", built_in.name);
    }
}

#[test]
fn the_truth_agrees_with_what_was_sent() {
    for name in [
        "battle_royale",
        "dungeon_crawl",
        "extraction",
        "mobile_puzzle",
    ] {
        let played = small(name);
        let players: BTreeMap<&str, &Value> = played
            .records("player")
            .into_iter()
            .map(|player| (player["player_id"].as_str().unwrap(), player))
            .collect();
        let mut matches: BTreeMap<&str, u64> = BTreeMap::new();
        for session in played.records("session") {
            *matches
                .entry(session["player_id"].as_str().unwrap())
                .or_default() += session["matches"].as_u64().unwrap();
        }
        let mut sheets: BTreeMap<&str, u64> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for sheet in &played.sheets {
            let player = players[sheet.player_id.as_str()];
            for (experiment, variant) in &sheet.experiments {
                assert_eq!(player["experiments"][experiment.as_str()], variant.as_str());
            }
            assert_eq!(
                player["experiments"].as_object().unwrap().len(),
                sheet.experiments.len()
            );
            if seen.insert((&sheet.player_id, &sheet.sheet_id)) {
                *sheets.entry(sheet.player_id.as_str()).or_default() += 1;
            }
        }
        assert_eq!(players.len(), 60);
        assert_eq!(sheets, matches, "{name}: matches of sessions are sheets");
    }
}

/// By what `docs/truth.md` says of the hash, not by our code.
#[test]
fn anybody_can_recompute_who_got_which_variant() {
    let played = small("battle_royale");
    for player in played.records("player") {
        let id = player["player_id"].as_str().unwrap();
        let mut hash = 14_695_981_039_346_656_037_u64;
        for byte in format!("richer_chests\0\0{id}").bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211);
        }
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(0xff51afd7ed558ccd);
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(0xc4ceb9fe1a85ec53);
        hash ^= hash >> 33;
        let variant = if hash < 1 << 63 { "control" } else { "richer" };
        assert_eq!(player["experiments"]["richer_chests"], variant, "{id}");
    }
}

/// Retention as studios measure it: the share of players with a session in the k-th 24 hours after their first.
#[test]
fn the_puzzle_keeps_its_players_as_published() {
    let sets = [
        ("players.arrivals.at_launch", "1"),
        (
            "players.archetypes.commuter.matches_per_session",
            "{distribution: geometric, mean: 1.5}",
        ),
        (
            "players.archetypes.evening.matches_per_session",
            "{distribution: geometric, mean: 1.5}",
        ),
    ];
    let played = play(scenario("mobile_puzzle", &sets), run(6_000, 9), HOUR);
    let arrived = played.arrived();
    let mut days: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    for session in played.records("session") {
        let id = session["player_id"].as_str().unwrap();
        let day = (instant(&session["started"]) - arrived[id]) / Millis::DAY;
        days.entry(day).or_default().insert(id);
    }
    let retention = |day: i64| days[&day].len() as f64 / arrived.len() as f64;
    assert_eq!(retention(0), 1.0);
    // 6,000 players: three standard errors are 0.02.
    assert!(
        (retention(1) - 0.44).abs() < 0.02,
        "day 1: {}",
        retention(1)
    );
    assert!(
        (retention(7) - 0.19).abs() < 0.02,
        "day 7: {}",
        retention(7)
    );
    let curve: Vec<String> = (0..8).map(|day| format!("{:.3}", retention(day))).collect();
    insta::assert_snapshot!(curve.join(" "), @"1.000 0.442 0.352 0.299 0.256 0.228 0.203 0.184");
}

#[test]
fn players_leave_as_often_as_their_hazards_say() {
    let sets = [(
        "players.churn",
        "{first: 0.3, later: 0.05, fade: 1, loss_streak: 1.2, level_up: 0.5}",
    )];
    let played = play(scenario("extraction", &sets), run(1_000, 5), HOUR);
    let sessions = played.records("session");
    let hazards: Vec<f64> = sessions
        .iter()
        .map(|session| session["hazard"].as_f64().unwrap())
        .collect();
    let churned = sessions
        .iter()
        .filter(|session| session["churned"] == true)
        .count() as f64;
    let expected: f64 = hazards.iter().sum();
    let deviation = hazards
        .iter()
        .map(|hazard| hazard * (1.0 - hazard))
        .sum::<f64>()
        .sqrt();
    assert!(
        (churned - expected).abs() < 4.0 * deviation,
        "{churned} left, {expected} expected"
    );
    assert!(
        hazards.iter().any(|hazard| *hazard > 0.36),
        "long streaks drive players away"
    );
    // Somebody who left for good is never seen again.
    let mut gone = BTreeSet::new();
    for session in sessions {
        assert!(!gone.contains(&session["player_id"].as_str()), "{session}");
        if session["churned"] == true {
            gone.insert(session["player_id"].as_str());
        }
    }
}

#[test]
fn sessions_begin_when_the_week_says() {
    let hours: Vec<f64> = (0..24)
        .map(|hour| if (8..20).contains(&hour) { 3.0 } else { 1.0 })
        .collect();
    let sets = [
        ("players.hours", &*format!("{hours:?}")),
        ("players.weekdays", "[1, 1, 1, 1, 1, 2, 2]"),
        ("players.time_zones", "[{hours_ahead: 3, weight: 1}]"),
        ("players.churn", "{first: 0, later: 0}"),
        (
            "players.archetypes",
            "{all: {weight: 1, matches_per_session: 1}}",
        ),
        ("players.arrivals.at_launch", "1"),
    ];
    let played = play(scenario("mobile_puzzle", &sets), run(250, 29), HOUR);
    // From the second session on: the first one begins on arrival. Four whole weeks from the second day.
    let mut counts = BTreeMap::new();
    let from = loot::simulator::DEFAULT_START.0 + Millis::DAY;
    for session in played
        .records("session")
        .iter()
        .filter(|session| session["session"] != 1)
    {
        let local = instant(&session["started"]) + 3 * HOUR;
        if (from..from + 28 * Millis::DAY).contains(&instant(&session["started"])) {
            // 1970-01-05 was a Monday.
            let day = (local / Millis::DAY - 4).rem_euclid(7);
            let busy = (8..20).contains(&((local / HOUR) % 24));
            *counts.entry((day >= 5, busy)).or_insert(0.0) += 1.0;
        }
    }
    let total: f64 = counts.values().sum();
    // Five days at 1 and two at 2; twelve hours at 3 and twelve at 1.
    let mut sum = 0.0;
    for ((weekend, busy), seen) in &counts {
        let share = (if *weekend { 4.0 } else { 5.0 }) / 9.0 * (if *busy { 0.75 } else { 0.25 });
        sum += (seen - total * share).powi(2) / (total * share);
    }
    // Three degrees of freedom: above this once in a thousand.
    assert!(
        total > 5_000.0 && sum < 16.3,
        "{sum} of {total}: {counts:?}"
    );
}

#[test]
fn faults_come_as_often_as_the_scenario_says() {
    let sets = [
        ("delivery.duplicates.share", "0.1"),
        ("delivery.truncated.share", "0.05"),
        ("delivery.corrupt", "0.02"),
    ];
    let lean = [
        ("items", "[]"),
        ("loot_tables", "{}"),
        ("modes", "{solo: {minutes: 3}}"),
        ("stats", "{}"),
    ];
    let played = play(
        scenario("stress", &[&sets[..], &lean[..]].concat()),
        run(300, 2),
        HOUR,
    );
    let sheets: BTreeSet<_> = played
        .lines
        .iter()
        .map(|(_, label, _)| (&label.player_id, &label.sheet_id))
        .collect();
    let n = sheets.len() as f64;
    for (fault, share) in [
        (DeliveryFault::Duplicate, 0.1),
        (DeliveryFault::Truncated, 0.05),
        (DeliveryFault::Corrupt, 0.02),
    ] {
        let seen = played
            .lines
            .iter()
            .filter(|(_, label, _)| label.fault == Some(fault))
            .count() as f64;
        let deviation = (n * share * (1.0 - share)).sqrt();
        assert!(
            (seen - n * share).abs() < 4.0 * deviation,
            "{fault:?}: {seen} of {n}"
        );
    }
}
