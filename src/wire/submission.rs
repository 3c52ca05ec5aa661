//! What is sent, and what became of it.

use crate::model::{Event, Faults, Millis, StatSheet};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// 1 to 10,000 sheets.
#[derive(ToSchema)]
#[schema(min_items = 1, max_items = 10000)]
#[allow(
    dead_code,
    reason = "describes a body, which is cut into its items unparsed"
)]
pub struct Sheets(Vec<StatSheet>);

/// One event, or 1 to 10,000.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(
    dead_code,
    reason = "describes a body, which is cut into its items unparsed"
)]
pub enum Events {
    /// One.
    One(Box<Event>),
    /// Many.
    Many(ManyEvents),
}

/// 1 to 10,000 events.
#[derive(ToSchema)]
#[schema(min_items = 1, max_items = 10000)]
#[allow(
    dead_code,
    reason = "describes a body, which is cut into its items unparsed"
)]
pub struct ManyEvents(Vec<Event>);

/// The sheet is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Submitted {
    /// Always true.
    pub success: bool,
    /// The same in a sentence.
    pub message: Cow<'static, str>,
    /// The number under which it is stored.
    pub id: i64,
    /// When it was received.
    pub timestamp: Millis,
    /// Present and true when a sheet with this key was stored before; `id` is the first one's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub duplicate: bool,
    /// Present and true when that sheet has other contents (times aside): what came is kept as a dead letter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub differs: bool,
}

/// What became of the items of a batch.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BatchAnswer {
    /// Whether every item is stored now or was before.
    pub success: bool,
    /// Items stored by this request.
    pub accepted: u64,
    /// Items whose key was known: they are counted once.
    pub duplicates: u64,
    /// Items refused and kept as dead letters.
    pub rejected: u64,
    /// What was not plainly accepted, by index.
    pub results: Vec<BatchResult>,
}

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum BatchResult {
    /// Its key was known.
    Duplicate {
        /// Its place in the batch, from 0.
        index: usize,
        /// The id under which the first one is stored.
        id: i64,
        /// Present and true when that one has other contents (times aside): what came is kept as a dead letter.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        differs: bool,
    },
    /// It is not stored; the same item sent again will be refused again.
    Rejected {
        /// Its place in the batch, from 0.
        index: usize,
        /// What is wrong with it; once 1,000 faults of the batch are listed, the first one and a count.
        faults: Faults,
    },
    /// The database failed before it was stored, or before it said so; send it again, with the same key.
    Unconfirmed {
        /// Its place in the batch, from 0.
        index: usize,
    },
}
