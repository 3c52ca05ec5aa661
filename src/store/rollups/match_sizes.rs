//! Matches of each game mode by how many players reported in it: what is usual in one mode is not in another.

use super::counters::LARGEST_SIZE;
use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use super::texts::TextId;
use std::collections::BTreeMap;

pub(in crate::store) const MATCH_SIZES: Rollup = Rollup {
    table: "match_sizes",
    key: &[Part::Text("game_mode"), Part::Number("players")],
    measures: &[Sum("matches")],
    matched: |change, add| {
        let mut new: BTreeMap<TextId, i64> = BTreeMap::new();
        for mode in change.new_players {
            *new.entry(*mode).or_default() += 1;
        }
        for (mode, new) in new {
            let of_mode = change.players_before.iter().find(|(of, _)| *of == mode);
            let before = of_mode.map_or(0, |(_, players)| *players);
            for (players, matches) in [(before, -1), (before + new, 1)] {
                if players > 0 {
                    let players = players.min(LARGEST_SIZE);
                    add.add(Key::text(mode).then_number(players), [matches]);
                }
            }
        }
    },
    ..Rollup::EMPTY
};
