//! `GET /api/health` for people and clients, `/health/live` and `/health/ready` for orchestrators.

use crate::model::Millis;
use crate::runtime::clock;
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use crate::store::DatabaseInfo;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;
use utoipa::ToSchema;

/// Shorter than the usual timeout of a probe, so that the answer says what the matter is.
const DEADLINE: Duration = Duration::from_secs(2);

/// The state of the server.
#[derive(Serialize, ToSchema)]
struct Health {
    /// `healthy` or `unhealthy`.
    status: &'static str,
    /// Now.
    #[schema(value_type = String, format = DateTime)]
    timestamp: String,
    /// The same in a sentence.
    message: String,
    /// The server's version.
    version: &'static str,
    /// The database, when it answers.
    database: Option<Database>,
}

#[derive(Serialize, ToSchema)]
struct Database {
    /// `sqlite` or `postgresql`.
    kind: String,
    /// The number of its newest migration.
    schema_version: i64,
}

/// Whether the process runs.
#[derive(Serialize, ToSchema)]
struct Probe {
    /// `live` or `ready`.
    status: &'static str,
}

/// Ask how the server is
///
/// Healthy means: the database answers, and sheets can be stored.
#[utoipa::path(
    tag = "Operate",
    responses(
        (status = 200, description = "Healthy", body = Health),
        (status = 400, description = "It takes no parameters", body = schema::Error),
        (status = 503, description = "Unhealthy: these fields beside those of an error", body = Health)
    )
)]
#[get("/health")]
pub(super) async fn health(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    Query::read(request.query_string(), &[]).finish(())?;
    match ask(&state).await {
        Ok(database) => Ok(HttpResponse::Ok().json(Health {
            database: Some(Database {
                kind: database.kind,
                schema_version: database.schema_version,
            }),
            ..report(
                "healthy",
                "the server is running and the database answers".into(),
            )
        })),
        Err(reason) => Err(unhealthy(reason)),
    }
}

/// Ask whether the process runs
#[utoipa::path(tag = "Operate", responses((status = 200, description = "It runs", body = Probe)))]
#[get("/health/live")]
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Probe { status: "live" })
}

/// Ask whether requests can be served
#[utoipa::path(
    tag = "Operate",
    responses(
        (status = 200, description = "They can", body = Probe),
        (status = 503, description = "Send them elsewhere", body = schema::Error)
    )
)]
#[get("/health/ready")]
pub(super) async fn ready(state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    match ask(&state).await {
        Ok(_) => Ok(HttpResponse::Ok().json(Probe { status: "ready" })),
        Err(reason) => Err(unhealthy(reason)),
    }
}

async fn ask(state: &AppState) -> Result<DatabaseInfo, &'static str> {
    if !state.ingest.is_open() {
        return Err("the writer has stopped; nothing can be stored");
    }
    match tokio::time::timeout(DEADLINE, state.reader.info()).await {
        Ok(Ok(database)) => Ok(database),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer a health check");
            Err("the database does not answer")
        }
        Err(_) => Err("the database does not answer in time"),
    }
}

fn unhealthy(reason: &str) -> ApiError {
    let reason = reason.to_owned();
    match serde_json::to_value(report("unhealthy", reason.clone())) {
        Ok(Value::Object(answer)) => ApiError::Unhealthy { reason, answer },
        _ => ApiError::Unexpected,
    }
}

fn report(status: &'static str, message: String) -> Health {
    Health {
        status,
        timestamp: Millis(clock::now_ms()).to_string(),
        message,
        version: env!("CARGO_PKG_VERSION"),
        database: None,
    }
}
