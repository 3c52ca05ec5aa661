//! `GET /api/events/{event_type}/loot-before` and `/api/events/loot-before?event_type=`: what players had looted before their first event of a type.

use crate::model::{EventFilter, EventType, LootBeforeRequest, SliceFilter};
use crate::server::asked::{Asked, OfRows, named};
use crate::server::error::ApiError;
use crate::server::known;
use crate::server::state::AppState;
use crate::wire::{
    Answer, BySlice, Error, LootBefore, OfEventType, OfItem, PlayersLookedAt, ReadErrors, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

type Before = (OfItem, BySlice, TimeRange, PlayersLookedAt);

/// Read what was looted before the first event
///
/// For example the average number of rubber ducks before the first boss: per player, the units of `item` in the sheets whose
/// timestamp is before the player's first event of the type. The sheet of the match in which it happened does not
/// count, because nothing tells which of its items came before. Players without such an event do not count either.
/// The time range is that of the first event. Made from the newest rows back: `complete` is false, and `covered_since`
/// says how far it got, when there are more than `limit` players.
#[utoipa::path(
    tag = "Read",
    params(
        ("event_type" = inline(EventType), Path, description = "The type of event", example = "boss_defeat"),
        OfItem, BySlice, TimeRange, PlayersLookedAt,
    ),
    responses(
        (status = 200, description = "What was looted before", body = Answer<LootBefore>),
        (status = 404, description = "No event of this type has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/events/{event_type}/loot-before")]
pub(super) async fn loot_before(
    request: HttpRequest,
    asked: Asked<OfRows<Before>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let event_type = named(&request, "event_type", 1, EventType::parse)?;
    answer(event_type, asked.0.0, &state).await
}

/// Read what was looted before the first event of any name
///
/// As with the name in the path, for every name: proxies and browsers take a `/`, a `.` and `..` in a path for parts of it.
#[utoipa::path(
    tag = "Read",
    params(OfEventType, OfItem, BySlice, TimeRange, PlayersLookedAt),
    responses(
        (status = 200, description = "What was looted before", body = Answer<LootBefore>),
        (status = 404, description = "No event of this type has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/events/loot-before")]
pub(super) async fn loot_before_of(
    asked: Asked<OfRows<(OfEventType, Before)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, asked))) = asked;
    answer(of.event_type, asked, &state).await
}

async fn answer(
    event_type: EventType,
    (of, slice, range, looked_at): Before,
    state: &AppState,
) -> Result<HttpResponse, ApiError> {
    let SliceFilter { game_mode, arm } = slice.into();
    let asked = LootBeforeRequest {
        event_type,
        item: of.item,
        filter: EventFilter { game_mode, range },
        arm,
        limit: looked_at.limit.0,
    };
    let answer = state.reader.loot_before(&asked).await?;
    if answer.players == 0 {
        known::event_type(&asked.event_type, &state.reader).await?;
    }
    Ok(HttpResponse::Ok().json(Answer::new(LootBefore {
        event_type: asked.event_type,
        item: asked.item,
        answer,
    })))
}
