//! What totals know by another name is refused where only they could answer: they would say 0, as if nothing had been sent.

use super::error::ApiError;
use crate::model::{CountedElsewhere, EventType, MAP, NameKind, OTHER, SliceFilter};
use crate::store::Reader;

/// Whether totals tell a slice apart.
///
/// # Errors
/// 400 where it is counted as another one, with what to ask instead.
pub(super) async fn slice(wanted: &SliceFilter, reader: &Reader) -> Result<(), ApiError> {
    let elsewhere = reader.counted_elsewhere(wanted).await?;
    elsewhere.map_or(Ok(()), |elsewhere| Err(refused(&elsewhere)))
}

/// Whether they tell a type of event apart.
///
/// # Errors
/// As [`slice`].
pub(super) async fn event_type(wanted: &EventType, reader: &Reader) -> Result<(), ApiError> {
    let elsewhere = reader.name_elsewhere(NameKind::EventType, wanted.as_str());
    let elsewhere = elsewhere.await?;
    elsewhere.map_or(Ok(()), |elsewhere| Err(refused(&elsewhere)))
}

fn refused(elsewhere: &CountedElsewhere) -> ApiError {
    let field = match (elsewhere.kind, elsewhere.of.as_deref()) {
        (NameKind::Dimension, Some(MAP)) => "map".to_owned(),
        (NameKind::Dimension, Some(of)) => format!("dim.{of}"),
        (NameKind::EventType, _) => "type".to_owned(),
        (kind, _) => kind.as_str().to_owned(),
    };
    let state = match elsewhere.counted_as.as_deref() {
        None => {
            "has no place of its own in the totals, where it is counted as ` (other)` (`/api/names/track` gives it one)"
                .to_owned()
        }
        Some(OTHER) => {
            "was hidden: totals count it as ` (other)` (`/api/names/track` undoes that)".to_owned()
        }
        Some(other) => format!("was merged: totals count it as {other:?}; ask for that"),
    };
    ApiError::of(
        &field,
        format!("{state}. `/api/sheets/summary` counts the rows by the name they came with"),
    )
}
