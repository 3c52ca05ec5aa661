//! One row for each player and game mode.

use super::rollup::Measure::{Max, Min, Sum};
use super::rollup::{Owner, Part, Recount, Rollup};
use super::sums::Key;

/// Where the measures that are read again stand ([`changes`](super::changes)).
pub(super) const SHEETS: usize = 0;
pub(super) const UNITS: usize = 1;
pub(super) const FIRST_SEEN: usize = 3;

pub(in crate::store) const PLAYERS: Rollup = Rollup {
    table: "players",
    key: &[Part::Text("player_id"), Part::Text("game_mode")],
    owner: Owner::Player(0),
    measures: &[
        Sum("sheets"),
        Sum("units"),
        Sum("events"),
        Min("first_seen_ms"),
        Max("last_seen_ms"),
    ],
    sheet: |sheet, add| {
        let key = Key::text(sheet.player).then(sheet.game_mode);
        add.add(key, [1, sheet.units, 0, sheet.seen.0, sheet.seen.0]);
    },
    event: |event, add| {
        let key = Key::text(event.player).then(event.game_mode);
        add.add(key, [0, event.units, 1, event.seen.0, event.seen.0]);
    },
    recount: Recount::InDatabase(
        "select player_id, game_mode, sum(sheets), sum(units), sum(events), min(first_seen_ms), max(last_seen_ms)
from (
    select player_id, {game_mode} as game_mode, 1 as sheets, units, 0 as events,
        {seen_ms} as first_seen_ms, {seen_ms} as last_seen_ms from stat_sheets
    union all
    select player_id, {game_mode}, 0, item_units, 1, {seen_ms}, {seen_ms} from events
) as raw_rows group by player_id, game_mode",
    ),
    ..Rollup::EMPTY
};
