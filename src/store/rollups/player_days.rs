//! One row for each player, day of play (UTC) and game mode: the base of daily and monthly active players and of
//! retention.

use super::rollup::Measure::Sum;
use super::rollup::{Owner, Part, Recount, Rollup};
use super::sums::Key;
use super::texts::TextId;
use crate::model::Millis;

pub(in crate::store) const PLAYER_DAYS: Rollup = Rollup {
    table: "player_days",
    key: &[
        Part::Text("player_id"),
        Part::Number("day_ms"),
        Part::Text("game_mode"),
    ],
    owner: Owner::Player(0),
    measures: &[
        Sum("sheets"),
        Sum("units"),
        Sum("events"),
        // Whole milliseconds: sums of floats would depend on the order of arrival.
        Sum("played_ms"),
    ],
    sheet: |sheet, add| {
        let key = key(sheet.player, sheet.seen, sheet.game_mode);
        add.add(key, [1, sheet.units, 0, sheet.played_ms]);
    },
    event: |event, add| {
        add.add(key(event.player, event.seen, event.game_mode), [0, 0, 1, 0]);
    },
    recount: Recount::InDatabase(
        "select player_id, day_ms, game_mode, sum(sheets), sum(units), sum(events), sum(played_ms)
from (
    select player_id, {day_ms} as day_ms, game_mode, 1 as sheets, units, 0 as events, {played_ms} as played_ms
    from stat_sheets
    union all
    select player_id, {day_ms}, game_mode, 0, 0, 1, 0 from events
) as raw_rows group by player_id, day_ms, game_mode",
    ),
    ..Rollup::EMPTY
};

fn key(player: TextId, at: Millis, game_mode: TextId) -> Key {
    let day = at.bucket(Millis::DAY).0;
    Key::text(player).then_number(day).then(game_mode)
}
