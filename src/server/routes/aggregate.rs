//! `GET /api/aggregate`: the totals.

use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Aggregate, Answer, InMode, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read the totals
///
/// Kept by the writer's transaction, so it costs the same at a thousand sheets and at a hundred million.
#[utoipa::path(
    tag = "Read",
    params(InMode),
    responses((status = 200, description = "The totals", body = Answer<Aggregate>), ReadErrors)
)]
#[get("/aggregate")]
pub(super) async fn aggregate(
    asked: Asked<InMode>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let whole = state.reader.totals(None).await?;
    let colours = state.reader.item_colours(&whole).await?;
    let totals = match &asked.0.game_mode {
        Some(mode) => state.reader.totals(Some(mode)).await?,
        None => whole,
    };
    let answer = Aggregate::new(totals, colours);
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}
