//! `GET /api/sheets/places`: where an item was found, by the newest sheets of a selection.

use super::places_of_rows;
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{
    Answer, AtHeight, FromSheetsOnMap, OfItem, OfWhom, ReadErrors, Resolution, SheetPlaces,
    SheetsCounted, SliceOnMap, TimeRange, Within,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

type Places = (FromSheetsOnMap, OfItem, Resolution, (Within, AtHeight));

/// Read where the newest sheets found an item
///
/// As `/api/heatmap/{item}`, which knows neither time nor match nor player: counts per square of the map, 50 along each axis
/// when nothing else is asked for, where nearly all was found or within a rectangle. It is counted from the sheets themselves, the newest first in the order
/// of `/api/stats`: from `limit` of them, or from as many as can be looked at in time; `complete` says whether there are no more. What events have as `items` counts, too, of as many events of each type. With `variant` only those of them are counted that are of this variant.
#[utoipa::path(
    tag = "Read",
    params(OfWhom, SliceOnMap, TimeRange, SheetsCounted, OfItem, Resolution, Within, AtHeight),
    responses((status = 200, description = "The places", body = Answer<SheetPlaces>), ReadErrors)
)]
#[get("/sheets/places")]
pub(super) async fn sheet_places(
    asked: Asked<OfRows<Places>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((from, OfItem { item }, resolution, (within, at_height)))) = asked;
    let (asked, heights) = (from.into(), at_height.into());
    let (looked_at, heat) = places_of_rows::of_item(&state.reader, &item, &asked, heights).await?;
    let answer = SheetPlaces::new(looked_at, item, &heat, &resolution.or_usual(within.into()));
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}
