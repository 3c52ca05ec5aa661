//! `GET /api/funnel`: how many get how far through ordered steps.

use super::flows::paths;
use crate::analytics;
use crate::model::Millis;
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Funnel, FunnelSteps, InMode, ReadErrors, SheetsLookedAt, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read how many get how far
///
/// Of the players of the newest sheets, each in one match: who met an event of the first type, after it one of the second, and so
/// on; with the median time between. With `within`, each step at most so long after the one before. `complete` and `covered_since` say how far back it got.
#[utoipa::path(
    tag = "Read",
    params(FunnelSteps, InMode, TimeRange, SheetsLookedAt),
    responses((status = 200, description = "The funnel", body = Answer<Funnel>), ReadErrors)
)]
#[get("/funnel")]
pub(super) async fn funnel_steps(
    asked: Asked<OfRows<(FunnelSteps, InMode, TimeRange, SheetsLookedAt)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((steps, mode, range, looked_at))) = asked;
    let within = steps
        .within
        .map(|seconds| Millis(i64::from(seconds.0) * 1_000));
    let asked = paths(mode, range, looked_at);
    let found = state.reader.stories(&asked).await?;
    Ok(HttpResponse::Ok().json(Answer::new(Funnel {
        stories: found.stories.len() as u64,
        steps: analytics::funnel(&found.stories, &steps.into_types(), within),
        coverage: found.coverage,
    })))
}
