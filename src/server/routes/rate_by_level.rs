//! `GET /api/events/{event_type}/rate-by-level` and `/api/events/rate-by-level?event_type=`: how often an event happens in a match, by the player's level.

use crate::model::{EventFilter, EventType, RateByLevelRequest, SliceFilter};
use crate::server::asked::{Asked, OfRows, named};
use crate::server::error::ApiError;
use crate::server::known;
use crate::server::state::AppState;
use crate::wire::{
    Answer, ByLevel, BySlice, Error, OfEventType, RateByLevel, ReadErrors, SheetsByLevel, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

type Rates = (ByLevel, BySlice, TimeRange, SheetsByLevel);

/// Read how often an event happens, by level
///
/// For example the completion rate by player level: of the sheets of players of some levels, the share whose player met an
/// event of the type in the same match, sent inside the sheet or alone. Made from the newest sheets back: `complete` is false,
/// and `covered_since` says how far it got, when there are more than `limit`. A player who never sends a sheet counts
/// once in each match: the level is what their events say of it in `player`, and the range that of when their match was first seen.
#[utoipa::path(
    tag = "Read",
    params(
        ("event_type" = inline(EventType), Path, description = "The type of event", example = "level_complete"),
        ByLevel, BySlice, TimeRange, SheetsByLevel,
    ),
    responses(
        (status = 200, description = "Rates by level", body = Answer<RateByLevel>),
        (status = 404, description = "No event of this type has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/events/{event_type}/rate-by-level")]
pub(super) async fn rate_by_level(
    request: HttpRequest,
    asked: Asked<OfRows<Rates>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let event_type = named(&request, "event_type", 1, EventType::parse)?;
    answer(event_type, asked.0.0, &state).await
}

/// Read how often an event of any name happens, by level
///
/// As with the name in the path, for every name: proxies and browsers take a `/`, a `.` and `..` in a path for parts of it.
#[utoipa::path(
    tag = "Read",
    params(OfEventType, ByLevel, BySlice, TimeRange, SheetsByLevel),
    responses(
        (status = 200, description = "Rates by level", body = Answer<RateByLevel>),
        (status = 404, description = "No event of this type has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/events/rate-by-level")]
pub(super) async fn rate_by_level_of(
    asked: Asked<OfRows<(OfEventType, Rates)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, asked))) = asked;
    answer(of.event_type, asked, &state).await
}

async fn answer(
    event_type: EventType,
    (by, slice, range, looked_at): Rates,
    state: &AppState,
) -> Result<HttpResponse, ApiError> {
    let SliceFilter { game_mode, arm } = slice.into();
    let asked = RateByLevelRequest {
        event_type,
        width: by.width.0,
        filter: EventFilter { game_mode, range },
        arm,
        limit: looked_at.limit.0,
    };
    let answer = state.reader.rate_by_level(&asked).await?;
    if answer.levels.iter().all(|level| level.with_event == 0) {
        known::event_type(&asked.event_type, &state.reader).await?;
    }
    Ok(HttpResponse::Ok().json(Answer::new(RateByLevel {
        event_type: asked.event_type,
        level_width: asked.width,
        answer,
    })))
}
