//! `GET /api/sheets/summary`: what the newest sheets of a selection add up to.

use crate::analytics::SheetSums;
use crate::model::{Looted, Millis, NewestSheets};
use crate::runtime::clock;
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::store::SheetParts;
use crate::wire::{
    Answer, BySlice, FromSheets, InZone, OfWhom, ReadErrors, SheetSummary, SheetsCounted,
    SummaryShape, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use std::ops::ControlFlow;

/// Read what the newest sheets add up to
///
/// Sheets and items over time, and how many units a sheet has: for one match or one player, of which no totals are kept, or
/// for any other selection. It is counted from the sheets themselves, the newest first in the order of `/api/stats`: from `limit` of them, or from as many
/// as can be looked at in time; `complete` says whether there are no more. Events count inside sheets and outside, at their own time and in their own slice, and so does what they have as `items`: the newest, as many of each type. With `variant` only those of them are counted that are of this variant. The time range is taken
/// exactly.
#[utoipa::path(
    tag = "Read",
    params(OfWhom, BySlice, TimeRange, SheetsCounted, SummaryShape, InZone),
    responses((status = 200, description = "The sums", body = Answer<SheetSummary>), ReadErrors)
)]
#[get("/sheets/summary")]
pub(super) async fn sheet_summary(
    asked: Asked<OfRows<(FromSheets, SummaryShape, InZone)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((from, shape, zone))) = asked;
    let zone = zone.tz.unwrap_or_default();
    let mut sums = SheetSums::new(shape.bucket, zone.clone());
    let add = |looted: Looted<'_>| {
        match looted {
            Looted::InSheet(sheet) => sums.add(sheet),
            Looted::InEvent(event) => sums.add_event(event),
        }
        match sums.has_room() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    };
    let asked = NewestSheets {
        every_event: true,
        ..from.into()
    };
    let looked_at = state.reader.newest_looted(&asked, SheetParts::Items, add);
    let looked_at = looked_at.await?;
    let (most, item) = (shape.most.0 as usize, shape.item.as_ref());
    let now = Millis(clock::now_ms());
    let summary = sums.summary(most, item, now);
    Ok(HttpResponse::Ok().json(Answer::new(SheetSummary::new(looked_at, zone, summary))))
}
