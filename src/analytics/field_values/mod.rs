//! The values of one field: how they are distributed, by group and over time. Exact counts in bounded memory; of very many
//! distinct numbers the quantiles are close ([`Values`]).

mod names;
mod summary;

pub use summary::{FieldGroup, FieldPoint, FieldSummary, GroupPoint, ValueRows};

use super::values::Values;
use crate::model::{Bucket, Leaf, Millis, Zone};
use names::Names;
use std::collections::{BTreeMap, HashMap};

/// Distinct texts, and groups, that have numbers of their own.
const MOST_TEXTS: usize = 1_000;
const MOST_GROUPS: usize = 200;
/// Characters of a text; longer ones are told by these.
const TEXT_CHARACTERS: usize = 128;
/// Distinct numbers of all rows, and of one group.
const DISTINCT: usize = 20_000;
const DISTINCT_OF_GROUP: usize = 1_000;
/// Sums at a time that are kept; past it they are kept by wider buckets.
const MOST_SUMS: usize = 100_000;

/// Values on their way.
#[derive(Debug, Clone)]
pub struct FieldValues {
    zone: Zone,
    wanted: Option<Bucket>,
    kept: Bucket,
    rows: u64,
    numbers: u64,
    booleans: u64,
    first: Option<Millis>,
    last: Option<Millis>,
    all: Values,
    groups: Names,
    group_rows: Vec<u64>,
    group_values: Vec<Values>,
    texts: Names,
    text_rows: Vec<u64>,
    /// Rows of a text in a group.
    of_group: HashMap<(u32, u32), u64>,
    numbers_at: BTreeMap<(Millis, u32), Sum>,
    texts_at: BTreeMap<(Millis, u32), u64>,
}

/// Stands for the group of all rows.
const EVERYONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    rows: u64,
    sum: f64,
}

impl FieldValues {
    /// None yet, in buckets of one width by the clock of `zone`; by default one that suits the time they are of.
    pub fn new(wanted: Option<Bucket>, zone: Zone) -> Self {
        Self {
            zone,
            wanted,
            kept: wanted.unwrap_or(Bucket::Minute),
            rows: 0,
            numbers: 0,
            booleans: 0,
            first: None,
            last: None,
            all: Values::new(DISTINCT),
            groups: Names::default(),
            group_rows: Vec::new(),
            group_values: Vec::new(),
            texts: Names::default(),
            text_rows: Vec::new(),
            of_group: HashMap::new(),
            numbers_at: BTreeMap::new(),
            texts_at: BTreeMap::new(),
        }
    }

    /// Adds the value of one row, which is of a group or of none.
    pub fn add(&mut self, at: Millis, group: Option<&str>, value: Leaf<'_>) {
        self.rows += 1;
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
        let start = self.zone.start_of(at, self.kept);
        let group = group.map(|group| self.group(group));
        match value {
            Leaf::Number(value) => {
                self.numbers += 1;
                self.all.add(value);
                if let Some(group) = group {
                    self.group_values[group as usize].add(value);
                }
                for of in std::iter::once(EVERYONE).chain(group) {
                    let sum = self.numbers_at.entry((start, of)).or_default();
                    sum.rows += 1;
                    sum.sum += value;
                }
            }
            Leaf::Text(text) => self.add_text(start, group, text),
            Leaf::Boolean(value) => {
                self.booleans += 1;
                self.add_text(start, group, if value { "true" } else { "false" });
            }
        }
        self.shrink();
    }

    fn add_text(&mut self, start: Millis, group: Option<u32>, text: &str) {
        let cut = text.char_indices().nth(TEXT_CHARACTERS);
        let text = cut.map_or(text, |(end, _)| &text[..end]);
        let text = self.texts.number(text, MOST_TEXTS);
        self.text_rows.resize(self.texts.names.len(), 0);
        self.text_rows[text as usize] += 1;
        *self.texts_at.entry((start, text)).or_default() += 1;
        if let Some(group) = group {
            *self.of_group.entry((group, text)).or_default() += 1;
        }
    }

    fn group(&mut self, group: &str) -> u32 {
        let group = self.groups.number(group, MOST_GROUPS);
        let groups = self.groups.names.len();
        self.group_rows.resize(groups, 0);
        self.group_values
            .resize_with(groups, || Values::new(DISTINCT_OF_GROUP));
        self.group_rows[group as usize] += 1;
        group
    }

    /// Whether more values may be added.
    pub fn has_room(&self) -> bool {
        self.numbers_at.len() + self.texts_at.len() < MOST_SUMS
    }

