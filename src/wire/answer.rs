//! What answers are wrapped in.

use crate::model::{Bucket, OverTime, TimeRange, Zone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Answer<T> {
    /// Always true.
    pub success: bool,
    /// What was asked for.
    pub data: T,
}

impl<T> Answer<T> {
    /// The answer that says `data`.
    pub fn new(data: T) -> Self {
        Self {
            success: true,
            data,
        }
    }
}

/// Some rows of many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// Always true.
    pub success: bool,
    /// Rows of this page.
    pub count: usize,
    /// The rows, in the order asked for.
    pub data: Vec<T>,
    /// The `cursor` of the next page; null at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The page of these rows.
    pub fn new(data: Vec<T>, next: Option<impl ToString>) -> Self {
        Self {
            success: true,
            count: data.len(),
            data,
            next: next.map(|next| next.to_string()),
        }
    }
}

/// What happened in each bucket of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Buckets<T> {
    /// Always true.
    pub success: bool,
    /// The width of a bucket.
    pub bucket: Bucket,
    /// By whose clock days and hours begin.
    pub tz: Zone,
    /// The range that was counted: the one asked for, in whole minutes.
    pub counted: TimeRange,
    /// Buckets listed.
    pub count: usize,
    /// Oldest first; buckets in which nothing happened are left out.
    pub data: Vec<T>,
}

impl<T> Buckets<T> {
    /// Buckets of one width, by the clock of a zone.
    pub fn new(bucket: Bucket, tz: Zone, over: OverTime<T>) -> Self {
        let OverTime { counted, points } = over;
        Self {
            success: true,
            bucket,
            tz,
            counted,
            count: points.len(),
            data: points,
        }
    }
}

/// One thing, its fields beside `success`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Open<T> {
    /// Always true.
    pub success: bool,
    /// What was asked for.
    #[serde(flatten)]
    pub data: T,
}

impl<T> Open<T> {
    /// The answer that says `data`.
    pub fn new(data: T) -> Self {
        Self {
            success: true,
            data,
        }
    }
}
