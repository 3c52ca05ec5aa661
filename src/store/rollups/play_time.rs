//! How long was played on each day (UTC), over all modes (the empty one) and in each.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use super::texts::TextId;
use crate::model::Millis;

pub(in crate::store) const PLAY_TIME: Rollup = Rollup {
    table: "play_time",
    key: &[Part::Text("game_mode"), Part::Number("day_ms")],
    // Whole milliseconds: sums of floats would depend on the order of arrival.
    measures: &[Sum("played_ms")],
    sheet: |sheet, add| {
        let day = sheet.seen.bucket(Millis::DAY).0;
        let mode = Some(sheet.game_mode).filter(|mode| *mode != TextId::EMPTY);
        for mode in mode.into_iter().chain([TextId::EMPTY]) {
            add.add(Key::text(mode).then_number(day), [sheet.played_ms]);
        }
    },
    ..Rollup::EMPTY
};
