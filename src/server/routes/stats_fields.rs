//! `GET /api/stats-fields`: which fields a game makes up, in `details` of events and in `custom_stats` of sheets.

use crate::counting;
use crate::model::NewestRows;
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, BySlice, FieldRows, OfType, ReadErrors, StatsFields, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read which fields there are
///
/// What games say in `details` of events and in `custom_stats` of sheets, whatever they call it: kinds of values, how many, and how far numbers
/// reach. From the newest `limit` sheets and events of each type; `complete` and `covered_since` say how far that went. Past 500
/// names of one of them, further ones are counted as ` (other)`.
#[utoipa::path(
    tag = "Read",
    params(OfType, BySlice, TimeRange, FieldRows),
    responses((status = 200, description = "The fields", body = Answer<StatsFields>), ReadErrors)
)]
#[get("/stats-fields")]
pub(super) async fn stats_fields(
    asked: Asked<OfRows<(OfType, BySlice, TimeRange, FieldRows)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, slice, range, rows))) = asked;
    let asked = NewestRows {
        range,
        slice: slice.into(),
        limit: Some(rows.limit.0),
        ..NewestRows::default()
    };
    let answer = counting::stats_fields(&state.reader, of.event_type, &asked).await?;
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}
