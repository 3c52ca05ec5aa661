//! Units of each item over time.

use super::facts::{ItemFacts, SliceKey};
use super::rollup::Measure::Sum;
use super::rollup::{Adder, Part, Rollup};
use super::widths::{self, FROM_QUARTERS};
use crate::model::Millis;

pub(in crate::store) const ITEM_ACTIVITY: Rollup = Rollup {
    table: "item_activity",
    key: &[
        Part::Number("width_ms"),
        Part::Number("start_ms"),
        Part::Text("item"),
        Part::Slice,
    ],
    measures: &[Sum("units")],
    sheet: |sheet, add| count(sheet.at, sheet.slices, sheet.items, add),
    event: |event, add| count(event.at, event.slices, event.items, add),
    ..Rollup::EMPTY
};

fn count(at: Millis, slices: &[SliceKey], items: &[ItemFacts], add: &mut Adder<'_>) {
    if items.is_empty() {
        return;
    }
    for bucket in widths::buckets(at, FROM_QUARTERS) {
        for slice in slices {
            for item in items {
                add.add(bucket.then(item.name).slice(*slice), [item.units]);
            }
        }
    }
}
