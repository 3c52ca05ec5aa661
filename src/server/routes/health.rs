//! `GET /api/health` for people and clients, `/health/live` and `/health/ready` for orchestrators.

use crate::ingest::Trouble;
use crate::model::Millis;
use crate::runtime::clock;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::store::DatabaseInfo;
use crate::wire::{Database, Error, Health, Probe};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde_json::Value;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Shorter than the usual timeout of a probe, so that the answer says what the matter is.
const DEADLINE: Duration = Duration::from_secs(2);

/// For what is good to know, and no sign of health.
const AT_ONCE: Duration = Duration::from_millis(300);

const BROKEN: &str =
    "the database is damaged or not the one it was; the server's log says what to do";

/// Read the server's health
///
/// Healthy means: the database answers, and sheets can be stored.
#[utoipa::path(
    tag = "Operate",
    responses(
        (status = 200, description = "Healthy", body = Health),
        (status = 400, description = "It takes no parameters", body = Error),
        (status = 503, description = "Unhealthy: these fields beside those of an error", body = Health)
    )
)]
#[get("/health")]
pub(super) async fn health(_: Asked<()>, state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    match ask(&state).await {
        Ok(database) => Ok(HttpResponse::Ok().json(Health {
            database: Some(Database {
                kind: database.kind,
                schema_version: database.schema_version,
                disk_bytes: disk_bytes(&state).await,
                log_bytes: state.probe.log_bytes(),
            }),
            ..report(
                &state,
                "healthy",
                "the server is running and the database answers".into(),
            )
        })),
        Err(reason) => Err(unhealthy(&state, reason)),
    }
}

/// Ask whether the process runs
#[utoipa::path(tag = "Operate", responses((status = 200, description = "It runs", body = Probe)))]
#[get("/health/live")]
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Probe {
        status: "live".into(),
    })
}

/// Ask whether requests can be served
#[utoipa::path(
    tag = "Operate",
    responses(
        (status = 200, description = "They can", body = Probe),
        (status = 503, description = "Send them elsewhere", body = Error)
    )
)]
#[get("/health/ready")]
pub(super) async fn ready(state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    match ask(&state).await {
        Ok(_) => Ok(HttpResponse::Ok().json(Probe {
            status: "ready".into(),
        })),
        Err(reason) => Err(unhealthy(&state, reason)),
    }
}

async fn ask(state: &AppState) -> Result<DatabaseInfo, &'static str> {
    if !state.ingest.is_open() {
        return Err("the writer has stopped; nothing can be stored");
    }
    match state.ingest.trouble() {
        Some(Trouble::Passing) => {
            return Err("the database takes no writes; the server tries again, its log says why");
        }
        Some(Trouble::Lasting) => return Err(BROKEN),
        None if state.is_damaged.load(Ordering::Relaxed) => return Err(BROKEN),
        None => {}
    }
    match tokio::time::timeout(DEADLINE, state.probe.info()).await {
        Ok(Ok(database)) => Ok(database),
        Ok(Err(error)) if error.needs_the_operator() => {
            tracing::error!(%error, "the database has to be mended");
            Err(BROKEN)
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer a health check");
            Err("the database does not answer")
        }
        Err(_) => Err("the database does not answer in time"),
    }
}

/// How much the data take on disk, where that is told at once: PostgreSQL waits for who has locked a table.
async fn disk_bytes(state: &AppState) -> Option<u64> {
    let asking = tokio::time::timeout(AT_ONCE, state.probe.disk_bytes());
    asking.await.ok()?.ok()
}

fn unhealthy(state: &AppState, reason: &str) -> ApiError {
    let reason = reason.to_owned();
    match serde_json::to_value(report(state, "unhealthy", reason.clone())) {
        Ok(Value::Object(answer)) => ApiError::Unhealthy { reason, answer },
        _ => ApiError::Unexpected,
    }
}

fn report(state: &AppState, status: &'static str, message: String) -> Health {
    Health {
        status: status.into(),
        timestamp: Millis(clock::now_ms()),
        message,
        version: env!("CARGO_PKG_VERSION").into(),
        environment: state.options.environment.clone(),
        database: None,
    }
}
