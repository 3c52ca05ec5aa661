//! Events of each type.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;

pub(in crate::store) const EVENT_TOTALS: Rollup = Rollup {
    table: "event_totals",
    key: &[Part::Text("event_type"), Part::Slice],
    measures: &[Sum("events")],
    event: |event, add| {
        for slice in event.slices {
            add.add(Key::text(event.event_type).slice(*slice), [1]);
        }
    },
    ..Rollup::EMPTY
};
