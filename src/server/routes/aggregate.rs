//! `GET /api/aggregate`: the totals.

use crate::model::{NewestRows, SliceFilter};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::wire::{Aggregate, Answer, BySlice, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read the totals
///
/// Kept by the writer's transaction, so it costs the same at a thousand sheets and at a hundred million. Of a variant, a dimension's value or a map
/// no total says how many players and matches there were: they are counted from the rows, the newest first, as far as 7 seconds
/// and a million of either go, and `counted_from_rows` says how far that was.
#[utoipa::path(
    tag = "Read",
    params(BySlice),
    responses((status = 200, description = "The totals", body = Answer<Aggregate>), ReadErrors)
)]
#[get("/aggregate")]
pub(super) async fn aggregate(
    asked: Asked<BySlice>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let reader = &state.reader;
    let slice = SliceFilter::from(asked.0);
    in_totals::slice(&slice, reader).await?;
    let whole = reader.totals(None).await?;
    let colours = reader.item_colours(&whole).await?;
    let totals = match slice == SliceFilter::default() {
        true => whole,
        false => reader.totals_in(&slice).await?,
    };
    let mut answer = Aggregate::new(totals, colours);
    if slice.arm.is_some() {
        let distinct = reader.distinct_in(&slice, NewestRows::PATIENCE).await?;
        answer = answer.with_distinct(distinct);
    }
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}
