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
    let may_have_been_sent = reader.may_have_events_of(wanted).await?;
    may_have_been_sent.then_some(()).ok_or(ApiError::Unknown {
        field: "event_type",
        what: "event of this type has been sent",
    })
}
