//! `GET /api/spread`: how units are spread over players and over matches.

use crate::model::Distributions;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read how units are spread over players and matches
///
/// How many players, and how many matches, have how many units of all items together. Kept as sheets arrive.
#[utoipa::path(
    tag = "Read",
    responses((status = 200, description = "The spread", body = Answer<Distributions>), ReadErrors)
)]
#[get("/spread")]
pub(super) async fn spread(_: Asked<()>, state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Answer::new(state.reader.spreads().await?)))
}
