//! When players and matches were first seen, over all modes (the empty one) and in each: the order of lists. A row is
//! written once, when somebody is new; an index on the sums would be written with every sheet. Who turns out to have
//! been there earlier gets another row, and the old one counts 0.

use super::facts::{ModeChange, Start};
use super::rollup::Measure::Sum;
use super::rollup::{Adder, Part, Recount, Rollup};
use super::sums::Key;
use super::texts::TextId;
use crate::model::Millis;

pub(in crate::store) const PLAYER_STARTS: Rollup = Rollup {
    table: "player_starts",
    key: &[
        Part::Text("game_mode"),
        Part::Number("first_seen_ms"),
        Part::Text("player_id"),
    ],
    measures: &[Sum("players")],
    player: |player, add| count(player.player, player.modes, add),
    recount: Recount::InDatabase(
        "select game_mode, first_seen_ms, player_id, 1
from (
    select game_mode, min(first_seen_ms) as first_seen_ms, player_id
    from players where game_mode <> '' group by game_mode, player_id
    union all
    select '', min(first_seen_ms), player_id from players group by player_id
) as starts",
    ),
    ..Rollup::EMPTY
};

pub(in crate::store) const MATCH_STARTS: Rollup = Rollup {
    table: "match_starts",
    key: &[
        Part::Text("game_mode"),
        Part::Number("first_seen_ms"),
        Part::Text("match_id"),
    ],
    measures: &[Sum("matches")],
    matched: |change, add| count(change.match_id, change.modes, add),
    recount: Recount::InDatabase(
        "select game_mode, first_seen_ms, match_id, 1
from (
    select game_mode, min(first_seen_ms) as first_seen_ms, match_id
    from matches where game_mode <> '' group by game_mode, match_id
    union all
    select '', min(first_seen_ms), match_id from matches group by match_id
) as starts",
    ),
    ..Rollup::EMPTY
};

fn count(id: TextId, modes: &[ModeChange], add: &mut Adder<'_>) {
    let over_all = modes.iter().fold(Start::default(), |all, mode| Start {
        before: earlier(all.before, mode.start.before),
        added: earlier(all.added, mode.start.added),
    });
    let named = modes.iter().filter(|mode| mode.game_mode != TextId::EMPTY);
    let each = named.map(|mode| (mode.game_mode, mode.start));
    for (game_mode, start) in each.chain([(TextId::EMPTY, over_all)]) {
        let after = earlier(start.before, start.added);
        if after == start.before {
            continue;
        }
        for (at, n) in [(start.before, -1), (after, 1)] {
            if let Some(at) = at {
                add.add(Key::text(game_mode).then_number(at.0).then(id), [n]);
            }
        }
    }
}

fn earlier(one: Option<Millis>, other: Option<Millis>) -> Option<Millis> {
    one.into_iter().chain(other).min()
}
