//! Why there are no exact odds.

use serde::{Serialize, Serializer};

/// Why there are no exact odds: what passed which limit. Written as `{"too_large": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TooLarge(pub(super) String);

pub(super) fn value_or_reason<T: Serialize, S: Serializer>(
    value: &Result<T, TooLarge>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Reason<'a> {
        too_large: &'a str,
    }
    match value {
        Ok(value) => value.serialize(serializer),
        Err(TooLarge(reason)) => Reason { too_large: reason }.serialize(serializer),
    }
}
