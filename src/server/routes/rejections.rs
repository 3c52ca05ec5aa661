//! `GET /api/quality/rejections`: what was refused, when and why.

use crate::model::{Bucket, RejectionPoint};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// Refusals over time.
#[derive(Serialize, ToSchema)]
struct RejectionsAnswer {
    /// Always true.
    success: bool,
    /// The width of a bucket.
    bucket: &'static str,
    /// Pairs of bucket and reason.
    count: usize,
    /// Oldest first; what did not happen is left out.
    #[schema(value_type = Vec<schema::Rejection>)]
    data: Vec<RejectionPoint>,
}

/// Count refused items over time
///
/// By time of receipt and by the field they were refused for first. Of the newest 100,000 refused items.
#[utoipa::path(
    tag = "Read",
    params(
        ("bucket" = Option<String>, Query, description = "`minute`, `hour` (when absent) or `day`", pattern = "^(minute|hour|day)$", example = "hour"),
        ("since" = Option<String>, Query, description = "Only received at or after this", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only received before this; not before `since`", format = DateTime, min_length = 10),
    ),
    responses((status = 200, description = "Refusals over time", body = RejectionsAnswer), schema::ReadErrors)
)]
#[get("/quality/rejections")]
pub(super) async fn rejections(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::read(request.query_string(), &["bucket", "since", "until"]);
    let bucket = query.optional("bucket", Bucket::parse);
    let (since, until) = query.time_range();
    let bucket = query.finish(bucket.unwrap_or(Bucket::Hour))?;
    let data = state.reader.rejections(bucket, since, until).await?;
    Ok(HttpResponse::Ok().json(RejectionsAnswer {
        success: true,
        bucket: bucket.as_str(),
        count: data.len(),
        data,
    }))
}
