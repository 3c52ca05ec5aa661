//! Sheets, units and events over time, and of all time.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use super::widths::{self, FROM_MINUTES};
use crate::model::Millis;

/// The width and the start of the one bucket of all time, so that nobody adds up all hours to know a slice's sums.
const ALL_TIME: [i64; 2] = [0, 0];

pub(in crate::store) const ACTIVITY: Rollup = Rollup {
    table: "activity",
    key: &[
        Part::Number("width_ms"),
        Part::Number("start_ms"),
        Part::Slice,
    ],
    measures: &[Sum("sheets"), Sum("units"), Sum("events")],
    sheet: |sheet, add| {
        for bucket in buckets(sheet.at) {
            for slice in sheet.slices {
                add.add(bucket.slice(*slice), [1, sheet.units, 0]);
            }
        }
    },
    event: |event, add| {
        for bucket in buckets(event.at) {
            for slice in event.slices {
                add.add(bucket.slice(*slice), [0, event.units, 1]);
            }
        }
    },
    ..Rollup::EMPTY
};

fn buckets(at: Millis) -> impl Iterator<Item = Key> {
    let [width, start] = ALL_TIME;
    let all = Key::number(width).then_number(start);
    widths::buckets(at, FROM_MINUTES).chain([all])
}
