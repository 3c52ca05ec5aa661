//! `POST /api/submit/batch`: many stat sheets.

use crate::server::body::{self, Format};
use crate::server::entries::{self, Kind, MAX_BODY_BYTES};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::server::submission;
use crate::wire::{BatchAnswer, BatchError, Sheets, WriteErrors};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};

/// Send many stat sheets
///
/// An array, or one sheet per line as `application/x-ndjson`; at most 10,000 sheets and 16 MiB. A bad sheet rejects only itself.
/// All that is stored is stored in one transaction, before the answer. When nothing is stored the answer has the fields of
/// an error beside those of a batch.
#[utoipa::path(
    tag = "Send",
    request_body(
        content((Sheets = "application/json", example = json!([
            {"match_id": "match_001", "player_id": "player_1_1", "looted_items": {"gold_coin": 5}, "sheet_id": "a1"},
            {"match_id": "match_001", "player_id": "player_1_2", "looted_items": {"grenade": 2}, "sheet_id": "a2"}
        ])), (String = "application/x-ndjson"))
    ),
    responses(
        (status = 201, description = "All stored, now or before", body = BatchAnswer),
        (status = 207, description = "Some were rejected", body = BatchAnswer),
        (status = 400, description = "Nothing was stored; refused items are kept as dead letters", body = BatchError),
        WriteErrors
    )
)]
#[post("/submit/batch")]
pub(super) async fn submit_batch(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let formats = [Format::Json, Format::Ndjson];
    let body = body::read(&request, payload, &state, MAX_BODY_BYTES, &formats).await?;
    let entries = entries::of_body(body, Kind::Sheets, "/api/submit/batch").await?;
    submission::answer_many(&request, entries, &state.ingest).await
}
