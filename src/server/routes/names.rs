//! `GET /api/names`: what can be asked for.

use crate::model::KnownNames;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// List items, game modes, experiments and event types
///
/// Every name with a place of its own in the totals, of which there are at most 5,000 items, 100 game modes, 500 variants and
/// 1,000 types of events. What came under further names is counted as ` (other)`, with a space in front.
#[utoipa::path(
    tag = "Read",
    responses((status = 200, description = "The names", body = Answer<KnownNames>), ReadErrors)
)]
#[get("/names")]
pub(super) async fn names(_: Asked<()>, state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Answer::new(state.reader.names().await?)))
}
