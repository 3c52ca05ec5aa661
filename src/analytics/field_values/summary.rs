//! What the values of one field are told as.

use super::names::largest;
use super::{EVERYONE, FieldValues, Sum};
use crate::analytics::fields::{FieldKind, kind_of};
use crate::analytics::sheet_sums::bucket_for;
use crate::analytics::values::{ValueHistogram, ValueSummary};
use crate::model::{Bucket, Millis, OTHER};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Texts and groups that are told over time, of those that are listed.
const OVER_TIME: usize = 8;

/// The values of one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldSummary {
    /// What most of the values are; null without any.
    pub kind: Option<FieldKind>,
    /// Rows that have the field.
    pub rows: u64,
    /// Those of them whose value is of another kind: they are counted in `rows` alone.
    pub of_other_kinds: u64,
    /// Numbers in a nutshell; null of other kinds.
    pub numbers: Option<ValueSummary>,
    /// How numbers are distributed; null of other kinds.
    pub histogram: Option<ValueHistogram>,
    /// Texts, or yes and no, the most frequent first: at most 50, and ` (other)`. Empty of numbers.
    pub values: Vec<ValueRows>,
    /// What it was split by: at most 50, the most rows first, and ` (other)`.
    pub groups: Vec<FieldGroup>,
    /// The width of a bucket.
    pub bucket: Bucket,
    /// Oldest first; buckets without a row are left out.
    pub points: Vec<FieldPoint>,
}

/// Rows with one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ValueRows {
    /// The value.
    pub value: String,
    /// Rows that have it.
    pub rows: u64,
    /// Those of them in each of `groups`.
    pub groups: Vec<u64>,
}

/// Rows of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldGroup {
    /// The group.
    pub name: String,
    /// Rows in it.
    pub rows: u64,
    /// Its numbers in a nutshell; null of other kinds.
    pub numbers: Option<ValueSummary>,
}

/// Rows of some time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldPoint {
    /// When the bucket begins.
    pub start: Millis,
    /// Rows in it.
    pub rows: u64,
    /// The mean of its numbers; null of other kinds.
    pub mean: Option<f64>,
    /// Of the first eight of `groups`.
    pub groups: Vec<GroupPoint>,
    /// Rows with each of the first eight of `values`.
    pub values: Vec<u64>,
    /// Rows with another value.
    pub other: u64,
}

/// Numbers of one group in some time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupPoint {
    /// Rows of the group.
    pub rows: u64,
    /// The mean of its numbers; null without any.
    pub mean: Option<f64>,
}

impl FieldValues {
    /// What they are.
    pub fn summary(mut self) -> FieldSummary {
        let length_ms = self.first.zip(self.last).map_or(0, |(a, b)| b.0 - a.0);
        let suits = self.wanted.unwrap_or_else(|| bucket_for(length_ms));
        if suits.width_ms() > self.kept.width_ms() {
            self.widen(suits);
        }
        let texts = self.rows - self.numbers - self.booleans;
        let kind = kind_of(self.numbers, texts, self.booleans);
        let is_number = kind == FieldKind::Number;
        // Texts and booleans are counted alike.
        let counted = if is_number {
            self.numbers
        } else {
            self.rows - self.numbers
        };
        let groups = largest(&self.group_rows, &self.groups);
        let values = if is_number {
            Vec::new()
        } else {
            largest(&self.text_rows, &self.texts)
        };
        FieldSummary {
            kind: (self.rows > 0).then_some(kind),
            rows: self.rows,
            of_other_kinds: self.rows - counted,
            numbers: self.all.summary().filter(|_| is_number),
            histogram: self.all.histogram().filter(|_| is_number),
            points: self.points(is_number, &groups, &values),
            values: self.values(&values, &groups),
            groups: self.group_summaries(&groups, is_number),
            bucket: self.kept,
        }
    }

    fn group_summaries(&self, groups: &[u32], is_number: bool) -> Vec<FieldGroup> {
        let named = groups.iter().map(|group| FieldGroup {
            name: self.groups.names[*group as usize].clone(),
            rows: self.group_rows[*group as usize],
            numbers: self.group_values[*group as usize]
                .summary()
                .filter(|_| is_number),
        });
        named.collect()
    }

    fn values(&self, values: &[u32], groups: &[u32]) -> Vec<ValueRows> {
        let listed = values.iter().map(|value| ValueRows {
            value: self.texts.names[*value as usize].clone(),
            rows: self.text_rows[*value as usize],
            groups: groups
                .iter()
                .map(|group| self.of_group.get(&(*group, *value)).copied().unwrap_or(0))
                .collect(),
        });
        let mut listed: Vec<_> = listed.collect();
        let told: u64 = listed.iter().map(|value| value.rows).sum();
        let all: u64 = self.text_rows.iter().sum();
        if !values.is_empty() && told < all {
            let of_group = |group: &u32| {
                let rows = self.of_group.iter();
                let others = rows.filter(|((of, text), _)| of == group && !values.contains(text));
                others.map(|(_, rows)| rows).sum()
            };
            let others = ValueRows {
                value: OTHER.to_owned(),
                rows: all - told,
                groups: groups.iter().map(of_group).collect(),
            };
            // What had no name of its own is among the others.
            match listed.iter_mut().find(|value| value.value == OTHER) {
                Some(other) => {
                    other.rows += others.rows;
                    for (sum, rows) in other.groups.iter_mut().zip(others.groups) {
                        *sum += rows;
                    }
                }
                None => listed.push(others),
            }
        }
        listed
    }

    fn points(&self, is_number: bool, groups: &[u32], values: &[u32]) -> Vec<FieldPoint> {
        let [groups, values] = [groups, values].map(|all| &all[..all.len().min(OVER_TIME)]);
        let mut points: BTreeMap<Millis, FieldPoint> = BTreeMap::new();
        let new = |start| FieldPoint {
            start,
            rows: 0,
            mean: None,
            groups: match is_number {
                true => vec![
                    GroupPoint {
                        rows: 0,
                        mean: None
                    };
                    groups.len()
                ],
                false => Vec::new(),
            },
            values: vec![0; values.len()],
            other: 0,
        };
        if is_number {
            for ((start, of), Sum { rows, sum }) in &self.numbers_at {
                let point = points.entry(*start).or_insert_with(|| new(*start));
                let mean = Some(sum / *rows as f64).filter(|mean| mean.is_finite());
                if *of == EVERYONE {
                    (point.rows, point.mean) = (*rows, mean);
                } else if let Some(place) = groups.iter().position(|group| group == of) {
                    point.groups[place] = GroupPoint { rows: *rows, mean };
                }
            }
        } else {
            for ((start, text), rows) in &self.texts_at {
                let point = points.entry(*start).or_insert_with(|| new(*start));
                point.rows += rows;
                match values.iter().position(|value| value == text) {
                    Some(place) => point.values[place] += rows,
                    None => point.other += rows,
                }
            }
        }
        points.into_values().collect()
    }
}
