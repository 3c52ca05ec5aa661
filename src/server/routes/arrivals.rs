//! `GET /api/quality/arrivals`: what was received when, and what became of it.

use crate::model::{ArrivalPoint, Bucket};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Buckets, Every, InZone, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Count what was received over time
///
/// By time of receipt: what was accepted, recognized as a repeat, or refused and why. From a rollup, at the same cost
/// for any number of sheets, in whole minutes; at most the 10,000 newest buckets. Repeats are counted from the version on that brought
/// this, the rest of all time.
#[utoipa::path(
    tag = "Read",
    params(Every, TimeRange, InZone),
    responses((status = 200, description = "What was received over time", body = Buckets<ArrivalPoint>), ReadErrors)
)]
#[get("/quality/arrivals")]
pub(super) async fn arrivals(
    asked: Asked<(Every, TimeRange, InZone)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((every, range, zone)) = asked;
    state.refusals.settle().await;
    let bucket = every.bucket.unwrap_or(Bucket::Hour);
    let zone = zone.tz.unwrap_or_default();
    let over = state.reader.arrivals(bucket, range, &zone).await?;
    Ok(HttpResponse::Ok().json(Buckets::new(bucket, zone, over)))
}
