//! `GET /api/dead-letters`: what was refused, as it came.

use crate::model::DeadLetterFilter;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{DeadLetter, LettersOf, LettersPage, Page, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read refused items
///
/// Everything that was refused, as received, with the faults that were told. Newest first, in pages. The time range is that of receipt.
#[utoipa::path(
    tag = "Read",
    params(LettersOf, TimeRange, LettersPage),
    responses((status = 200, description = "A page of refused items", body = Page<DeadLetter>), ReadErrors)
)]
#[get("/dead-letters")]
pub(super) async fn dead_letters(
    asked: Asked<(LettersOf, TimeRange, LettersPage)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, range, page)) = asked;
    let filter = DeadLetterFilter {
        id: of.id.map(|id| id.0),
        reason: of.reason,
        source: of.source,
        range,
    };
    let page = state.reader.dead_letters(&filter, page.into()).await?;
    let letters = page.rows.into_iter().map(DeadLetter::from).collect();
    Ok(HttpResponse::Ok().json(Page::new(letters, page.next)))
}
