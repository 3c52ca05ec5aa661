//! A name in an address must be the name of something: what nobody has sent is not there.

use super::error::ApiError;
use crate::model::EventType;
use crate::store::Reader;

/// Whether there are events of a type. Asked where an answer says nothing of it, which most of the time is all there is to
/// say.
///
/// # Errors
/// 404 when none has been sent.
pub(super) async fn event_type(wanted: &EventType, reader: &Reader) -> Result<(), ApiError> {
    let names = reader.names().await?;
    let is_known = names.event_types.iter().any(|name| name == wanted.as_str());
    is_known.then_some(()).ok_or(ApiError::Unknown {
        field: "event_type",
        what: "event of this type has been sent",
    })
}
