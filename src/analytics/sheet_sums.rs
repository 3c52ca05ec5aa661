//! What some sheets add up to: over time, by item, and how many units a sheet has. Exact counts, for selections of
//! which no total is kept.

use super::bulk::Bulk;
use crate::model::{
    ActivityPoint, Bucket, Distribution, ItemActivity, ItemKind, ItemPoint, Millis, StoredSheet,
    TimeRange, Zone, bucket_start,
};
use std::collections::{BTreeMap, HashMap};

/// Up to this length, a bucket for each minute is few enough to draw.
const MINUTES_UP_TO: i64 = 6 * Millis::HOUR;
/// And up to this one, for each hour.
const HOURS_UP_TO: i64 = 21 * Millis::DAY;

/// Sums at a time, of sheets and of items, that are kept. Past it they are kept by wider buckets; where those are days, there
/// is no room for more.
const MOST_SUMS: usize = 100_000;

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
    /// Sheets by the minute, or by a wider bucket where they are many.
    minutes: BTreeMap<Millis, u64>,
    minutes_ms: i64,
    owners: BTreeMap<u64, u64>,
    items: Vec<ItemKind>,
    numbers: HashMap<ItemKind, u32>,
}

/// The sums of some sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetSummary {
    /// The width of a bucket of both lists over time.
    pub bucket: Bucket,
    /// The minutes that hold nearly all sheets; `None` without any.
    pub bulk: Option<Bulk>,
    /// Sheets, units and events over time, oldest first; buckets without a sheet are left out. Events are those that
    /// came inside these sheets, at their sheets' time.
    pub activity: Vec<ActivityPoint>,
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
        point.events += stored.event_count;
        *self.minutes.entry(at.bucket(self.minutes_ms)).or_default() += 1;
        *self.owners.entry(bucket_start(units)).or_default() += 1;
        self.shrink();
    }

    /// Whether more sheets may be added.
    pub fn has_room(&self) -> bool {
        self.found.len() + self.activity.len() < MOST_SUMS && self.items.len() < MOST_SUMS
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
        let wider = match self.kept {
            Bucket::Minute => Bucket::Hour,
            Bucket::Hour => Bucket::Day,
            Bucket::Day => return,
        };
        if self.wanted.is_none() && !self.has_room() {
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

/// The bucket for `length_ms`: enough of them to see a shape in, few enough to draw.
fn bucket_for(length_ms: i64) -> Bucket {
    if length_ms <= MINUTES_UP_TO {
        Bucket::Minute
    } else if length_ms <= HOURS_UP_TO {
        Bucket::Hour
    } else {
        Bucket::Day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StatSheet;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const NOW: Millis = Millis(1_800_000_000_000);

    fn item(name: &str) -> ItemKind {
        ItemKind::parse(name).unwrap()
    }

    fn at(text: &str) -> Millis {
        Millis::parse(text).unwrap()
    }

    fn sums_of(bucket: Option<Bucket>, sheets: &[(&str, Value, u64)]) -> SheetSums {
        let mut sums = SheetSums::new(bucket, Zone::default());
        for (time, items, event_count) in sheets {
            let json = json!({"match_id": "m", "player_id": "p", "timestamp": time, "looted_items": items});
            let sheet = StatSheet::parse(json.to_string().as_bytes(), Millis(0)).unwrap();
            sums.add(&StoredSheet {
                id: 1,
                created_at: Millis(0),
                sheet,
                event_count: *event_count,
            });
        }
        sums
    }

    fn some(bucket: Bucket) -> SheetSums {
        sums_of(
            Some(bucket),
            &[
                ("2026-01-31T12:59:59Z", json!({"duck": 2, "medkit": 1}), 3),
                ("2026-01-31T12:00:00Z", json!({"duck": 1, "axe": 4}), 0),
                ("2026-01-31T14:30:00+01:00", json!({"medkit": 0}), 5),
                ("2026-01-31T15:00:00Z", json!({"medkit": 1}), 0),
            ],
        )
    }

    #[test]
    fn sheets_units_and_events_are_counted_in_the_bucket_of_their_time() {
        let hours = some(Bucket::Hour).summary(9, None, NOW);
        let counted: Vec<_> = hours
            .activity
            .iter()
            .map(|point| (point.start, point.sheets, point.units, point.events))
            .collect();
        assert_eq!(
            counted,
            [
                (at("2026-01-31T12:00:00Z"), 2, 8, 3),
                (at("2026-01-31T13:00:00Z"), 1, 0, 5),
                (at("2026-01-31T15:00:00Z"), 1, 1, 0),
            ]
        );
        let days = some(Bucket::Day).summary(9, None, NOW);
        assert_eq!((days.activity.len(), days.activity[0].units), (1, 9));
    }

    #[test]
    fn items_are_told_apart_up_to_a_number_and_the_one_that_is_asked_for_always() {
        let told = |most, name: Option<&str>| {
            let wanted = name.map(item);
            let items = some(Bucket::Hour).summary(most, wanted.as_ref(), NOW).items;
            let names: Vec<_> = items.items.iter().map(|item| item.as_str()).collect();
            let points: Vec<_> = items
                .points
                .iter()
                .map(|point| (point.start, point.units.clone(), point.other))
                .collect();
            (names.join(" "), points)
        };
        let (noon, three) = (at("2026-01-31T12:00:00Z"), at("2026-01-31T15:00:00Z"));
        // The hour in which nothing was found is left out. Equals are in the order of their names.
        assert_eq!(
            told(9, None),
            (
                "axe duck medkit".to_owned(),
                vec![(noon, vec![4, 3, 1], 0), (three, vec![0, 0, 1], 0)]
            )
        );
        for name in [None, Some("axe"), Some("nobody's")] {
            let points = vec![(noon, vec![4], 4), (three, vec![0], 1)];
            assert_eq!(told(1, name), ("axe".to_owned(), points));
        }
        assert_eq!(
            told(1, Some("medkit")),
            (
                "axe medkit".to_owned(),
                vec![(noon, vec![4, 1], 3), (three, vec![0, 1], 0)]
            )
        );
    }

    #[test]
    fn the_bucket_suits_the_time_from_the_first_sheet_to_the_last() {
        let chosen = |times: &[&str]| {
            let sheets: Vec<_> = times.iter().map(|time| (*time, json!({}), 0)).collect();
            sums_of(None, &sheets).summary(9, None, NOW).bucket
        };
        for (times, bucket) in [
            (&[][..], Bucket::Minute),
            (&["2026-01-01T00:00:00Z"], Bucket::Minute),
            (
                &["2026-01-01T00:00:30Z", "2026-01-01T05:59:59Z"],
                Bucket::Minute,
            ),
            (
                &["2026-01-01T00:00:30Z", "2026-01-01T06:00:00Z"],
                Bucket::Hour,
            ),
            (
                &["2026-01-21T23:59:00Z", "2026-01-01T00:00:00Z"],
                Bucket::Hour,
            ),
            (
                &["2026-01-22T00:00:00Z", "2026-01-01T00:00:00Z"],
                Bucket::Day,
            ),
            // A clock that was never set.
            (
                &["1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
                Bucket::Minute,
            ),
        ] {
            assert_eq!(chosen(times), bucket, "{times:?}");
        }
    }

    #[test]
    fn sheets_are_spread_by_their_units() {
        let sheets: Vec<_> = [0, 0, 7, 33, 32, 1_000]
            .map(|units| ("2026-01-01T00:00:00Z", json!({"duck": units}), 0))
            .into();
        let summary = sums_of(None, &sheets).summary(9, None, NOW);
        let buckets: Vec<_> = summary
            .units_per_sheet
            .buckets()
            .iter()
            .map(|bucket| (bucket.from, bucket.to, bucket.owners))
            .collect();
        assert_eq!(
            buckets,
            [(0, 1, 2), (7, 8, 1), (32, 34, 2), (992, 1_024, 1)]
        );
        let high = summary.units_99th_percentile.unwrap();
        assert!((992.0..1_024.0).contains(&high), "{high}");
        let none = sums_of(None, &[]).summary(9, None, NOW);
        assert_eq!(none.units_99th_percentile, None);
    }

    #[test]
    fn memory_is_bounded_and_nothing_is_lost_by_it() {
        let mut sums = SheetSums::new(None, Zone::default());
        let (mut sheets, mut minute) = (0, 0);
        // Two items in every minute of 60 days.
        while minute < 60 * 24 * 60 {
            let time = Millis(1_769_817_600_000 + minute * Millis::MINUTE).to_string();
            let json = json!({"match_id": "m", "player_id": "p", "timestamp": time, "looted_items": {"duck": 1, "axe": 2}});
            let sheet = StatSheet::parse(json.to_string().as_bytes(), Millis(0)).unwrap();
            sums.add(&StoredSheet {
                id: 1,
                created_at: Millis(0),
                sheet,
                event_count: 0,
            });
            sheets += 1;
            minute += 1;
            assert!(sums.has_room(), "after {sheets} sheets");
            assert!(sums.found.len() <= MOST_SUMS);
        }
        let summary = sums.summary(9, None, NOW);
        assert_eq!(summary.bucket, Bucket::Day);
        let units: u64 = summary.activity.iter().map(|point| point.units).sum();
        assert_eq!((summary.activity.len(), units), (60, 3 * sheets));
        let ducks: u64 = summary
            .items
            .points
            .iter()
            .map(|point| point.units[1])
            .sum();
        assert_eq!(ducks, sheets);
        // Names without end are more than days can keep.
        let mut sums = SheetSums::new(None, Zone::default());
        let mut k = 0;
        while sums.has_room() {
            let items: serde_json::Map<_, _> = (0..250)
                .map(|n| (format!("i{}", 250 * k + n), json!(1)))
                .collect();
            let json = json!({"match_id": "m", "player_id": "p", "looted_items": items});
            let sheet = StatSheet::parse(json.to_string().as_bytes(), Millis(0)).unwrap();
            sums.add(&StoredSheet {
                id: 1,
                created_at: Millis(0),
                sheet,
                event_count: 0,
            });
            k += 1;
            assert!(k <= 400, "there is room for everything");
        }
        assert_eq!(sums.summary(9, None, NOW).activity[0].units, 250 * k);
    }

    proptest! {
        #[test]
        fn every_sheet_and_every_unit_is_in_each_answer_once(
            sheets in prop::collection::vec(
                (0..4_000_000_i64, prop::collection::btree_map("[a-e]", 0..50_u64, 0..5), 0..4_u64), 0..40),
            most in 0..6_usize,
        ) {
            let times: Vec<_> = sheets.iter().map(|(s, ..)| Millis(1_769_860_800_000 + s * 1_000).to_string()).collect();
            let given: Vec<_> = sheets.iter().zip(&times).map(|((_, items, events), time)| (time.as_str(), json!(items), *events)).collect();
            let units: u64 = sheets.iter().flat_map(|(_, items, _)| items.values()).sum();
            let events: u64 = sheets.iter().map(|(.., events)| events).sum();
            for bucket in [None, Some(Bucket::Minute), Some(Bucket::Hour), Some(Bucket::Day)] {
                let summary = sums_of(bucket, &given).summary(most, Some(&item("c")), NOW);
                prop_assert_eq!(summary.activity.iter().map(|point| point.sheets).sum::<u64>(), sheets.len() as u64);
                prop_assert_eq!(summary.activity.iter().map(|point| point.units).sum::<u64>(), units);
                prop_assert_eq!(summary.activity.iter().map(|point| point.events).sum::<u64>(), events);
                let found = summary.items.points.iter().map(|point| point.units.iter().sum::<u64>() + point.other);
                prop_assert_eq!(found.sum::<u64>(), units);
                prop_assert!(summary.items.items.len() <= most + 1);
                prop_assert_eq!(summary.units_per_sheet.owners(), sheets.len() as u64);
                // Few enough to draw where nobody chose.
                prop_assert!(bucket.is_some() || summary.activity.len() <= 21 * 24 + 1);
            }
        }
    }
}
