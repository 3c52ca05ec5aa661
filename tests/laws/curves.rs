//! What a studio sees of each built-in scenario: who comes back, how often and how long, and how levels grow. A changed
//! number here is a changed game; look at it as a plot before accepting it.

use crate::fixtures::played::{Played, instant, play, run, scenario};
use loot::model::Millis;
use loot::simulator::BuiltIn;
use std::collections::{BTreeMap, BTreeSet};

/// Players and days: few, because debug builds play slowly.
const SIZES: [(&str, u32, u32); 6] = [
    ("battle_royale", 130, 8),
    ("dungeon_crawl", 40, 8),
    ("extraction", 150, 8),
    ("mobile_puzzle", 400, 8),
    ("showcase", 60, 8),
    ("stress", 8, 8),
];
const DAYS: [i64; 4] = [0, 1, 3, 6];

fn quantile(sorted: &[u64], share: f64) -> u64 {
    let last = sorted.len().saturating_sub(1) as f64;
    sorted.get((share * last) as usize).copied().unwrap_or(0)
}

/// Retention, sessions and levels by days since arrival, as lines.
fn curves(played: &Played) -> String {
    let arrived = played.arrived();
    let mut back: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    let mut levels: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
    let (mut minutes, mut matches) = (Vec::new(), 0);
    let sessions = played.records("session");
    for session in &sessions {
        let id = session["player_id"].as_str().unwrap();
        let (start, end) = (instant(&session["started"]), instant(&session["ended"]));
        let day = (start - arrived[id]) / Millis::DAY;
        back.entry(day).or_default().insert(id);
        let level = session["level"].as_u64().unwrap();
        levels.entry(day).or_default().push(level);
        minutes.push(((end - start) / 60_000) as u64);
        matches += session["matches"].as_u64().unwrap();
    }
    minutes.sort_unstable();
    // Of those whose day there was.
    let last = sessions.iter().map(|session| instant(&session["started"]));
    let last = last.max().unwrap();
    let retention = |day: &i64| {
        let could = arrived
            .iter()
            .filter(|(_, at)| *at + (day + 1) * Millis::DAY <= last);
        let could: BTreeSet<&str> = could.map(|(id, _)| *id).collect();
        let came = back
            .get(day)
            .map_or(0, |ids| ids.intersection(&could).count());
        format!("{:.3}", came as f64 / could.len().max(1) as f64)
    };
    let medians = |day: &i64| {
        let mut of_day = levels.get(day).cloned().unwrap_or_default();
        of_day.sort_unstable();
        format!(
            "{}-{}-{}",
            quantile(&of_day, 0.1),
            quantile(&of_day, 0.5),
            quantile(&of_day, 0.9)
        )
    };
    let players = arrived.len() as f64;
    format!(
        "  back on day 0, 1, 3, 6: {}\n  sessions per player {:.2}, matches per session {:.2}, minutes {}-{}-{}\n  \
         levels on day 0, 1, 3, 6: {}",
        DAYS.map(|day| retention(&day)).join(" "),
        sessions.len() as f64 / players,
        matches as f64 / sessions.len() as f64,
        quantile(&minutes, 0.1),
        quantile(&minutes, 0.5),
        quantile(&minutes, 0.9),
        DAYS.map(|day| medians(&day)).join(" "),
    )
}

#[test]
fn every_built_in_game_has_its_curves() {
    let names: Vec<_> = SIZES.iter().map(|(name, ..)| *name).collect();
    let all: Vec<_> = BuiltIn::ALL.iter().map(|built_in| built_in.name).collect();
    assert_eq!(names, all);
    let lines = SIZES.map(|(name, players, days)| {
        let sets = [("players.arrivals.at_launch", "1")];
        let played = play(scenario(name, &sets), run(players, days), Millis::DAY);
        format!("{name}\n{}", curves(&played))
    });
    insta::assert_snapshot!(lines.join("\n"), @r"
    battle_royale
      back on day 0, 1, 3, 6: 1.000 0.462 0.385 0.262
      sessions per player 5.46, matches per session 3.88, minutes 6-27-114
      levels on day 0, 1, 3, 6: 1-2-4 1-4-8 2-4-14 4-9-20
    dungeon_crawl
      back on day 0, 1, 3, 6: 1.000 0.425 0.325 0.231
      sessions per player 5.25, matches per session 2.99, minutes 11-30-87
      levels on day 0, 1, 3, 6: 2-3-8 4-8-12 6-9-15 8-13-22
    extraction
      back on day 0, 1, 3, 6: 1.000 0.293 0.293 0.169
      sessions per player 3.74, matches per session 2.66, minutes 14-45-136
      levels on day 0, 1, 3, 6: 1-1-3 2-3-5 2-5-8 3-7-11
    mobile_puzzle
      back on day 0, 1, 3, 6: 1.000 0.482 0.287 0.185
      sessions per player 6.00, matches per session 5.08, minutes 1-7-24
      levels on day 0, 1, 3, 6: 2-7-19 8-18-35 16-34-52 28-54-74
    showcase
      back on day 0, 1, 3, 6: 1.000 0.600 0.367 0.255
      sessions per player 5.35, matches per session 2.78, minutes 11-31-88
      levels on day 0, 1, 3, 6: 1-3-7 3-6-12 5-12-18 10-17-22
    stress
      back on day 0, 1, 3, 6: 1.000 0.625 0.375 0.167
      sessions per player 17.25, matches per session 3.71, minutes 1-11-47
      levels on day 0, 1, 3, 6: 3001-21001-55001 35001-53001-85001 96001-131001-155001 210001-220001-224001
    ");
}
