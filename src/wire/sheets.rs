//! `GET /api/stats`: which sheets.

use super::newest_sheets::OfWhom;
use super::parameters::{Paged, Parameters, WholeOr};
use crate::model::{Cursor, ItemKind, SheetFilter};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// With which item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WithItem {
    /// Only sheets with some of this item
    #[param(inline)]
    pub item: Option<ItemKind>,
}

impl Parameters for WithItem {}

impl From<&SheetFilter> for OfWhom {
    fn from(filter: &SheetFilter) -> Self {
        Self {
            match_id: filter.match_id.clone(),
            player_id: filter.player_id.clone(),
        }
    }
}

/// A page of sheets.
pub type SheetsPage = Paged<WholeOr<1_000, 10_000>, Cursor>;
