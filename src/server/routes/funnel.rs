//! `GET /api/funnel`: how many get how far through ordered steps.

use crate::analytics::{self, FunnelStep};
use crate::model::{Coverage, EventType};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

const STEPS: [&str; 6] = ["step1", "step2", "step3", "step4", "step5", "step6"];

/// How many get how far.
#[derive(Serialize, ToSchema)]
struct FunnelAnswer {
    /// Always true.
    success: bool,
    /// The funnel.
    #[schema(value_type = schema::Funnel)]
    data: FunnelData,
}

#[derive(Serialize)]
struct FunnelData {
    stories: u64,
    steps: Vec<FunnelStep>,
    #[serde(flatten)]
    coverage: Coverage,
}

/// Read how many get how far
///
/// Of the players of the newest sheets, each in one match: who met an event of the first type, after it one of the second, and so
/// on; with the median time between. `complete` and `covered_since` say how far back it got.
#[utoipa::path(
    tag = "Read",
    params(
        ("step1" = String, Query, description = "The first type of event", example = "fight", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("step2" = Option<String>, Query, description = "The second", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("step3" = Option<String>, Query, description = "The third", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("step4" = Option<String>, Query, description = "The fourth", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("step5" = Option<String>, Query, description = "The fifth", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("step6" = Option<String>, Query, description = "The sixth", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("game_mode" = Option<String>, Query, description = "Only sheets of this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only sheets with a timestamp at or after this", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only sheets with a timestamp before this; not before `since`", format = DateTime, min_length = 10),
        ("limit" = Option<u32>, Query, description = "Sheets to look at; 2000 when absent", minimum = 1, maximum = 20000),
    ),
    responses((status = 200, description = "The funnel", body = FunnelAnswer), schema::ReadErrors)
)]
#[get("/funnel")]
pub(super) async fn funnel_steps(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [&STEPS[..], &["game_mode", "since", "until", "limit"]].concat();
    let mut query = Query::read(request.query_string(), &known);
    let first = query.required(STEPS[0], EventType::parse);
    let others = STEPS[1..].iter();
    let others: Vec<_> = others
        .filter_map(|step| query.optional(step, EventType::parse))
        .collect();
    let asked = query.stories();
    let asked = query.finish(asked)?;
    let steps: Vec<EventType> = first.into_iter().chain(others).collect();
    let found = state.reader.stories(&asked).await?;
    Ok(HttpResponse::Ok().json(FunnelAnswer {
        success: true,
        data: FunnelData {
            stories: found.stories.len() as u64,
            steps: analytics::funnel(&found.stories, &steps),
            coverage: found.coverage,
        },
    }))
}
