//! Units of each item by the hour.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use crate::model::Millis;

pub(in crate::store) const ITEM_ACTIVITY: Rollup = Rollup {
    table: "item_activity",
    key: &[Part::Number("start_ms"), Part::Text("item"), Part::Slice],
    measures: &[Sum("units")],
    sheet: |sheet, add| {
        let hour = Key::number(sheet.at.bucket(Millis::HOUR).0);
        for slice in sheet.slices {
            for item in sheet.items {
                add.add(hour.then(item.name).slice(*slice), [item.units]);
            }
        }
    },
    ..Rollup::EMPTY
};
