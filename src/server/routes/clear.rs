//! `POST /api/clear`: deletes everything, where the operator allows it.

use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Cleared, Error};
use actix_web::web::Data;
use actix_web::{HttpResponse, post};

/// Delete everything
///
/// Refused unless the server was started with `--allow-clear`.
#[utoipa::path(
    tag = "Operate",
    responses(
        (status = 200, description = "Everything is deleted", body = Cleared),
        (status = 403, description = "Not allowed on this server", body = Error),
        (status = 503, description = "The database does not answer; nothing was deleted", body = Error)
    )
)]
#[post("/clear")]
pub(super) async fn clear(state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    if !state.options.allow_clear {
        return Err(ApiError::Forbidden(
            "deleting everything is switched off; start the server with --allow-clear to allow it",
        ));
    }
    state.ingest.clear().await?;
    state.refusals.forget();
    tracing::warn!("everything was deleted by POST /api/clear");
    Ok(HttpResponse::Ok().json(Cleared {
        success: true,
        message: "Database cleared successfully".into(),
    }))
}
