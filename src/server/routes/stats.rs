//! `GET /api/stats`: stored sheets, newest first, page by page.

use crate::model::{SheetFilter, SliceFilter, StoredSheet};
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{BySlice, OfWhom, Page, ReadErrors, SheetsPage, TimeRange, WithItem};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

type Wanted = ((OfWhom, BySlice), TimeRange, WithItem, SheetsPage);

/// Read stored stat sheets
///
/// Newest first, in pages: send `next` as `cursor` for the following one. The time range is that of the sheets' timestamps. With a variant, a
/// dimension's value, a map or an item the sheets are gone through, and a page ends after 3 s: it may have fewer rows than `limit`, even none,
/// and a `next`.
#[utoipa::path(
    tag = "Read",
    params(OfWhom, BySlice, TimeRange, WithItem, SheetsPage),
    responses((status = 200, description = "A page of sheets", body = Page<StoredSheet>), ReadErrors)
)]
#[get("/stats")]
pub(super) async fn stats(
    asked: Asked<OfRows<Wanted>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows(((of, slice), range, with, page))) = asked;
    let SliceFilter { game_mode, arm } = slice.into();
    let filter = SheetFilter {
        match_id: of.match_id,
        player_id: of.player_id,
        game_mode,
        range,
    };
    let sheets = state
        .reader
        .sheets_among(&filter, arm.as_ref(), with.item.as_ref(), page.into());
    let page = sheets.await?;
    Ok(HttpResponse::Ok().json(Page::new(page.rows, page.next)))
}
