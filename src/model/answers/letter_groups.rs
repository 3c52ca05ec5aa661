//! Refused items put together by what is wrong with them.

use crate::model::Millis;
use crate::model::answers::Coverage;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a refused item was refused for first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The number of its dead letter.
    pub id: i64,
    /// When it was received.
    pub received_at: Millis,
    /// Through which door it came.
    pub source: String,
    /// The field of the first fault.
    pub field: String,
    /// The reason of the first fault.
    pub reason: String,
}

/// Refused items by the field and the reason of their first fault.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LetterGroups {
    /// Items that were looked at, the newest.
    pub looked_at: u64,
    /// How far back that was.
    #[serde(flatten)]
    pub coverage: Coverage,
    /// The most frequent first, at most 200.
    pub groups: Vec<LetterGroup>,
    /// Items of further groups.
    pub others: u64,
}

/// Refused items with the same fault first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LetterGroup {
    /// Where the fault is; of lists without the place in them, such as `locations.medkit[]`.
    #[schema(example = "looted_items.medkit")]
    pub field: String,
    /// What is wrong, without what was sent instead.
    #[schema(example = "must be a whole number from 0 to 1000000000")]
    pub reason: String,
    /// How many items.
    pub items: u64,
    /// When the first of them was received.
    pub first: Millis,
    /// When the last of them was received.
    pub last: Millis,
    /// Through which doors they came.
    pub sources: Vec<String>,
    /// The newest of them.
    pub example: LetterExample,
}

/// One refused item of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterExample {
    /// The number of its dead letter.
    pub id: i64,
    /// The field of its first fault.
    #[schema(example = "looted_items.medkit")]
    pub field: String,
    /// The reason of its first fault.
    #[schema(example = "must be a whole number from 0 to 1000000000, got -3")]
    pub reason: String,
}
