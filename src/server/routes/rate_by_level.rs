//! `GET /api/events/{event_type}/rate-by-level`: how often an event happens in a match, by the player's level.

use crate::model::{EventFilter, EventType, GameMode, RateByLevel, RateByLevelRequest};
use crate::server::error::ApiError;
use crate::server::percent;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

const USUAL_WIDTH: u32 = 10;
const WIDEST: u32 = 1_000_000;
const USUAL_LIMIT: u32 = 50_000;
const MOST: u32 = 200_000;

/// Rates by level.
#[derive(Serialize, ToSchema)]
struct RateByLevelAnswer {
    /// Always true.
    success: bool,
    #[schema(value_type = schema::RateByLevel)]
    data: Named,
}

#[derive(Serialize)]
struct Named {
    event_type: EventType,
    level_width: u32,
    #[serde(flatten)]
    answer: RateByLevel,
}

/// Read how often an event happens, by level
///
/// For example the completion rate by player level: of the sheets of players of some levels, the share whose player met an
/// event of the type in the same match, sent inside the sheet or alone. Made from the newest sheets back: `complete` is false,
/// and `covered_since` says how far it got, when there are more than `limit`.
#[utoipa::path(
    tag = "Read",
    params(
        ("event_type" = String, Path, description = "The type of event", example = "level_complete", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("width" = Option<u32>, Query, description = "Levels in a bucket; 10 when absent", minimum = 1, maximum = 1000000, example = 10),
        ("game_mode" = Option<String>, Query, description = "Only sheets of this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only sheets with a timestamp at or after this", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only sheets with a timestamp before this; not before `since`", format = DateTime, min_length = 10),
        ("limit" = Option<u32>, Query, description = "Sheets at most; 50000 when absent", minimum = 1, maximum = 200000),
    ),
    responses((status = 200, description = "Rates by level", body = RateByLevelAnswer), schema::ReadErrors)
)]
#[get("/events/{event_type}/rate-by-level")]
pub(super) async fn rate_by_level(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = ["width", "game_mode", "since", "until", "limit"];
    let mut query = Query::read(request.query_string(), &known);
    let (since, until) = query.time_range();
    let filter = EventFilter {
        game_mode: query.optional("game_mode", GameMode::parse),
        since,
        until,
    };
    let width = query.whole("width", WIDEST).unwrap_or(USUAL_WIDTH);
    let limit = query.whole("limit", MOST).unwrap_or(USUAL_LIMIT);
    query.finish(())?;
    let event_type = percent::segment(request.uri().path(), 1)
        .and_then(|name| EventType::parse(&name))
        .map_err(|reason| ApiError::of("event_type", reason))?;
    let asked = RateByLevelRequest {
        event_type,
        width,
        filter,
        limit,
    };
    let answer = state.reader.rate_by_level(&asked).await?;
    Ok(HttpResponse::Ok().json(RateByLevelAnswer {
        success: true,
        data: Named {
            event_type: asked.event_type,
            level_width: width,
            answer,
        },
    }))
}
