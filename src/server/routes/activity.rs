//! `GET /api/activity`: sheets, items and events over time.

use crate::model::{ActivityPoint, Bucket};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// Activity over time.
#[derive(Serialize, ToSchema)]
struct ActivityAnswer {
    /// Always true.
    success: bool,
    /// The width of a bucket.
    bucket: &'static str,
    /// Buckets listed.
    count: usize,
    /// Oldest first; buckets in which nothing happened are left out.
    #[schema(value_type = Vec<schema::Activity>)]
    data: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    start: String,
    sheets: u64,
    items: u64,
    events: u64,
}

/// Read activity over time
///
/// By the time that sheets and events say themselves. At most the 10,000 newest buckets.
#[utoipa::path(
    tag = "Read",
    params(
        ("bucket" = Option<String>, Query, description = "`minute`, `hour` (when absent) or `day`", pattern = "^(minute|hour|day)$", example = "hour"),
        ("since" = Option<String>, Query, description = "Only from here on", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only before this; not before `since`", format = DateTime, min_length = 10),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("experiment" = Option<String>, Query, description = "With `variant`: only those who were in it", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("variant" = Option<String>, Query, description = "With `experiment`: the variant", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
    ),
    responses((status = 200, description = "Activity over time", body = ActivityAnswer), schema::ReadErrors)
)]
#[get("/activity")]
pub(super) async fn activity(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "bucket",
        "since",
        "until",
        "game_mode",
        "experiment",
        "variant",
    ];
    let mut query = Query::read(request.query_string(), &known);
    let bucket = query.optional("bucket", Bucket::parse);
    let (since, until) = query.time_range();
    let slice = query.slice();
    let bucket = query.finish(bucket.unwrap_or(Bucket::Hour))?;
    let points = state.reader.activity_in(&slice, bucket, since, until);
    let points = points.await?;
    Ok(HttpResponse::Ok().json(ActivityAnswer {
        success: true,
        bucket: bucket.as_str(),
        count: points.len(),
        data: points.into_iter().map(Point::from).collect(),
    }))
}

impl From<ActivityPoint> for Point {
    fn from(point: ActivityPoint) -> Self {
        Self {
            start: point.start.to_string(),
            sheets: point.sheets,
            items: point.units,
            events: point.events,
        }
    }
}
