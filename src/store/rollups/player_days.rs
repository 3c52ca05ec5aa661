//! One row for each day of play (UTC), player and game mode: the base of daily and monthly active players and of
//! retention.
//!
//! When the player was first and last there makes days of other zones exact. A midnight elsewhere cuts a day of UTC in
//! two; the player was there before it if the first time was, and after it if the last was.

use super::facts::SheetFacts;
use super::rollup::Measure::{Max, Min, Sum};
use super::rollup::{Owner, Part, Recount, Rollup};
use super::sums::Key;
use super::texts::TextId;
use crate::model::Millis;

pub(in crate::store) const PLAYER_DAYS: Rollup = Rollup {
    table: "player_days",
    key: &[
        Part::Number("day_ms"),
        Part::Text("player_id"),
        Part::Text("game_mode"),
    ],
    owner: Owner::Player(1),
    measures: &[
        Sum("sheets"),
        Sum("units"),
        Sum("events"),
        // Whole milliseconds: sums of floats would depend on the order of arrival.
        Sum("played_ms"),
        Min("first_seen_ms"),
        Max("last_seen_ms"),
    ],
    sheet: |sheet, add| {
        let SheetFacts {
            seen,
            units,
            played_ms,
            ..
        } = *sheet;
        let key = key(seen, sheet.player, sheet.game_mode);
        add.add(key, [1, units, 0, played_ms, seen.0, seen.0]);
    },
    event: |event, add| {
        let seen = event.seen;
        let key = key(seen, event.player, event.game_mode);
        add.add(key, [0, event.units, 1, 0, seen.0, seen.0]);
    },
    recount: Recount::InDatabase(
        "select day_ms, player_id, game_mode, sum(sheets), sum(units), sum(events), sum(played_ms),
    min(first_seen_ms), max(last_seen_ms)
from (
    select {day_ms} as day_ms, player_id, {game_mode} as game_mode, 1 as sheets, units, 0 as events, {played_ms} as played_ms,
        {seen_ms} as first_seen_ms, {seen_ms} as last_seen_ms from stat_sheets
    union all
    select {day_ms}, player_id, {game_mode}, 0, item_units, 1, 0, {seen_ms}, {seen_ms} from events
) as raw_rows group by day_ms, player_id, game_mode",
    ),
    ..Rollup::EMPTY
};

fn key(at: Millis, player: TextId, game_mode: TextId) -> Key {
    let day = at.bucket(Millis::DAY).0;
    Key::number(day).then(player).then(game_mode)
}
