//! One row for each match and game mode. `players` counts those who first reported on the match in this mode: summed
//! over modes, the players of the match.

use super::rollup::Measure::{Max, Min, Sum};
use super::rollup::{Owner, Part, Recount, Rollup};
use super::sums::Key;
use super::texts::TextId;

/// Where the measures that are read again stand ([`changes`](super::changes)).
pub(super) const SHEETS: usize = 1;
pub(super) const UNITS: usize = 2;
pub(super) const FIRST_SEEN: usize = 4;

pub(in crate::store) const MATCHES: Rollup = Rollup {
    table: "matches",
    key: &[Part::Text("match_id"), Part::Text("game_mode")],
    owner: Owner::Match(0),
    measures: &[
        Sum("players"),
        Sum("sheets"),
        Sum("units"),
        Sum("events"),
        Min("first_seen_ms"),
        Max("last_seen_ms"),
    ],
    sheet: |sheet, add| {
        let key = Key::text(sheet.match_id).then(sheet.game_mode);
        add.add(key, [0, 1, sheet.units, 0, sheet.seen.0, sheet.seen.0]);
    },
    event: |event, add| {
        if event.match_id == TextId::EMPTY {
            return;
        }
        let key = Key::text(event.match_id).then(event.game_mode);
        add.add(key, [0, 0, event.units, 1, event.seen.0, event.seen.0]);
    },
    matched: |change, add| {
        for game_mode in change.new_players {
            let key = Key::text(change.match_id).then(*game_mode);
            add.add(key, [1, 0, 0, 0, i64::MAX, i64::MIN]);
        }
    },
    // Of several sheets of one player the first one says in which mode the player is counted.
    recount: Recount::InDatabase(
        "select match_id, game_mode, sum(players), sum(sheets), sum(units), sum(events), min(first_seen_ms), max(last_seen_ms)
from (
    select match_id, {game_mode} as game_mode, 0 as players, 1 as sheets, units, 0 as events,
        {seen_ms} as first_seen_ms, {seen_ms} as last_seen_ms from stat_sheets
    union all
    select match_id, {game_mode}, 0, 0, item_units, 1, {seen_ms}, {seen_ms} from events where match_id <> ''
    union all
    select match_id, {game_mode}, 1, 0, 0, 0, {seen_ms}, {seen_ms} from stat_sheets
    where id in (select min(id) from stat_sheets group by match_id, player_id)
) as raw_rows group by match_id, game_mode",
    ),
    ..Rollup::EMPTY
};
