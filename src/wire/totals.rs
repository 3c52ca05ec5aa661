//! `GET /api/aggregate`: the totals.

use crate::model::{Colour, ItemKind, Totals};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The totals of everything, or of one game mode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Aggregate {
    /// The sums.
    #[serde(flatten)]
    pub totals: Totals,
    /// The colour of each item in every picture and on every page: one of ten strong ones each for the ten leading items. An item leads another of
    /// which there is less than about a quarter as much, or else when it came first.
    #[schema(example = json!({"rubber_duck": "#1f77b4"}))]
    pub item_colours: BTreeMap<ItemKind, Colour>,
}

impl Aggregate {
    /// `totals`, with the colours of those items that are in them.
    pub fn new(totals: Totals, mut item_colours: BTreeMap<ItemKind, Colour>) -> Self {
        item_colours.retain(|item, _| totals.total_items.contains_key(item));
        Self {
            totals,
            item_colours,
        }
    }
}
