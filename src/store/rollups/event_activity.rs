//! Events of each type by the hour.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use crate::model::Millis;

pub(in crate::store) const EVENT_ACTIVITY: Rollup = Rollup {
    table: "event_activity",
    key: &[
        Part::Number("start_ms"),
        Part::Text("event_type"),
        Part::Slice,
    ],
    measures: &[Sum("events")],
    event: |event, add| {
        let hour = Key::number(event.at.bucket(Millis::HOUR).0);
        for slice in event.slices {
            add.add(hour.then(event.event_type).slice(*slice), [1]);
        }
    },
    ..Rollup::EMPTY
};
