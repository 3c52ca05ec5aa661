//! How much of an answer, and from where on.

use super::{Parameters, WholeOr};
use crate::model::{Cursor, PageRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// At most how many, where there is no other bound. The number says which ones are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Limited<L: ToSchema> {
    /// At most this many, the newest
    #[serde(default)]
    #[param(inline)]
    pub limit: L,
}

impl<L: ToSchema + Default + Serialize + DeserializeOwned> Parameters for Limited<L> {}

/// Which page, of how many rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paged<L: ToSchema, C: ToSchema> {
    /// Rows of a page
    #[serde(default)]
    #[param(inline, example = 5)]
    pub limit: L,
    /// `next` of an earlier page
    #[param(inline)]
    pub cursor: Option<C>,
}

impl<L, C> Parameters for Paged<L, C>
where
    L: ToSchema + Default + Serialize + DeserializeOwned,
    C: ToSchema + Serialize + DeserializeOwned,
{
}

impl<const USUAL: u32, const MAX: u32> From<Paged<WholeOr<USUAL, MAX>, Cursor>> for PageRequest {
    fn from(page: Paged<WholeOr<USUAL, MAX>, Cursor>) -> Self {
        Self {
            limit: page.limit.0,
            before: page.cursor,
        }
    }
}

impl<const USUAL: u32, const MAX: u32> From<PageRequest> for Paged<WholeOr<USUAL, MAX>, Cursor> {
    fn from(page: PageRequest) -> Self {
        Self {
            limit: WholeOr(page.limit),
            cursor: page.before,
        }
    }
}
