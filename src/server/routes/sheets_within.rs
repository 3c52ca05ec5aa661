//! `GET /api/sheets/within`: what was found within a rectangle of the map and by whom, by the newest sheets of a selection.

use crate::analytics;
use crate::model::Looted;
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::store::SheetParts;
use crate::wire::{
    Answer, AtHeight, FoundWithin, FromSheetsOnMap, ListedMost, OfWhom, ReadErrors, SheetsCounted,
    SliceOnMap, TimeRange, Within,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use std::ops::ControlFlow;

/// Read what was found within a rectangle of the map
///
/// Units of each item with a place in it, and of each player who found some. It is counted from the sheets themselves, the
/// newest first in the order of `/api/stats`: from `limit` of them, or from as many as can be looked at in time; `complete` says
/// whether there are no more. What events have as `items` counts, too, of as many events of each type. With `variant` only those of them are
/// counted that are of this variant.
#[utoipa::path(
    tag = "Read",
    params(OfWhom, SliceOnMap, TimeRange, SheetsCounted, Within, AtHeight, ListedMost),
    responses((status = 200, description = "What was found", body = Answer<FoundWithin>), ReadErrors)
)]
#[get("/sheets/within")]
pub(super) async fn sheets_within(
    asked: Asked<OfRows<(FromSheetsOnMap, Within, AtHeight, ListedMost)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((from, within, at_height, listed))) = asked;
    let mut found = analytics::FoundWithin::new(within.into(), at_height.into());
    let add = |looted: Looted<'_>| {
        match looted {
            Looted::InSheet(sheet) => found.add(sheet),
            Looted::InEvent(event) => found.add_event(event),
        }
        match found.has_room() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    };
    let looked_at = state
        .reader
        .newest_looted(&from.into(), SheetParts::ItemsAndPlaces, add)
        .await?;
    let found = found.findings(listed.most.0 as usize);
    Ok(HttpResponse::Ok().json(Answer::new(FoundWithin { looked_at, found })))
}
