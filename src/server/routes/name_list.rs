//! `GET /api/names/list`: where names are counted.

use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{NamesOf, NamesPage, NamesPaged, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// List where names are counted
///
/// Each name with whether it is counted by itself, as another one, or among the others, how much is counted under it, and when
/// and from whom it came first. Of names that came when all places were taken 1,000 of each kind are listed.
#[utoipa::path(
    tag = "Read",
    params(NamesOf, NamesPaged),
    responses((status = 200, description = "A page of names", body = NamesPage), ReadErrors)
)]
#[get("/names/list")]
pub(super) async fn name_list(
    asked: Asked<(NamesOf, NamesPaged)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let kinds = state.reader.name_counts().await?;
    let lines = state.reader.name_lines(&asked.0.into()).await?;
    Ok(HttpResponse::Ok().json(NamesPage::new(kinds, lines)))
}
