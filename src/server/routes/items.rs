//! `GET /api/items/outcome` and `/api/items/by-level`: what goes together with finding an item.

use crate::counting;
use crate::model::NewestRows;
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{
    Answer, BySlice, ItemByLevel, ItemOutcomes, OfItem, OfOutcome, ReadErrors, RowsCounted,
    TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read how sheets end that have an item
///
/// Does who finds the rifle win? The mean of a custom stat over the sheets that have an item, and over those that have it not, with the difference and
/// its interval, which knows that sheets of one player are alike. An association: who finds an item may differ from who does not in much else. From the sheets
/// themselves, the newest first, as far as 7 seconds, 200,000 players and a million pairs of an item and a player go; `complete` and `covered_since` say how
/// far that was. What events say of items is not in sheets.
#[utoipa::path(
    tag = "Read",
    params(OfOutcome, BySlice, TimeRange, RowsCounted),
    responses((status = 200, description = "How they end", body = Answer<ItemOutcomes>), ReadErrors)
)]
#[get("/items/outcome")]
pub(super) async fn item_outcomes(
    asked: Asked<OfRows<(OfOutcome, BySlice, TimeRange, RowsCounted)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, slice, range, rows))) = asked;
    let asked = NewestRows::from((slice.into(), range, rows));
    let (outcome, most) = ((of.field, of.value), of.most.0 as usize);
    let answer = counting::item_outcomes(&state.reader, outcome, most, &asked).await?;
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}

/// Read how much of an item players of which level find
///
/// Units of an item in a sheet, by the player's level, with intervals that know that sheets of one player are alike. From the sheets themselves, the newest
/// first, as far as 7 seconds and a million pairs of a level and a player go; `complete` and `covered_since` say how far that was.
#[utoipa::path(
    tag = "Read",
    params(OfItem, BySlice, TimeRange, RowsCounted),
    responses((status = 200, description = "By level", body = Answer<ItemByLevel>), ReadErrors)
)]
#[get("/items/by-level")]
pub(super) async fn item_by_level(
    asked: Asked<OfRows<(OfItem, BySlice, TimeRange, RowsCounted)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, slice, range, rows))) = asked;
    let asked = NewestRows::from((slice.into(), range, rows));
    let answer = counting::item_by_level(&state.reader, of.item, &asked).await?;
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}
