//! Sheets, units and events over time, by the minute and by the hour.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use crate::model::Millis;

/// The widths that are kept; wider buckets are put together from hours when they are asked for.
pub(super) const WIDTHS: [i64; 2] = [Millis::MINUTE, Millis::HOUR];

pub(in crate::store) const ACTIVITY: Rollup = Rollup {
    table: "activity",
    key: &[
        Part::Number("width_ms"),
        Part::Number("start_ms"),
        Part::Slice,
    ],
    measures: &[Sum("sheets"), Sum("units"), Sum("events")],
    sheet: |sheet, add| {
        for width in WIDTHS {
            let bucket = bucket(width, sheet.at);
            for slice in sheet.slices {
                add.add(bucket.slice(*slice), [1, sheet.units, 0]);
            }
        }
    },
    event: |event, add| {
        for width in WIDTHS {
            let bucket = bucket(width, event.at);
            for slice in event.slices {
                add.add(bucket.slice(*slice), [0, 0, 1]);
            }
        }
    },
    ..Rollup::EMPTY
};

fn bucket(width: i64, at: Millis) -> Key {
    Key::number(width).then_number(at.bucket(width).0)
}
