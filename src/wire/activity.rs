//! `GET /api/activity` and `GET /api/activity/items`: what happened over time.

use super::answer::Buckets;
use super::parameters::{Parameters, TimeRange, WholeOr};
use crate::analytics::Bulk;
use crate::model::{
    self, ActivityPoint, Bucket, ItemBucket, ItemKind, MAX_DISTINCT_ITEMS, Millis, OverTime, Zone,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Sheets, units and events over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Activity {
    /// The buckets.
    #[serde(flatten)]
    pub buckets: Buckets<ActivityPoint>,
    /// The part of time that holds nearly all sheets and events; null without any.
    pub bulk: Option<Bulk>,
}

impl Activity {
    /// Buckets of one width, by the clock of a zone.
    pub fn new(bucket: Bucket, tz: Zone, over: OverTime<ActivityPoint>, now: Millis) -> Self {
        let counts = over.points.iter();
        let counts: Vec<_> = counts
            .map(|point| (point.start, point.sheets + point.events))
            .collect();
        Self {
            buckets: Buckets::new(bucket, tz, over),
            bulk: Bulk::of(&counts, now),
        }
    }
}

/// In buckets of which width, and how many items have numbers of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemsOverTime {
    /// The width of a bucket; `hour` when absent
    #[param(inline, example = "day")]
    pub bucket: Option<ItemBucket>,
    /// Items to tell apart
    #[serde(default)]
    #[param(inline)]
    pub most: MostItems,
}

/// How many items are told apart.
pub type MostItems = WholeOr<12, MAX_DISTINCT_ITEMS>;

impl Parameters for ItemsOverTime {}

/// Units of items over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemActivity {
    /// Always true.
    pub success: bool,
    /// The width of a bucket.
    pub bucket: ItemBucket,
    /// By whose clock days and hours begin.
    pub tz: Zone,
    /// The range that was counted: the one asked for, in whole quarters of an hour.
    pub counted: TimeRange,
    /// The items that are told apart, the most collected first.
    pub items: Vec<ItemKind>,
    /// Buckets listed.
    pub count: usize,
    /// Oldest first; buckets without a unit are left out.
    pub data: Vec<ItemPoint>,
}

/// Units looted within one bucket of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemPoint {
    /// The bucket's start.
    pub start: Millis,
    /// Units by item.
    pub items: BTreeMap<ItemKind, u64>,
    /// Units of all items that are not told apart.
    pub other: u64,
}

impl ItemActivity {
    /// `activity` in buckets of one width, by the clock of a zone.
    pub fn new(bucket: ItemBucket, tz: Zone, activity: model::ItemActivity) -> Self {
        let data = ItemPoint::all(&activity.items, activity.points);
        Self {
            success: true,
            bucket,
            tz,
            counted: activity.counted,
            items: activity.items,
            count: data.len(),
            data,
        }
    }
}

impl ItemPoint {
    /// `points`, whose units are those of `items`.
    pub(super) fn all(items: &[ItemKind], points: Vec<model::ItemPoint>) -> Vec<Self> {
        let point = |point: model::ItemPoint| Self {
            start: point.start,
            items: items.iter().cloned().zip(point.units).collect(),
            other: point.other,
        };
        points.into_iter().map(point).collect()
    }
}

impl From<ItemActivity> for model::ItemActivity {
    fn from(answer: ItemActivity) -> Self {
        let items = answer.items;
        let point = |point: ItemPoint| {
            let units = items.iter().map(|item| point.items.get(item).copied());
            model::ItemPoint {
                start: point.start,
                units: units.map(Option::unwrap_or_default).collect(),
                other: point.other,
            }
        };
        let points = answer.data.into_iter().map(point).collect();
        Self {
            items,
            points,
            counted: answer.counted,
        }
    }
}
