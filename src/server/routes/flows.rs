//! `GET /api/flows`: what leads to what, from loot through events to how it ended.

use crate::analytics;
use crate::model::PathsRequest;
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Flow, FlowDetail, InMode, ReadErrors, SheetsLookedAt, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read what leads to what
///
/// One story is one player in one match: what was looted most, the first events (the same one several times in a row counts
/// once), and the last event. What is left out is as if it had not happened. From the newest sheets back; `complete` and `covered_since` say how far it got.
#[utoipa::path(
    tag = "Read",
    params(FlowDetail, InMode, TimeRange, SheetsLookedAt),
    responses((status = 200, description = "The flow", body = Answer<Flow>), ReadErrors)
)]
#[get("/flows")]
pub(super) async fn flows(
    asked: Asked<OfRows<(FlowDetail, InMode, TimeRange, SheetsLookedAt)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((detail, mode, range, looked_at))) = asked;
    let (depth, top) = (detail.depth.0 as usize, detail.top.0 as usize);
    let left_out = detail.leave_out.map(|left_out| left_out.0);
    let asked = PathsRequest {
        left_out: left_out.unwrap_or_default(),
        ..paths(mode, range, looked_at)
    };
    let found = state.reader.stories(&asked).await?;
    Ok(HttpResponse::Ok().json(Answer::new(Flow {
        flow: analytics::Flow::of(&found.stories, depth, top),
        coverage: found.coverage,
    })))
}

/// Whose paths are asked for.
pub(super) fn paths(mode: InMode, range: TimeRange, looked_at: SheetsLookedAt) -> PathsRequest {
    PathsRequest {
        filter: (mode, range).into(),
        limit: looked_at.limit.0,
        left_out: Vec::new(),
    }
}
