//! `GET /api/activity`: sheets, items and events over time.

use crate::model::{Bucket, Millis, PeriodFilter};
use crate::runtime::clock;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::wire::{Activity, BySlice, Every, InZone, Period, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read activity over time
///
/// By the time that sheets and events say themselves; `since` and `until` are taken in whole minutes, days and hours by the
/// clock of `tz`. At most the 10,000 newest buckets.
#[utoipa::path(
    tag = "Read",
    params(Every, TimeRange, InZone, BySlice),
    responses((status = 200, description = "Activity over time", body = Activity), ReadErrors)
)]
#[get("/activity")]
pub(super) async fn activity(
    asked: Asked<(Every, Period)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((every, period)) = asked;
    let bucket = every.bucket.unwrap_or(Bucket::Hour);
    let filter = PeriodFilter::from(period);
    in_totals::slice(&filter.slice, &state.reader).await?;
    let over = state.reader.activity(&filter, bucket).await?;
    Ok(HttpResponse::Ok().json(Activity::new(
        bucket,
        filter.zone,
        over,
        Millis(clock::now_ms()),
    )))
}
