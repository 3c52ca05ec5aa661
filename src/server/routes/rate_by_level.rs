//! `GET /api/events/{event_type}/rate-by-level`: how often an event happens in a match, by the player's level.

use crate::model::{EventType, RateByLevelRequest};
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, ByLevel, InMode, RateByLevel, ReadErrors, SheetsByLevel, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

/// Read how often an event happens, by level
///
/// For example the completion rate by player level: of the sheets of players of some levels, the share whose player met an
/// event of the type in the same match, sent inside the sheet or alone. Made from the newest sheets back: `complete` is false,
/// and `covered_since` says how far it got, when there are more than `limit`.
#[utoipa::path(
    tag = "Read",
    params(
        ("event_type" = inline(EventType), Path, description = "The type of event", example = "level_complete"),
        ByLevel, InMode, TimeRange, SheetsByLevel,
    ),
    responses((status = 200, description = "Rates by level", body = Answer<RateByLevel>), ReadErrors)
)]
#[get("/events/{event_type}/rate-by-level")]
pub(super) async fn rate_by_level(
    request: HttpRequest,
    asked: Asked<(ByLevel, InMode, TimeRange, SheetsByLevel)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((by, mode, range, looked_at)) = asked;
    let asked = RateByLevelRequest {
        event_type: named(&request, "event_type", 1, EventType::parse)?,
        width: by.width.0,
        filter: (mode, range).into(),
        limit: looked_at.limit.0,
    };
    let answer = state.reader.rate_by_level(&asked).await?;
    Ok(HttpResponse::Ok().json(Answer::new(RateByLevel {
        event_type: asked.event_type,
        level_width: asked.width,
        answer,
    })))
}
