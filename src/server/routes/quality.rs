//! `GET /api/quality`: the quality of the data.

use crate::model::Quality;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read the quality of the data
///
/// Coverage of matches, incomplete matches, missing places, clock skew, duplicates, rejections by reason, refused requests, and one score.
#[utoipa::path(
    tag = "Read",
    responses((status = 200, description = "The figures", body = Answer<Quality>), ReadErrors)
)]
#[get("/quality")]
pub(super) async fn quality(_: Asked<()>, state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    state.refusals.settle().await;
    Ok(HttpResponse::Ok().json(Answer::new(state.reader.quality().await?)))
}
