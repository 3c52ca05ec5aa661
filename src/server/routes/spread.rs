//! `GET /api/spread`: how units are spread over players and over matches.

use crate::model::Distributions;
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// How units are spread.
#[derive(Serialize, ToSchema)]
struct DistributionAnswer {
    /// Always true.
    success: bool,
    /// Players and matches by their units, in buckets no wider than a sixteenth of their values.
    #[schema(value_type = schema::Distributions)]
    data: Distributions,
}

/// Read how units are spread over players and matches
///
/// How many players, and how many matches, have how many units of all items together. Kept as sheets arrive.
#[utoipa::path(
    tag = "Read",
    responses((status = 200, description = "The spread", body = DistributionAnswer), schema::ReadErrors)
)]
#[get("/spread")]
pub(super) async fn spread(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    Query::read(request.query_string(), &[]).finish(())?;
    let data = state.reader.spreads().await?;
    Ok(HttpResponse::Ok().json(DistributionAnswer {
        success: true,
        data,
    }))
}
