//! What rows add to the totals. One definition for both who keep them: the writer, from the rows that were new, and
//! the recount, from the rows that are there. Pure: no database here.

use crate::model::{Event, Locations, Millis, Name, Position, Slice, StatSheet};
use crate::store::rollups::counter::{Counter, Counters, count, skew_label};
use crate::store::write::names::NameKind;
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct ItemSum {
    pub(in crate::store) units: i64,
    pub(in crate::store) located_units: i64,
    pub(in crate::store) sheets: i64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct ActivitySum {
    pub(in crate::store) sheets: i64,
    pub(in crate::store) units: i64,
    pub(in crate::store) events: i64,
}

/// What some rows add to every total but those of distinct things.
///
/// A sheet touches its slices' sums once per item, so the sums are nested (slice, then item) and found by hash; they
/// are put into primary-key order when they are written. Two servers that write the same rows in the same order
/// cannot wait for each other in a circle.
#[derive(Debug, Default)]
pub(in crate::store) struct RollupDelta<'a> {
    pub(in crate::store) counters: Counters,
    /// What was received, by minute, counter and label.
    arrivals: BTreeMap<(i64, Counter, &'static str), i64>,
    slices: HashMap<Slice<'a>, SliceSums<'a>>,
    /// Over all slices, in the order of arrival.
    places: HashMap<&'a str, Vec<(Position, u64)>>,
}

#[derive(Debug, Default)]
struct SliceSums<'a> {
    items: HashMap<&'a str, ItemSums>,
    /// By minute; hours are put together from them.
    minutes: HashMap<i64, ActivitySum>,
    /// By type.
    events: HashMap<&'a str, EventSums>,
}

/// What the totals need to know of an event.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct EventFacts<'a> {
    pub(in crate::store) event_type: &'a str,
    pub(in crate::store) at: Millis,
    pub(in crate::store) position: Option<Position>,
    /// Of the sheet it came inside; an event that came alone has neither this nor experiments.
    pub(in crate::store) game_mode: &'a str,
    pub(in crate::store) experiments: Option<&'a BTreeMap<Name, Name>>,
}

impl<'a> EventFacts<'a> {
    pub(in crate::store) fn of(
        event: &'a Event,
        game_mode: &'a str,
        experiments: Option<&'a BTreeMap<Name, Name>>,
    ) -> Self {
        Self {
            event_type: event.event_type.as_str(),
            at: event.timestamp.at(),
            position: event.position,
            game_mode,
            experiments,
        }
    }
}

#[derive(Debug, Default)]
struct EventSums {
    /// Events by hour; a batch spans few.
    hours: Vec<(i64, i64)>,
    points: Vec<(Position, u64)>,
}

#[derive(Debug, Default)]
struct ItemSums {
    sum: ItemSum,
    /// Units by hour; a batch spans few.
    hours: Vec<(i64, i64)>,
    points: Vec<(Position, u64)>,
}

/// A sum with its key, in primary-key order.
pub(in crate::store) type Sorted<K, V> = Vec<(K, V)>;

/// What one map is of: an item or a type of event, in one slice.
pub(in crate::store) type HeatKey<'a> = (NameKind, &'a str, Slice<'a>);

impl<'a> RollupDelta<'a> {
    /// Adds one stored sheet, without its events.
    pub(in crate::store) fn add_sheet(&mut self, sheet: &'a StatSheet, received_at: Millis) {
        let at = sheet.timestamp.at();
        let units = sheet.total_units() as i64;
        let hour = at.bucket(Millis::HOUR).0;
        let mut located = 0;
        for slice in Slice::of(sheet) {
            let sums = self.slices.entry(slice).or_default();
            for (item, count) in &sheet.looted_items {
                sums.items
                    .entry(item.as_str())
                    .or_default()
                    .add_units(count.get() as i64, hour);
            }
            for (item, places) in &sheet.locations {
                let count = sheet.looted_items.get(item).map_or(0, |count| count.get());
                located += sums
                    .items
                    .entry(item.as_str())
                    .or_default()
                    .add_places(places, count);
            }
            let minute = sums.minutes.entry(at.bucket(Millis::MINUTE).0).or_default();
            minute.sheets += 1;
            minute.units += units;
        }
        for (item, places) in &sheet.locations {
            let count = sheet.looted_items.get(item).map_or(0, |count| count.get());
            self.places
                .entry(item.as_str())
                .or_default()
                .extend(places.weighted(count));
        }
        self.receive(Counter::Sheets, "", received_at);
        self.count_sheet(sheet, received_at, units > 0 && located == 0);
    }

