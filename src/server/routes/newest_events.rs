//! `GET /api/events/newest`: the newest events of a type, with what they say.

use crate::model::NewestRows;
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::known;
use crate::server::state::AppState;
use crate::store::EventColumns;
use crate::wire::{
    Answer, BySlice, Error, EventsListed, NewestEvents, OfOneType, ReadErrors, RowsCounted,
    TimeRange, WithDetail,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use std::ops::ControlFlow;

/// Bytes of details in one answer; one event may have more.
const MOST_BYTES: usize = 2 << 20;

type Newest = (OfOneType, WithDetail, (BySlice, TimeRange), EventsListed);

/// Read the newest events of a type
///
/// With their details, and only those whose details say what is asked for. It looks from the newest event back, until `limit` are found or 7 seconds have passed; `complete`
/// and `covered_since` say how far that was. For older ones ask again with `until`.
#[utoipa::path(
    tag = "Read",
    params(OfOneType, WithDetail, BySlice, TimeRange, EventsListed),
    responses(
        (status = 200, description = "The events", body = Answer<NewestEvents>),
        (status = 404, description = "No event of this type has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/events/newest")]
pub(super) async fn newest_events(
    asked: Asked<OfRows<Newest>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, detail, (slice, range), most))) = asked;
    let asked = NewestRows::from((slice.into(), range, RowsCounted::default()));
    let detail = detail.filter();
    let columns = EventColumns {
        details: true,
        ..EventColumns::default()
    };
    let (mut ids, mut bytes) = (Vec::new(), 0);
    let found = state
        .reader
        .newest_event_rows(&of.event_type, columns, &asked, |event| {
            let details = event.details();
            if detail.as_ref().is_some_and(|detail| !detail.wants(details)) {
                return ControlFlow::Continue(());
            }
            bytes += details.len();
            ids.push(event.id());
            match ids.len() < most.limit.0 as usize && bytes < MOST_BYTES {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
    let looked_at = found.await?;
    if ids.is_empty() {
        known::event_type(&of.event_type, &state.reader).await?;
    }
    let events = state.reader.events_of(&ids).await?;
    Ok(HttpResponse::Ok().json(Answer::new(NewestEvents { looked_at, events })))
}
