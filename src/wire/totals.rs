//! `GET /api/aggregate` and `GET /api/spread`: the totals, and how they are spread.

use crate::model::{Colour, DistinctInSlice, Distributions, ItemKind, RowsLookedAt, Totals};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The totals of everything, or of one slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Aggregate {
    /// The sums.
    #[serde(flatten)]
    pub totals: Totals,
    /// The colour of each item in every picture and on every page: one of ten strong ones each for the ten leading items. An item leads another of
    /// which there is less than about a quarter as much, or else when it came first.
    #[schema(example = json!({"rubber_duck": "#1f77b4"}))]
    pub item_colours: BTreeMap<ItemKind, Colour>,
    /// Of a variant, a dimension's value or a map, from which rows `total_matches` and `total_players` were counted: no total says them. Where
    /// these are not all, there are at least so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_from_rows: Option<RowsLookedAt>,
}

/// How units are spread over players and over matches, in all or in one slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Spread {
    /// The spreads.
    #[serde(flatten)]
    pub spreads: Distributions,
    /// Of a slice, from which rows it was counted: no total says it. Where these are not all, it is what the newest say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_from_rows: Option<RowsLookedAt>,
}

impl Aggregate {
    /// `totals`, with the colours of those items that are in them.
    pub fn new(totals: Totals, mut item_colours: BTreeMap<ItemKind, Colour>) -> Self {
        item_colours.retain(|item, _| totals.total_items.contains_key(item));
        Self {
            totals,
            item_colours,
            counted_from_rows: None,
        }
    }

    /// With the players and matches that rows tell of.
    pub fn with_distinct(mut self, distinct: DistinctInSlice) -> Self {
        self.totals.total_matches = distinct.matches;
        self.totals.total_players = distinct.players;
        self.counted_from_rows = Some(distinct.looked_at);
        self
    }
}