    /// Keeps wider buckets where there are too many.
    fn shrink(&mut self) {
        if self.wanted.is_none()
            && !self.has_room()
            && let Some(wider) = self.kept.wider()
        {
            self.widen(wider);
        }
    }

    fn widen(&mut self, bucket: Bucket) {
        let zone = &self.zone;
        let mut numbers: BTreeMap<(Millis, u32), Sum> = BTreeMap::new();
        for ((start, of), some) in std::mem::take(&mut self.numbers_at) {
            let sum = numbers
                .entry((zone.start_of(start, bucket), of))
                .or_default();
            sum.rows += some.rows;
            sum.sum += some.sum;
        }
        let mut texts = BTreeMap::new();
        for ((start, text), rows) in std::mem::take(&mut self.texts_at) {
            *texts
                .entry((zone.start_of(start, bucket), text))
                .or_default() += rows;
        }
        (self.numbers_at, self.texts_at, self.kept) = (numbers, texts, bucket);
    }
}

#[cfg(test)]
mod tests {
    use super::names::LISTED;
    use super::*;
    use crate::analytics::fields::FieldKind;
    use crate::model::OTHER;

    fn at(minute: i64) -> Millis {
        Millis(1_769_860_800_000 + minute * Millis::MINUTE)
    }

    fn values() -> FieldValues {
        FieldValues::new(None, Zone::default())
    }

    #[test]
    fn numbers_are_told_in_all_by_group_and_over_time() {
        let mut all = values();
        for (minute, group, value) in [
            (0, Some("solo"), 1.0),
            (0, Some("solo"), 3.0),
            (0, Some("duo"), 8.0),
            (2, None, 4.0),
        ] {
            all.add(at(minute), group, Leaf::Number(value));
        }
        all.add(at(2), None, Leaf::Text("none"));
        let told = all.summary();
        assert_eq!((told.kind, told.rows), (Some(FieldKind::Number), 5));
        assert_eq!((told.of_other_kinds, told.bucket), (1, Bucket::Minute));
        assert_eq!(told.numbers.unwrap().mean, 4.0);
        let groups: Vec<_> = told
            .groups
            .iter()
            .map(|group| (group.name.as_str(), group.rows))
            .collect();
        assert_eq!(groups, [("solo", 2), ("duo", 1)]);
        assert_eq!(told.groups[0].numbers.as_ref().unwrap().mean, 2.0);
        let points: Vec<_> = told
            .points
            .iter()
            .map(|point| (point.start, point.rows, point.mean))
            .collect();
        assert_eq!(points, [(at(0), 3, Some(4.0)), (at(2), 1, Some(4.0))]);
        let solo = GroupPoint {
            rows: 2,
            mean: Some(2.0),
        };
        assert_eq!(told.points[0].groups[0], solo);
        assert!(told.values.is_empty());
    }

    #[test]
    fn texts_and_booleans_are_counted_by_value() {
        let mut all = values();
        for text in ["axe", "bow", "axe"] {
            all.add(at(0), Some("solo"), Leaf::Text(text));
        }
        let told = all.summary();
        let rows: Vec<_> = told
            .values
            .iter()
            .map(|value| (value.value.as_str(), value.rows))
            .collect();
        assert_eq!(rows, [("axe", 2), ("bow", 1)]);
        assert_eq!(told.values[0].groups, [2]);
        assert_eq!(
            (told.points[0].values.clone(), told.points[0].other),
            (vec![2, 1], 0)
        );
        assert_eq!((told.numbers, told.histogram), (None, None));
        let mut won = values();
        won.add(at(0), None, Leaf::Boolean(true));
        let told = won.summary();
        assert_eq!(
            (told.kind, told.values[0].value.as_str()),
            (Some(FieldKind::Boolean), "true")
        );
    }

    #[test]
    fn past_the_most_texts_and_groups_they_are_counted_as_others() {
        let mut all = values();
        for n in 0..3_000 {
            all.add(
                at(n),
                Some(&format!("group {n}")),
                Leaf::Text(&format!("text {n}")),
            );
        }
        let told = all.summary();
        assert_eq!(told.values.len(), LISTED + 1);
        let other = told.values.last().unwrap();
        assert_eq!((other.value.as_str(), other.rows), (OTHER, 2_950));
        assert_eq!(
            told.values.iter().map(|value| value.rows).sum::<u64>(),
            3_000
        );
        assert_eq!(
            told.points.iter().map(|point| point.rows).sum::<u64>(),
            3_000
        );
        assert_eq!(told.bucket, Bucket::Hour);
    }

    #[test]
    fn nothing_says_nothing() {
        let told = values().summary();
        assert_eq!((told.kind, told.rows, told.points.len()), (None, 0, 0));
        assert_eq!(told.numbers, None);
    }
}