    fn count_sheet(&mut self, sheet: &StatSheet, received_at: Millis, without_locations: bool) {
        let counters = &mut self.counters;
        if let Some(game_mode) = &sheet.game_mode {
            count(counters, Counter::ModeSheets, game_mode.as_str(), 1);
        }
        if without_locations {
            count(counters, Counter::SheetsWithoutLocations, "", 1);
        }
        if sheet.sheet_id.is_none() {
            count(counters, Counter::SheetsWithoutKey, "", 1);
        }
        let skew = skew_label(sheet.timestamp.at(), received_at);
        count(counters, Counter::ClockSkew, skew, 1);
    }

    /// Counts something that was received, in all and by the time of its receipt.
    pub(in crate::store) fn receive(
        &mut self,
        what: Counter,
        label: &'static str,
        received_at: Millis,
    ) {
        self.receive_some(what, label, received_at, 1);
    }

    /// Takes back what [`RollupDelta::receive`] counted.
    pub(in crate::store) fn withdraw(
        &mut self,
        what: Counter,
        label: &'static str,
        received_at: Millis,
    ) {
        self.receive_some(what, label, received_at, -1);
    }

    fn receive_some(&mut self, what: Counter, label: &'static str, received_at: Millis, n: i64) {
        count(&mut self.counters, what, label, n);
        let minute = received_at.bucket(Millis::MINUTE).0;
        *self.arrivals.entry((minute, what, label)).or_default() += n;
    }

    /// Adds one stored event.
    pub(in crate::store) fn add_event(&mut self, event: EventFacts<'a>, received_at: Millis) {
        let arms = event.experiments.into_iter().flatten();
        for slice in Slice::in_mode(event.game_mode, arms) {
            let sums = self.slices.entry(slice).or_default();
            let minute = event.at.bucket(Millis::MINUTE).0;
            sums.minutes.entry(minute).or_default().events += 1;
            let sums = sums.events.entry(event.event_type).or_default();
            add_to_hour(&mut sums.hours, event.at.bucket(Millis::HOUR).0, 1);
            sums.points.extend(event.position.map(|at| (at, 1)));
        }
        self.receive(Counter::Events, "", received_at);
        if !event.game_mode.is_empty() {
            count(&mut self.counters, Counter::ModeEvents, event.game_mode, 1);
        }
    }

    /// By item and slice.
    pub(in crate::store) fn items(&self) -> Sorted<(&'a str, Slice<'a>), ItemSum> {
        self.sorted(|slice, sums, all| {
            // An item that was only placed, with no units, opens no row.
            let counted = sums
                .items
                .iter()
                .filter(|(_, sums)| sums.sum != ItemSum::default());
            all.extend(counted.map(|(item, sums)| ((*item, slice), sums.sum)));
        })
    }

    /// By width in milliseconds, start and slice.
    pub(in crate::store) fn activity(&self) -> Sorted<(i64, i64, Slice<'a>), ActivitySum> {
        self.sorted(|slice, sums, all| {
            let mut hours: HashMap<i64, ActivitySum> = HashMap::new();
            for (start, sum) in &sums.minutes {
                hours
                    .entry(Millis(*start).bucket(Millis::HOUR).0)
                    .or_default()
                    .add(*sum);
                all.push(((Millis::MINUTE, *start, slice), *sum));
            }
            all.extend(
                hours
                    .into_iter()
                    .map(|(start, sum)| ((Millis::HOUR, start, slice), sum)),
            );
        })
    }

