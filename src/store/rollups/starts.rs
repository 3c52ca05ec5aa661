//! When players and matches were first seen, over all modes (the empty one) and in each: the order of lists. A row is
//! written once, when somebody is new; an index on the sums would be written with every sheet. Who turns out to have
//! been there earlier gets another row, and the old one counts 0.

use super::facts::{ModeChange, Start};
use super::rollup::Measure::Sum;
use super::rollup::{Adder, Owner, Part, Recount, Rollup};
use super::sums::Key;
use super::texts::TextId;
use crate::model::Millis;

/// The total `$table` of the owners that `$sums` has.
macro_rules! starts {
    ($table:literal of $id:literal in $sums:literal) => {
        Rollup {
            table: $table,
            key: &[
                Part::Text("game_mode"),
                Part::Number("first_seen_ms"),
                Part::Text($id),
            ],
            measures: &[Sum($sums)],
            recount: Recount::InDatabase(concat!(
                "select game_mode, first_seen_ms, ",
                $id,
                ", 1
from (
    select game_mode, min(first_seen_ms) as first_seen_ms, ",
                $id,
                "
    from ",
                $sums,
                " where game_mode <> '' group by game_mode, ",
                $id,
                "
    union all
    select '', min(first_seen_ms), ",
                $id,
                " from ",
                $sums,
                " group by ",
                $id,
                "
) as starts",
            )),
            ..Rollup::EMPTY
        }
    };
}

pub(in crate::store) const PLAYER_STARTS: Rollup = Rollup {
    owner: Owner::Player(2),
    player: |player, add| count(player.player, player.modes, add),
    ..starts!("player_starts" of "player_id" in "players")
};

pub(in crate::store) const MATCH_STARTS: Rollup = Rollup {
    owner: Owner::Match(2),
    matched: |change, add| count(change.match_id, change.modes, add),
    ..starts!("match_starts" of "match_id" in "matches")
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
