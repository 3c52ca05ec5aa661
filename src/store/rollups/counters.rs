//! The numbers that have no table of their own ([`Counter`]).

use super::counter::Counter;
use super::facts::{Having, ModeChange};
use super::rollup::Measure::Sum;
use super::rollup::{Adder, Part, Rollup};
use super::sums::Key;
use super::texts::TextId;
use crate::model::bucket_start;
use std::ops::Add;

/// Matches with this many players or more share one counter of sizes.
pub(super) const LARGEST_SIZE: i64 = 1_000;

pub(in crate::store) const COUNTERS: Rollup = Rollup {
    table: "counters",
    key: &[Part::Text("name"), Part::Text("label")],
    measures: &[Sum("n")],
    sheet: |sheet, add| {
        if sheet.game_mode != TextId::EMPTY {
            count(add, Counter::ModeSheets, sheet.game_mode, 1);
        }
        if sheet.units > 0 && sheet.located_units == 0 {
            count(add, Counter::SheetsWithoutLocations, TextId::EMPTY, 1);
        }
        if !sheet.has_key {
            count(add, Counter::SheetsWithoutKey, TextId::EMPTY, 1);
        }
        count(add, Counter::ClockSkew, sheet.clock_skew, 1);
    },
    event: |event, add| {
        if event.game_mode != TextId::EMPTY {
            count(add, Counter::ModeEvents, event.game_mode, 1);
        }
    },
    receipt: |receipt, add| count(add, receipt.counter, receipt.label, 1),
    player: |player, add| {
        count_distinct(player.modes, [Counter::Players, Counter::ModePlayers], add);
        move_units(player.modes, Counter::PlayerUnits, add);
    },
    matched: |change, add| {
        count_distinct(change.modes, [Counter::Matches, Counter::ModeMatches], add);
        move_units(change.modes, Counter::MatchUnits, add);
        let new = change.new_players.len() as i64;
        if new > 0 {
            let before: i64 = change
                .players_before
                .iter()
                .map(|(_, players)| players)
                .sum();
            let after = before + new;
            if before > 0 {
                count(add, Counter::MatchSize, size_label(before), -1);
            }
            count(add, Counter::MatchSize, size_label(after), 1);
        }
    },
    ..Rollup::EMPTY
};

fn count(add: &mut Adder<'_>, counter: Counter, label: TextId, n: i64) {
    add.add(Key::text(TextId::counter(counter)).then(label), [n]);
}

/// Counts an id, in all and in each mode, that is seen for the first time, in a sheet or in an event.
fn count_distinct(modes: &[ModeChange], [all, in_mode]: [Counter; 2], add: &mut Adder<'_>) {
    let is_new = |change: &ModeChange| change.start.before.is_none();
    for change in modes.iter().filter(|change| is_new(change)) {
        if change.game_mode != TextId::EMPTY {
            count(add, in_mode, change.game_mode, 1);
        }
    }
    if !modes.is_empty() && modes.iter().all(is_new) {
        count(add, all, TextId::EMPTY, 1);
    }
}

/// Moves an owner that got new sheets or units from its bucket of units to the new one, whatever modes the units are of. Who has
/// neither is in none.
fn move_units(modes: &[ModeChange], counter: Counter, add: &mut Adder<'_>) {
    let (before, added) = in_all(modes);
    if !added.is_something() {
        return;
    }
    if before.is_something() {
        count(add, counter, units_label(before.units), -1);
    }
    count(add, counter, units_label(before.units + added.units), 1);
}

fn in_all(modes: &[ModeChange]) -> (Having, Having) {
    let sum = |having: fn(&ModeChange) -> Having| {
        let parts = modes.iter().map(having);
        parts.fold(Having::default(), Add::add)
    };
    (sum(|change| change.before), sum(|change| change.added))
}

/// The label of [`Counter::PlayerUnits`] and [`Counter::MatchUnits`].
fn units_label(units: i64) -> TextId {
    TextId::number(bucket_start(units.max(0) as u64))
}

/// The label of [`Counter::MatchSize`].
fn size_label(players: i64) -> TextId {
    TextId::number(players.min(LARGEST_SIZE) as u64)
}

#[cfg(test)]
mod tests {
    use super::super::facts::{PlayerChange, Start};
    use super::super::sums::Sums;
    use super::*;
    use crate::model::Millis;

    fn mode(game_mode: TextId, before: [i64; 2], added: [i64; 2]) -> ModeChange {
        let having = |[sheets, units]: [i64; 2]| Having { sheets, units };
        ModeChange {
            owner: TextId::EMPTY,
            game_mode,
            before: having(before),
            added: having(added),
            start: Start {
                before: (before[0] > 0).then_some(Millis(7)),
                added: Some(Millis(8)),
            },
        }
    }

    #[test]
    fn a_player_is_in_one_bucket_of_units_however_many_modes_it_plays() {
        let (solo, duo) = (TextId::EVERYONE, TextId::MODE);
        let modes = [mode(duo, [1, 3], [1, 5]), mode(solo, [1, 1], [1, 7])];
        let mut sums = Sums::default();
        let change = PlayerChange {
            modes: &modes,
            ..PlayerChange::default()
        };
        (COUNTERS.player)(&change, &mut Adder::new(&COUNTERS, &mut sums, 1));
        let units = TextId::counter(Counter::PlayerUnits);
        let moved = |label| sums.0.get(&Key::text(units).then(TextId::number(label)));
        assert_eq!(moved(4).map(|sums| sums[0]), Some(-1));
        assert_eq!(moved(16).map(|sums| sums[0]), Some(1));
        assert_eq!(sums.0.len(), 2, "nobody is new");
    }
}
