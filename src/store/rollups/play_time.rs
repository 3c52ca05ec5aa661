//! How long was played on each day (UTC) and in each quarter of an hour, over all modes (the empty one) and in each.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use super::texts::TextId;
use super::widths::DAYS_AND_QUARTERS;

pub(in crate::store) const PLAY_TIME: Rollup = Rollup {
    table: "play_time",
    key: &[
        Part::Text("game_mode"),
        Part::Number("width_ms"),
        Part::Number("start_ms"),
    ],
    // Whole milliseconds: sums of floats would depend on the order of arrival.
    measures: &[Sum("played_ms")],
    sheet: |sheet, add| {
        let mode = Some(sheet.game_mode).filter(|mode| *mode != TextId::EMPTY);
        for mode in mode.into_iter().chain([TextId::EMPTY]) {
            for width in DAYS_AND_QUARTERS {
                let start = sheet.seen.bucket(width).0;
                let key = Key::text(mode).then_number(width).then_number(start);
                add.add(key, [sheet.played_ms]);
            }
        }
    },
    ..Rollup::EMPTY
};
