//! What goes together with finding an item.

use super::parameters::{Parameters, WholeOr};
use crate::analytics;
use crate::model::{FieldName, ItemKind, Label, RowsLookedAt};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How sheets end: what a custom stat of theirs says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfOutcome {
    /// The custom stat; one within another is called by both names with a dot between
    #[param(inline, example = "won")]
    pub field: FieldName,
    /// Where it is a text: what it says of a sheet that counts
    #[param(inline)]
    pub value: Option<Label>,
    /// Items to tell, those in most sheets
    #[serde(default)]
    #[param(inline)]
    pub most: ItemsTold,
}

impl Parameters for OfOutcome {}

type ItemsTold = WholeOr<50, 1_000>;

/// How sheets end, by the items in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemOutcomes {
    /// The custom stat.
    pub field: FieldName,
    /// What it says of a sheet that counts; null of numbers, and of yes or no.
    pub value: Option<Label>,
    /// How far it went.
    #[serde(flatten)]
    pub looked_at: RowsLookedAt,
    /// Sheets of the slice, whether they have the field or not.
    pub rows_in_slice: u64,
    /// How they end.
    #[serde(flatten)]
    pub outcomes: analytics::ItemOutcomes,
}

/// How much of an item sheets have, by the player's level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemByLevel {
    /// The item.
    pub item: ItemKind,
    /// How far it went.
    #[serde(flatten)]
    pub looked_at: RowsLookedAt,
    /// Sheets of the slice.
    pub rows_in_slice: u64,
    /// Those among them that say no level.
    pub without_level: u64,
    /// Lowest level first, in at most 25 bands; those without sheets are left out.
    pub levels: Vec<analytics::ItemAtLevels>,
}
