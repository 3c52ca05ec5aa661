//! Units of each item over time.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::widths::{self, FROM_QUARTERS};

pub(in crate::store) const ITEM_ACTIVITY: Rollup = Rollup {
    table: "item_activity",
    key: &[
        Part::Number("width_ms"),
        Part::Number("start_ms"),
        Part::Text("item"),
        Part::Slice,
    ],
    measures: &[Sum("units")],
    sheet: |sheet, add| {
        for bucket in widths::buckets(sheet.at, FROM_QUARTERS) {
            for slice in sheet.slices {
                for item in sheet.items {
                    add.add(bucket.then(item.name).slice(*slice), [item.units]);
                }
            }
        }
    },
    ..Rollup::EMPTY
};
