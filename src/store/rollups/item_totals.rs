//! Units of each item, in all and with a place, and the sheets that list it.

use super::facts::{ItemFacts, SliceKey};
use super::rollup::Measure::Sum;
use super::rollup::{Adder, Part, Rollup};
use super::sums::Key;

pub(in crate::store) const ITEM_TOTALS: Rollup = Rollup {
    table: "item_totals",
    key: &[Part::Text("item"), Part::Slice],
    measures: &[Sum("units"), Sum("located_units"), Sum("sheets")],
    sheet: |sheet, add| count(sheet.slices, sheet.items, add),
    event: |event, add| count(event.slices, event.items, add),
    ..Rollup::EMPTY
};

fn count(slices: &[SliceKey], items: &[ItemFacts], add: &mut Adder<'_>) {
    for slice in slices {
        for item in items {
            let sums = [item.units, item.located_units, item.sheets];
            add.add(Key::text(item.name).slice(*slice), sums);
        }
    }
}
