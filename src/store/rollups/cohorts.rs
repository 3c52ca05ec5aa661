//! Players by when they were first seen, for each day and each month they played: what daily and monthly active
//! players and retention are read from. A day that arrives late and is a player's first moves all days of that player
//! to another cohort.

use super::facts::PlayerChange;
use super::rollup::Measure::Sum;
use super::rollup::{Adder, Part, Recount, Rollup};
use super::sums::Key;
use super::texts::TextId;
use crate::model::Millis;
use std::collections::BTreeSet;

const KEY: &[Part] = &[
    // `everyone`, or `mode`, where first seen means in that mode.
    Part::Text("scope"),
    Part::Text("game_mode"),
    Part::Number("start_ms"),
    Part::Number("cohort_ms"),
];

/// `$start` is the day or the month of a row.
macro_rules! recount {
    ($start:literal) => {
        Recount::InDatabase(concat!(
            "select scope, game_mode, start_ms, cohort_ms, count(*)
from (
    select scope, game_mode, start_ms, min(start_ms) over (partition by player_id, scope, game_mode) as cohort_ms
    from (
        select player_id, 'mode' as scope, {game_mode} as game_mode, ",
            $start,
            " as start_ms from stat_sheets where game_mode <> ''
        union
        select player_id, 'mode', {game_mode}, ",
            $start,
            " from events where game_mode <> ''
        union
        select player_id, 'everyone', '', ",
            $start,
            " from stat_sheets
        union
        select player_id, 'everyone', '', ",
            $start,
            " from events
    ) as played
) as counted group by scope, game_mode, start_ms, cohort_ms"
        ))
    };
}

pub(in crate::store) const COHORT_DAYS: Rollup = Rollup {
    table: "cohort_days",
    key: KEY,
    measures: &[Sum("players")],
    player: |player, add| count(player, |day| day, add),
    recount: recount!("{day_ms}"),
    ..Rollup::EMPTY
};

pub(in crate::store) const COHORT_MONTHS: Rollup = Rollup {
    table: "cohort_months",
    key: KEY,
    measures: &[Sum("players")],
    player: |player, add| count(player, Millis::month, add),
    recount: recount!("{month_ms}"),
    ..Rollup::EMPTY
};

/// Counts the new days of a player, or the new months they are in, over all modes and in each mode.
fn count(player: &PlayerChange<'_>, start_of: fn(Millis) -> Millis, add: &mut Adder<'_>) {
    let scope = |mode: Option<TextId>| match mode {
        Some(mode) => Key::text(TextId::MODE).then(mode),
        None => Key::text(TextId::EVERYONE).then(TextId::EMPTY),
    };
    // Whoever is new is mostly here for one day.
    if let ([], [(day, mode)]) = (player.days_before, player.new_days) {
        let start = start_of(*day).0;
        let mode = Some(*mode).filter(|mode| *mode != TextId::EMPTY);
        for scope in mode.map(Some).into_iter().chain([None]).map(scope) {
            add.add(scope.then_number(start).then_number(start), [1]);
        }
        return;
    }
    let starts = |days: &[(Millis, TextId)], mode: Option<TextId>| -> BTreeSet<i64> {
        let days = days.iter();
        let days = days.filter(|(_, of)| mode.is_none_or(|mode| mode == *of));
        days.map(|(day, _)| start_of(*day).0).collect()
    };
    let modes: BTreeSet<TextId> = player.new_days.iter().map(|(_, mode)| *mode).collect();
    let modes = modes.into_iter().filter(|mode| *mode != TextId::EMPTY);
    for mode in modes.map(Some).chain([None]) {
        let before = starts(player.days_before, mode);
        let mut new = starts(player.new_days, mode);
        new.retain(|start| !before.contains(start));
        let Some(first_new) = new.first() else {
            continue;
        };
        let scope = scope(mode);
        let mut change = |start: i64, cohort: i64, players| {
            add.add(scope.then_number(start).then_number(cohort), [players]);
        };
        let was_first = before.first().copied().unwrap_or(*first_new);
        let first = was_first.min(*first_new);
        if first < was_first {
            for start in &before {
                change(*start, was_first, -1);
                change(*start, first, 1);
            }
        }
        for start in &new {
            change(*start, first, 1);
        }
    }
}
