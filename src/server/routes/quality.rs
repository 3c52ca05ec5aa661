//! `GET /api/quality`: how far the data can be trusted.

use crate::model::Quality;
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// How far the data can be trusted.
#[derive(Serialize, ToSchema)]
struct QualityAnswer {
    /// Always true.
    success: bool,
    /// Every figure comes from totals that are kept as sheets arrive.
    #[schema(value_type = schema::Quality)]
    data: Quality,
}

/// Read how far the data can be trusted
///
/// Coverage of matches, incomplete matches, missing places, clock skew, duplicates, rejections by reason, and one score.
#[utoipa::path(
    tag = "Read",
    responses((status = 200, description = "The figures", body = QualityAnswer), schema::ReadErrors)
)]
#[get("/quality")]
pub(super) async fn quality(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    Query::read(request.query_string(), &[]).finish(())?;
    let data = state.reader.quality().await?;
    Ok(HttpResponse::Ok().json(QualityAnswer {
        success: true,
        data,
    }))
}
