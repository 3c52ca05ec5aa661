//! `GET /api/stats`: stored sheets, newest first, page by page.

use crate::model::{SheetFilter, StoredSheet};
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Page, ReadErrors, SheetsOf, SheetsPage, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read stored stat sheets
///
/// Newest first, in pages: send `next` as `cursor` for the following one. The time range is that of the sheets' timestamps.
#[utoipa::path(
    tag = "Read",
    params(SheetsOf, TimeRange, SheetsPage),
    responses((status = 200, description = "A page of sheets", body = Page<StoredSheet>), ReadErrors)
)]
#[get("/stats")]
pub(super) async fn stats(
    asked: Asked<OfRows<(SheetsOf, TimeRange, SheetsPage)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, range, page))) = asked;
    let filter = SheetFilter {
        match_id: of.match_id,
        player_id: of.player_id,
        game_mode: of.game_mode,
        range,
    };
    let page = state.reader.sheets(&filter, page.into()).await?;
    Ok(HttpResponse::Ok().json(Page::new(page.rows, page.next)))
}
