//! Events of each type over time.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::widths::{self, FROM_QUARTERS};

pub(in crate::store) const EVENT_ACTIVITY: Rollup = Rollup {
    table: "event_activity",
    key: &[
        Part::Number("width_ms"),
        Part::Number("start_ms"),
        Part::Text("event_type"),
        Part::Slice,
    ],
    measures: &[Sum("events")],
    event: |event, add| {
        for bucket in widths::buckets(event.at, FROM_QUARTERS) {
            for slice in event.slices {
                add.add(bucket.then(event.event_type).slice(*slice), [1]);
            }
        }
    },
    ..Rollup::EMPTY
};
