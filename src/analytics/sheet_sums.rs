//! What some sheets, and events beside them, add up to: over time, by item, and how many units a sheet has. Exact counts, for
//! selections of which no total is kept.

use super::bulk::Bulk;
use crate::model::{
    ActivityPoint, Bucket, Distribution, EventType, ItemActivity, ItemKind, ItemPoint, LootEvent,
    Millis, StoredSheet, TimeRange, Zone, bucket_start,
};
use std::collections::{BTreeMap, HashMap};

/// Up to this length, a bucket for each minute is few enough to draw.
const MINUTES_UP_TO: i64 = 6 * Millis::HOUR;
/// And up to this one, for each hour.
const HOURS_UP_TO: i64 = 21 * Millis::DAY;

/// Sums at a time, of sheets and of items, that are kept. Past it they are kept by wider buckets; where those are days, there
/// is no room for more.
const MOST_SUMS: usize = 100_000;
/// Types of events that are told apart.
const MOST_TYPES: usize = 1_000;

/// Sheets in the making of sums, in bounded memory however many there are.
#[derive(Debug, Clone)]
pub struct SheetSums {
    zone: Zone,
    /// The width of the answer, where somebody chose.
    wanted: Option<Bucket>,
    /// The width of the sums so far.
    kept: Bucket,
    activity: BTreeMap<Millis, ActivityPoint>,
    /// Units of an item, which is a number, at a time.
    found: HashMap<(Millis, u32), u64>,
    /// Sheets and events by the minute, or by a wider bucket where they are many.
    minutes: BTreeMap<Millis, u64>,
    minutes_ms: i64,
    event_types: BTreeMap<EventType, u64>,
    owners: BTreeMap<u64, u64>,
    items: Vec<ItemKind>,
    numbers: HashMap<ItemKind, u32>,
}

/// The sums of some sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetSummary {
    /// The width of a bucket of both lists over time.
    pub bucket: Bucket,
    /// The minutes that hold nearly all sheets and events; `None` without any.
    pub bulk: Option<Bulk>,
    /// Sheets, units and events over time, oldest first; buckets without any are left out.
    pub activity: Vec<ActivityPoint>,
    /// Events by type; of very many types the rarest are one.
    pub event_types: BTreeMap<EventType, u64>,
    /// Units of items over time.
    pub items: ItemActivity,
    /// How many sheets have how many units.
    pub units_per_sheet: Distribution,
    /// What 99 of 100 sheets have at most, exact to within its bucket; `None` without sheets.
    pub units_99th_percentile: Option<f64>,
}

impl SheetSums {
    /// Nothing yet, in buckets of one width by the clock of `zone`; by default one that suits the time that holds nearly all
    /// sheets, or a wider one where there are very many.
    pub fn new(wanted: Option<Bucket>, zone: Zone) -> Self {
        Self {
            zone,
            wanted,
            kept: wanted.unwrap_or(Bucket::Minute),
            activity: BTreeMap::new(),
            found: HashMap::new(),
            minutes: BTreeMap::new(),
            minutes_ms: Millis::MINUTE,
            event_types: BTreeMap::new(),
            owners: BTreeMap::new(),
            items: Vec::new(),
            numbers: HashMap::new(),
        }
    }

    /// Adds a sheet.
    pub fn add(&mut self, stored: &StoredSheet) {
        let at = stored.sheet.timestamp.at();
        let start = self.zone.start_of(at, self.kept);
        for (item, count) in &stored.sheet.looted_items {
            if count.get() > 0 {
                let item = self.number(item);
                *self.found.entry((start, item)).or_default() += count.get();
            }
        }
        let units = stored.sheet.total_units();
        let point = self
            .activity
            .entry(start)
            .or_insert_with(|| ActivityPoint::at(start));
        point.sheets += 1;
        point.units += units;
        *self.minutes.entry(at.bucket(self.minutes_ms)).or_default() += 1;
        *self.owners.entry(bucket_start(units)).or_default() += 1;
        self.shrink();
    }

    /// Adds an event and its loot, whether it came inside a sheet or not: a sheet does not say when its events were.
    pub fn add_event(&mut self, event: &LootEvent) {
        let start = self.zone.start_of(event.at, self.kept);
        let mut all = 0;
        for (item, units) in event.items.iter().filter(|(_, units)| *units > 0) {
            let item = self.number(item);
            *self.found.entry((start, item)).or_default() += units;
            all += units;
        }
        let point = self
            .activity
            .entry(start)
            .or_insert_with(|| ActivityPoint::at(start));
        point.units += all;
        point.events += 1;
        match self.event_types.get_mut(&event.event_type) {
            Some(events) => *events += 1,
            None => _ = self.event_types.insert(event.event_type.clone(), 1),
        }
        let minute = event.at.bucket(self.minutes_ms);
        *self.minutes.entry(minute).or_default() += 1;
        self.shrink();
    }

    /// Whether more may be added.
    pub fn has_room(&self) -> bool {
        let names = self.items.len().max(self.event_types.len());
        self.found.len() + self.activity.len() < MOST_SUMS && names < MOST_SUMS
    }

