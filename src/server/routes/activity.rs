//! `GET /api/activity`: sheets, items and events over time.

use crate::model::{ActivityPoint, Bucket};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Buckets, BySlice, Every, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read activity over time
///
/// By the time that sheets and events say themselves. At most the 10,000 newest buckets.
#[utoipa::path(
    tag = "Read",
    params(Every, TimeRange, BySlice),
    responses((status = 200, description = "Activity over time", body = Buckets<ActivityPoint>), ReadErrors)
)]
#[get("/activity")]
pub(super) async fn activity(
    asked: Asked<(Every, TimeRange, BySlice)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((every, range, slice)) = asked;
    let bucket = every.bucket.unwrap_or(Bucket::Hour);
    let points = state.reader.activity(&slice.into(), bucket, range).await?;
    Ok(HttpResponse::Ok().json(Buckets::new(bucket, points)))
}
