//! `GET /api/spread`: how units are spread over players and over matches.

use crate::model::SliceFilter;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::wire::{Answer, BySlice, ReadErrors, Spread};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read how units are spread over players and matches
///
/// How many players, and how many matches, have how many units of all items together. Kept as sheets arrive for everyone; of a mode, a variant, a dimension's
/// value or a map what they have there is counted from the rows, the newest first, as far as 7 seconds and a million of either go, and
/// `counted_from_rows` says how far that was.
#[utoipa::path(
    tag = "Read",
    params(BySlice),
    responses((status = 200, description = "The spread", body = Answer<Spread>), ReadErrors)
)]
#[get("/spread")]
pub(super) async fn spread(
    asked: Asked<BySlice>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let slice = SliceFilter::from(asked.0);
    if slice == SliceFilter::default() {
        let spreads = state.reader.spreads().await?;
        return Ok(HttpResponse::Ok().json(Answer::new(Spread {
            spreads,
            counted_from_rows: None,
        })));
    }
    in_totals::slice(&slice, &state.reader).await?;
    let (spreads, looked_at) = state.reader.spreads_in(&slice).await?;
    Ok(HttpResponse::Ok().json(Answer::new(Spread {
        spreads,
        counted_from_rows: Some(looked_at),
    })))
}