    /// What was received, by width in milliseconds, start, counter and label.
    pub(in crate::store) fn arrivals(
        &self,
    ) -> BTreeMap<(i64, i64, &'static str, &'static str), i64> {
        let mut all = BTreeMap::new();
        for ((minute, what, label), n) in &self.arrivals {
            for width in [Millis::MINUTE, Millis::HOUR] {
                let start = Millis(*minute).bucket(width).0;
                *all.entry((width, start, what.as_str(), *label))
                    .or_default() += n;
            }
        }
        all
    }

    /// Units by start of the hour, item and slice.
    pub(in crate::store) fn item_activity(&self) -> Sorted<(i64, &'a str, Slice<'a>), i64> {
        self.sorted(|slice, sums, all| {
            for (item, sums) in &sums.items {
                all.extend(
                    sums.hours
                        .iter()
                        .map(|(hour, units)| ((*hour, *item, slice), *units)),
                );
            }
        })
    }

    /// Events by type and slice.
    pub(in crate::store) fn event_totals(&self) -> Sorted<(&'a str, Slice<'a>), i64> {
        self.sorted(|slice, sums, all| {
            all.extend(sums.events.iter().map(|(event_type, sums)| {
                let events = sums.hours.iter().map(|(_, events)| events).sum();
                ((*event_type, slice), events)
            }));
        })
    }

    /// Events by start of the hour, type and slice.
    pub(in crate::store) fn event_activity(&self) -> Sorted<(i64, &'a str, Slice<'a>), i64> {
        self.sorted(|slice, sums, all| {
            for (event_type, sums) in &sums.events {
                all.extend(
                    sums.hours
                        .iter()
                        .map(|(hour, events)| ((*hour, *event_type, slice), *events)),
                );
            }
        })
    }

    /// Places with the units or the events at them, by item or type and slice; none without a place.
    pub(in crate::store) fn heat(&self) -> Sorted<HeatKey<'a>, &[(Position, u64)]> {
        self.sorted(|slice, sums, all| {
            let items = sums.items.iter().map(|(item, sums)| {
                let key = (NameKind::Item, *item, slice);
                (key, sums.points.as_slice())
            });
            let events = sums.events.iter().map(|(event_type, sums)| {
                let key = (NameKind::EventType, *event_type, slice);
                (key, sums.points.as_slice())
            });
            all.extend(items.chain(events).filter(|(_, points)| !points.is_empty()));
        })
    }

    /// Places with their units by item, in the order of arrival; none without a place.
    pub(in crate::store) fn places(&self) -> Sorted<&'a str, &[(Position, u64)]> {
        let placed = self.places.iter().filter(|(_, places)| !places.is_empty());
        let mut all: Vec<_> = placed
            .map(|(item, places)| (*item, places.as_slice()))
            .collect();
        all.sort_by_key(|(item, _)| *item);
        all
    }

    fn sorted<'s, K: Ord, V>(
        &'s self,
        mut collect: impl FnMut(Slice<'a>, &'s SliceSums<'a>, &mut Sorted<K, V>),
    ) -> Sorted<K, V> {
        let mut all = Vec::new();
        for (slice, sums) in &self.slices {
            collect(*slice, sums, &mut all);
        }
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }
}

impl ItemSums {
    fn add_units(&mut self, units: i64, hour: i64) {
        self.sum.units += units;
        self.sum.sheets += 1;
        if units > 0 {
            add_to_hour(&mut self.hours, hour, units);
        }
    }

    /// Returns the units that have a place.
    fn add_places(&mut self, places: &Locations, count: u64) -> u64 {
        let before = self.points.len();
        self.points.extend(places.weighted(count));
        let located = self.points[before..].iter().map(|(_, units)| units).sum();
        self.sum.located_units += located as i64;
        located
    }
}

fn add_to_hour(hours: &mut Vec<(i64, i64)>, hour: i64, n: i64) {
    match hours.iter_mut().find(|(start, _)| *start == hour) {
        Some((_, sum)) => *sum += n,
        None => hours.push((hour, n)),
    }
}

impl ActivitySum {
    pub(in crate::store) fn add(&mut self, other: Self) {
        self.sheets += other.sheets;
        self.units += other.units;
        self.events += other.events;
    }
}