    /// Keeps wider buckets where there are too many.
    fn shrink(&mut self) {
        if self.minutes.len() > MOST_SUMS {
            self.minutes_ms *= 60;
            let mut wider = BTreeMap::new();
            for (at, n) in std::mem::take(&mut self.minutes) {
                *wider.entry(at.bucket(self.minutes_ms)).or_default() += n;
            }
            self.minutes = wider;
        }
        if self.wanted.is_none()
            && !self.has_room()
            && let Some(wider) = self.kept.wider()
        {
            self.widen(wider);
        }
    }

    /// Puts sums together in buckets of a wider width.
    fn widen(&mut self, bucket: Bucket) {
        let mut found: HashMap<(Millis, u32), u64> = HashMap::new();
        for ((start, item), units) in std::mem::take(&mut self.found) {
            let start = self.zone.start_of(start, bucket);
            *found.entry((start, item)).or_default() += units;
        }
        self.found = found;
        let mut activity = BTreeMap::new();
        for (start, point) in std::mem::take(&mut self.activity) {
            let start = self.zone.start_of(start, bucket);
            let sum = activity
                .entry(start)
                .or_insert_with(|| ActivityPoint::at(start));
            sum.sheets += point.sheets;
            sum.units += point.units;
            sum.events += point.events;
        }
        self.activity = activity;
        self.kept = bucket;
    }

    fn number(&mut self, item: &ItemKind) -> u32 {
        if let Some(number) = self.numbers.get(item) {
            return *number;
        }
        let number = self.items.len() as u32;
        self.items.push(item.clone());
        self.numbers.insert(item.clone(), number);
        number
    }

    /// The sums. The `most` collected items are told apart, and so is `item`.
    pub fn summary(mut self, most: usize, item: Option<&ItemKind>, now: Millis) -> SheetSummary {
        let bulk = Bulk::of(&Vec::from_iter(std::mem::take(&mut self.minutes)), now);
        let length_ms = bulk.map_or(0, |bulk| bulk.last.0 - bulk.first.0 + self.minutes_ms);
        let suits = self.wanted.unwrap_or_else(|| bucket_for(length_ms));
        if suits.width_ms() > self.kept.width_ms() {
            self.widen(suits);
        }
        let units_per_sheet = Distribution::new(std::mem::take(&mut self.owners));
        SheetSummary {
            bucket: self.kept,
            bulk,
            items: self.items_over_time(&self.told_apart(most, item)),
            event_types: of_most(self.event_types),
            activity: self.activity.into_values().collect(),
            units_99th_percentile: units_per_sheet.quantile(0.99),
            units_per_sheet,
        }
    }

    /// Numbers of items, the most collected first.
    fn told_apart(&self, most: usize, item: Option<&ItemKind>) -> Vec<u32> {
        let mut totals = vec![0_u64; self.items.len()];
        for ((_, item), units) in &self.found {
            totals[*item as usize] += units;
        }
        let of = |number: &u32| (totals[*number as usize], &self.items[*number as usize]);
        let mut numbers: Vec<u32> = (0..self.items.len() as u32).collect();
        numbers.sort_by(|one, other| {
            let ((m, a), (n, b)) = (of(one), of(other));
            n.cmp(&m).then(a.cmp(b))
        });
        let wanted = item.and_then(|item| self.numbers.get(item).copied());
        let others = numbers.split_off(most.min(numbers.len()));
        let also = others.into_iter().find(|number| Some(*number) == wanted);
        numbers.extend(also);
        numbers
    }

    fn items_over_time(&self, told_apart: &[u32]) -> ItemActivity {
        let places: HashMap<u32, usize> = told_apart.iter().copied().zip(0..).collect();
        let mut points = BTreeMap::new();
        for ((start, item), units) in &self.found {
            let point = points.entry(*start).or_insert_with(|| ItemPoint {
                start: *start,
                units: vec![0; told_apart.len()],
                other: 0,
            });
            let sum = match places.get(item) {
                Some(place) => &mut point.units[*place],
                None => &mut point.other,
            };
            *sum += units;
        }
        let name = |number: &u32| self.items[*number as usize].clone();
        ItemActivity {
            items: told_apart.iter().map(name).collect(),
            points: points.into_values().collect(),
            counted: TimeRange::default(),
        }
    }
}

/// The types with the most events; the others are one, so that an answer is small.
fn of_most(types: BTreeMap<EventType, u64>) -> BTreeMap<EventType, u64> {
    let mut types = Vec::from_iter(types);
    types.sort_by(|(a, m), (b, n)| n.cmp(m).then(a.cmp(b)));
    let rest = types.split_off(MOST_TYPES.min(types.len()));
    let mut told = BTreeMap::from_iter(types);
    let others: u64 = rest.iter().map(|(_, events)| events).sum();
    if others > 0 {
        *told.entry(EventType::other()).or_default() += others;
    }
    told
}

/// The bucket for `length_ms`: enough of them to see a shape in, few enough to draw.
pub(super) fn bucket_for(length_ms: i64) -> Bucket {
    if length_ms <= MINUTES_UP_TO {
        Bucket::Minute
    } else if length_ms <= HOURS_UP_TO {
        Bucket::Hour
    } else {
        Bucket::Day
    }
}

#[cfg(test)]
mod tests;
