//! `POST /api/dead-letters/drop`: deletes refused items, where the operator allows it.

use crate::server::body::{self, Format};
use crate::server::error::ApiError;
use crate::server::letters::{self, Go, MAX_REQUEST_BYTES};
use crate::server::state::AppState;
use crate::wire::{Dropped, Error, LetterChoice, WriteErrors};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};

/// Delete refused items
///
/// They are then no longer counted as refused. Refused itself unless the server was started with `--allow-clear`. At most
/// 1,000 letters at a time: where there are more, `next` is the `after` of the next request.
#[utoipa::path(
    tag = "Operate",
    request_body(content = LetterChoice, example = json!({"ids": [17, 18]})),
    responses(
        (status = 200, description = "They are deleted", body = Dropped),
        (status = 403, description = "Not allowed on this server", body = Error),
        (status = 400, description = "The request is wrong; nothing was done", body = Error),
        WriteErrors
    )
)]
#[post("/dead-letters/drop")]
pub(super) async fn drop_dead_letters(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    if !state.options.allow_clear {
        return Err(ApiError::Forbidden(
            "deleting dead letters is switched off; start the server with --allow-clear to allow it",
        ));
    }
    let body = body::read(
        &request,
        payload,
        &state,
        MAX_REQUEST_BYTES,
        &[Format::Json],
    )
    .await?;
    let mut share = body.share;
    let letters = match letters::read(&body.bytes)? {
        Go::Now(letters) => letters,
        Go::InBackground(_) => {
            let reason = "only a replay can be a job";
            return Err(ApiError::of("background", reason));
        }
    };
    let chosen = letters::choose(letters, &mut share, &state.reader).await?;
    let dropped = state.ingest.drop_dead_letters(chosen.ids, share).await?;
    tracing::warn!(dropped, "dead letters were deleted");
    Ok(HttpResponse::Ok().json(Dropped {
        success: true,
        dropped,
        next: chosen.next,
    }))
}
