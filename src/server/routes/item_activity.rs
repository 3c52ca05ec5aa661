//! `GET /api/activity/items`: units of each item over time.

use crate::model::{ItemBucket, PeriodFilter};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::wire::{BySlice, InZone, ItemActivity, ItemsOverTime, Period, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read what was collected over time
///
/// Units of the most collected items in each hour or day, or in all of them together with `bucket=all`, by the time
/// that sheets say themselves; `since` and `until` are taken in whole quarters of an hour, days and
/// hours by the clock of `tz`. At most the 10,000 newest buckets.
#[utoipa::path(
    tag = "Read",
    params(ItemsOverTime, BySlice, TimeRange, InZone),
    responses((status = 200, description = "Units over time", body = ItemActivity), ReadErrors)
)]
#[get("/activity/items")]
pub(super) async fn item_activity(
    asked: Asked<(ItemsOverTime, Period)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((shape, period)) = asked;
    let filter = PeriodFilter::from(period);
    in_totals::slice(&filter.slice, &state.reader).await?;
    let bucket = shape.bucket.unwrap_or(ItemBucket::Hour);
    let most = shape.most.0 as usize;
    let activity = state.reader.item_activity(&filter, bucket, most).await?;
    Ok(HttpResponse::Ok().json(ItemActivity::new(bucket, filter.zone, activity)))
}
