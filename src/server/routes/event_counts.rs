//! `GET /api/events`: how many events of which type, and when.

use crate::model::PeriodFilter;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{
    Answer, BySlice, EventCounts, EveryHourOrDay, InZone, OfType, Period, ReadErrors, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Count events by type
///
/// From rollups, at the same cost for any number of events. `since` and `until` are taken in whole quarters of an hour, days
/// and hours by the clock of `tz`. With `bucket` also over time: at most the 10,000 newest pairs of bucket and type. An event
/// inside a sheet has the variants of its sheet, and its mode, map and dimensions where it has none of its own.
#[utoipa::path(
    tag = "Read",
    params(OfType, BySlice, TimeRange, InZone, EveryHourOrDay),
    responses((status = 200, description = "Events by type", body = Answer<EventCounts>), ReadErrors)
)]
#[get("/events")]
pub(super) async fn event_counts(
    asked: Asked<(OfType, Period, EveryHourOrDay)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, period, every)) = asked;
    let filter = PeriodFilter::from(period);
    let bucket = every.bucket.map(|bucket| bucket.0);
    let event_type = of.event_type.as_ref();
    let counts = state.reader.event_counts(&filter, event_type, bucket);
    let answer = EventCounts::new(counts.await?, bucket.is_some(), filter.zone.clone());
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}
