//! `GET /api/flows`: what leads to what, from loot through events to how it ended.

use crate::analytics::Flow;
use crate::model::Coverage;
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

const USUAL_DEPTH: u32 = 2;
const MOST_DEPTH: u32 = 6;
const USUAL_TOP: u32 = 6;
const MOST_TOP: u32 = 30;

/// What leads to what.
#[derive(Serialize, ToSchema)]
struct FlowsAnswer {
    /// Always true.
    success: bool,
    /// The flow.
    #[schema(value_type = schema::Flow)]
    data: FlowData,
}

#[derive(Serialize)]
struct FlowData {
    #[serde(flatten)]
    flow: Flow,
    #[serde(flatten)]
    coverage: Coverage,
}

/// Read what leads to what
///
/// One story is one player in one match: what was looted most, the first events (the same one several times in a row counts
/// once), and the last event. From the newest sheets back; `complete` and `covered_since` say how far it got.
#[utoipa::path(
    tag = "Read",
    params(
        ("depth" = Option<u32>, Query, description = "Events between loot and end; 2 when absent", minimum = 1, maximum = 6),
        ("top" = Option<u32>, Query, description = "Names told apart in each column; 6 when absent", minimum = 1, maximum = 30, example = 4),
        ("game_mode" = Option<String>, Query, description = "Only sheets of this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only sheets with a timestamp at or after this", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only sheets with a timestamp before this; not before `since`", format = DateTime, min_length = 10),
        ("limit" = Option<u32>, Query, description = "Sheets to look at; 2000 when absent", minimum = 1, maximum = 20000),
    ),
    responses((status = 200, description = "The flow", body = FlowsAnswer), schema::ReadErrors)
)]
#[get("/flows")]
pub(super) async fn flows(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = ["depth", "top", "game_mode", "since", "until", "limit"];
    let mut query = Query::read(request.query_string(), &known);
    let depth = query.whole("depth", MOST_DEPTH).unwrap_or(USUAL_DEPTH);
    let top = query.whole("top", MOST_TOP).unwrap_or(USUAL_TOP);
    let asked = query.stories();
    let asked = query.finish(asked)?;
    let found = state.reader.stories(&asked).await?;
    Ok(HttpResponse::Ok().json(FlowsAnswer {
        success: true,
        data: FlowData {
            flow: Flow::of(&found.stories, depth as usize, top as usize),
            coverage: found.coverage,
        },
    }))
}
