//! Units of each item, in all and with a place, and the sheets that list it.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;

pub(in crate::store) const ITEM_TOTALS: Rollup = Rollup {
    table: "item_totals",
    key: &[Part::Text("item"), Part::Slice],
    measures: &[Sum("units"), Sum("located_units"), Sum("sheets")],
    sheet: |sheet, add| {
        for slice in sheet.slices {
            for item in sheet.items {
                let sums = [item.units, item.located_units, item.sheets];
                add.add(Key::text(item.name).slice(*slice), sums);
            }
        }
    },
    ..Rollup::EMPTY
};
