//! `GET /api/names`: what can be asked for.

use crate::model::KnownNames;
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// What can be asked for.
#[derive(Serialize, ToSchema)]
struct NamesAnswer {
    /// Always true.
    success: bool,
    /// Every name, sorted.
    #[schema(value_type = schema::KnownNames)]
    data: KnownNames,
}

/// List items, game modes, experiments and event types
///
/// Every name by which other answers can be filtered. How many there can be is limited.
#[utoipa::path(
    tag = "Read",
    responses((status = 200, description = "The names", body = NamesAnswer), schema::ReadErrors)
)]
#[get("/names")]
pub(super) async fn names(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    Query::read(request.query_string(), &[]).finish(())?;
    let data = state.reader.names().await?;
    Ok(HttpResponse::Ok().json(NamesAnswer {
        success: true,
        data,
    }))
}
