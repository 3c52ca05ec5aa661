//! Sums made anew from the raw rows, and how they differ from those that are kept. Pure.

use crate::model::{HeatGrid, LocationSample, Millis, Slice};
use crate::store::rollups::counter::{Counter, Counters, count};
use crate::store::rollups::rollup::{ActivitySum, ItemSum, RollupDelta};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Item, game mode, experiment, variant.
pub(in crate::store) type ItemKey = (String, String, String, String);
/// Width, start, game mode, experiment, variant.
pub(in crate::store) type ActivityKey = (i64, i64, String, String, String);
/// Start, item, game mode, experiment, variant.
pub(in crate::store) type ItemActivityKey = (i64, String, String, String, String);
/// Width, start, counter, label.
pub(in crate::store) type ArrivalKey = (i64, i64, String, String);
/// Start, event type, game mode, experiment, variant.
pub(in crate::store) type EventActivityKey = ItemActivityKey;
/// Event type, game mode, experiment, variant.
pub(in crate::store) type EventKey = ItemKey;
/// Kind, name, game mode, experiment, variant.
pub(in crate::store) type HeatKey = (String, String, String, String, String);

/// All sums but those of distinct things, with keys of their own; either recounted or as stored.
#[derive(Debug, Default)]
pub(in crate::store) struct Sums {
    pub(in crate::store) counters: Counters,
    pub(in crate::store) items: BTreeMap<ItemKey, ItemSum>,
    pub(in crate::store) activity: BTreeMap<ActivityKey, ActivitySum>,
    pub(in crate::store) item_activity: BTreeMap<ItemActivityKey, i64>,
    pub(in crate::store) arrivals: BTreeMap<ArrivalKey, i64>,
    pub(in crate::store) event_totals: BTreeMap<EventKey, i64>,
    pub(in crate::store) event_activity: BTreeMap<EventActivityKey, i64>,
    pub(in crate::store) heat: BTreeMap<HeatKey, HeatGrid>,
    /// By item; rows must be absorbed in the order of their ids.
    pub(in crate::store) places: BTreeMap<String, LocationSample>,
}

impl Sums {
    /// Adds what some rows give.
    pub(in crate::store) fn absorb(&mut self, delta: &RollupDelta<'_>) {
        for (key, n) in &delta.counters {
            *self.counters.entry(key.clone()).or_default() += n;
        }
        for ((item, slice), add) in delta.items() {
            let sum = self.items.entry(name_key(item, slice)).or_default();
            sum.units += add.units;
            sum.located_units += add.located_units;
            sum.sheets += add.sheets;
        }
        for ((width, start, slice), add) in delta.activity() {
            let (mode, experiment, variant) = owned(slice);
            let key = (width, start, mode, experiment, variant);
            self.activity.entry(key).or_default().add(add);
        }
        for ((start, item, slice), units) in delta.item_activity() {
            let (mode, experiment, variant) = owned(slice);
            let key = (start, item.to_owned(), mode, experiment, variant);
            *self.item_activity.entry(key).or_default() += units;
        }
        for ((width, start, counter, label), n) in delta.arrivals() {
            let key = (width, start, counter.to_owned(), label.to_owned());
            *self.arrivals.entry(key).or_default() += n;
        }
        for ((event_type, slice), events) in delta.event_totals() {
            let key = name_key(event_type, slice);
            *self.event_totals.entry(key).or_default() += events;
        }
        for ((start, event_type, slice), events) in delta.event_activity() {
            let (mode, experiment, variant) = owned(slice);
            let key = (start, event_type.to_owned(), mode, experiment, variant);
            *self.event_activity.entry(key).or_default() += events;
        }
        for ((kind, name, slice), points) in delta.heat() {
            let (kind, name) = (kind.as_str().to_owned(), name.to_owned());
            let (mode, experiment, variant) = owned(slice);
            let key = (kind, name, mode, experiment, variant);
            self.heat
                .entry(key)
                .or_default()
                .add(points.iter().copied());
        }
        for (item, places) in delta.places() {
            self.places.entry(item.to_owned()).or_default().add(places);
        }
    }
}

impl Sums {
    /// Adds refused items that were received in a minute.
    pub(in crate::store) fn absorb_refused(&mut self, minute: Millis, reason: &str, n: i64) {
        count(&mut self.counters, Counter::Rejected, reason, n);
        self.receive(minute, Counter::Rejected, reason, n);
    }

    /// Adds the repeats that `stored` has by the minute. They leave no rows, so only their hours can be recounted.
    pub(in crate::store) fn absorb_repeats(&mut self, stored: &Self) {
        for what in [Counter::DuplicateSheets, Counter::DuplicateEvents] {
            let minutes = stored
                .arrivals
                .iter()
                .filter(|((width, _, counter, _), _)| {
                    *width == Millis::MINUTE && counter == what.as_str()
                });
            for ((_, start, _, label), n) in minutes {
                self.receive(Millis(*start), what, label, *n);
            }
        }
    }

    fn receive(&mut self, minute: Millis, what: Counter, label: &str, n: i64) {
        for width in [Millis::MINUTE, Millis::HOUR] {
            let start = minute.bucket(width).0;
            let key = (width, start, what.as_str().to_owned(), label.to_owned());
            *self.arrivals.entry(key).or_default() += n;
        }
    }
}

fn owned(slice: Slice<'_>) -> (String, String, String) {
    (
        slice.game_mode.to_owned(),
        slice.experiment.to_owned(),
        slice.variant.to_owned(),
    )
}

fn name_key(name: &str, slice: Slice<'_>) -> ItemKey {
    let (mode, experiment, variant) = owned(slice);
    (name.to_owned(), mode, experiment, variant)
}

/// The most differences of one check that are listed.
pub(in crate::store) const MOST_LISTED: usize = 20;

/// Where `stored` is not what was `recounted`.
pub(in crate::store) fn differences<K: Ord + Debug, V: PartialEq + Debug>(
    stored: &BTreeMap<K, V>,
    recounted: &BTreeMap<K, V>,
) -> Vec<String> {
    let missing = recounted
        .iter()
        .filter(|(key, _)| !stored.contains_key(key))
        .map(|(key, counted)| format!("{key:?}: stored nothing, recounted {counted:?}"));
    stored
        .iter()
        .filter(|(key, value)| recounted.get(key) != Some(value))
        .map(|(key, value)| match recounted.get(key) {
            Some(counted) => format!("{key:?}: stored {value:?}, recounted {counted:?}"),
            None => format!("{key:?}: stored {value:?}, recounted nothing"),
        })
        .chain(missing)
        .take(MOST_LISTED)
        .collect()
}
