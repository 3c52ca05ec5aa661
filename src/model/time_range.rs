//! A part of time.

use super::Millis;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// From when to when.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema,
)]
#[into_params(parameter_in = Query)]
pub struct TimeRange {
    /// Only from here on. Totals are counted from the minute, quarter of an hour or day that holds this
    #[param(inline)]
    pub since: Option<Millis>,
    /// Only before this; not before `since`. Totals are counted to the end of the minute, quarter of an hour or day that holds this
    #[param(inline)]
    pub until: Option<Millis>,
}

impl TimeRange {
    /// Whether anything is outside.
    pub fn is_limited(self) -> bool {
        self != Self::default()
    }

    /// Whether `at` is in it.
    pub fn contains(self, at: Millis) -> bool {
        self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at < until)
    }

    /// The same from the start of a bucket on.
    pub fn from_bucket(self, width_ms: i64) -> Self {
        let since = self.since.map(|since| since.bucket(width_ms));
        Self { since, ..self }
    }

    /// The first instant in it and the first one after it, in milliseconds.
    pub fn bounds_ms(self) -> (i64, i64) {
        (
            self.since.map_or(i64::MIN, |since| since.0),
            self.until.map_or(i64::MAX, |until| until.0),
        )
    }
}
