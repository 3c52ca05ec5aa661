//! `GET /api/quality/arrivals`: what was received when, and what became of it.

use crate::model::{ArrivalPoint, Bucket};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What was received over time.
#[derive(Serialize, ToSchema)]
struct ArrivalsAnswer {
    /// Always true.
    success: bool,
    /// The width of a bucket.
    bucket: &'static str,
    /// Buckets listed.
    count: usize,
    /// Oldest first; buckets in which nothing was received are left out.
    data: Vec<Arrivals>,
}

/// What became of what was received within one bucket of time. Each sheet and event is counted in one place.
#[derive(Serialize, ToSchema)]
struct Arrivals {
    /// The bucket's start.
    #[schema(format = DateTime)]
    start: String,
    /// Stored sheets.
    accepted_sheets: u64,
    /// Stored events, those inside sheets too.
    accepted_events: u64,
    /// Sheets that were recognized as repeats.
    duplicate_sheets: u64,
    /// Events that were recognized as repeats.
    duplicate_events: u64,
    /// Refused items.
    rejected: u64,
    /// Refused items by the field they were refused for first.
    rejected_by_reason: BTreeMap<String, u64>,
}

/// Count what was received over time
///
/// By time of receipt: what was accepted, recognized as a repeat, or refused and why. From a rollup, at the same cost
/// for any number of sheets; at most the 10,000 newest buckets. Repeats are counted from the version on that brought
/// this, the rest of all time.
#[utoipa::path(
    tag = "Read",
    params(
        ("bucket" = Option<String>, Query, description = "`minute`, `hour` (when absent) or `day`", pattern = "^(minute|hour|day)$", example = "hour"),
        ("since" = Option<String>, Query, description = "Only from the bucket that holds this on", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only buckets that begin before this; not before `since`", format = DateTime, min_length = 10),
    ),
    responses((status = 200, description = "What was received over time", body = ArrivalsAnswer), schema::ReadErrors)
)]
#[get("/quality/arrivals")]
pub(super) async fn arrivals(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::read(request.query_string(), &["bucket", "since", "until"]);
    let bucket = query.optional("bucket", Bucket::parse);
    let (since, until) = query.time_range();
    let bucket = query.finish(bucket.unwrap_or(Bucket::Hour))?;
    let points = state.reader.arrivals(bucket, since, until).await?;
    Ok(HttpResponse::Ok().json(ArrivalsAnswer {
        success: true,
        bucket: bucket.as_str(),
        count: points.len(),
        data: points.into_iter().map(Arrivals::from).collect(),
    }))
}

impl From<ArrivalPoint> for Arrivals {
    fn from(point: ArrivalPoint) -> Self {
        Self {
            start: point.start.to_string(),
            accepted_sheets: point.sheets,
            accepted_events: point.events,
            duplicate_sheets: point.duplicate_sheets,
            duplicate_events: point.duplicate_events,
            rejected: point.rejected_by_reason.values().sum(),
            rejected_by_reason: point.rejected_by_reason,
        }
    }
}
