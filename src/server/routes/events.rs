//! `POST /api/events`: events that stand alone.

use crate::server::body::{self, Format};
use crate::server::entries::{self, Kind, MAX_BODY_BYTES};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::server::submission;
use crate::wire::{BatchAnswer, BatchError, Events, WriteErrors};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};

/// Send one event or many
///
/// One event, an array, or one event per line as `application/x-ndjson`; limits and answers as for batches of sheets.
#[utoipa::path(
    tag = "Send",
    request_body(
        content((Events = "application/json", example = json!([
            {"event_type": "boss_defeat", "match_id": "match_001", "player_id": "player_1_1", "position": [41.5, 20], "event_id": "e1"}
        ])), (String = "application/x-ndjson"))
    ),
    responses(
        (status = 201, description = "All stored, now or before", body = BatchAnswer),
        (status = 207, description = "Some were rejected", body = BatchAnswer),
        (status = 400, description = "Nothing was stored; refused items are kept as dead letters", body = BatchError),
        WriteErrors
    )
)]
#[post("/events")]
pub(super) async fn events(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let formats = [Format::Json, Format::Ndjson];
    let body = body::read(&request, payload, &state, MAX_BODY_BYTES, &formats).await?;
    let entries = entries::of_body(body, Kind::Events, "/api/events").await?;
    submission::answer_many(&request, entries, &state.ingest).await
}
