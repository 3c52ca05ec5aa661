//! `GET /api/events/{event_type}/loot-before`: what players had looted before their first event of a type.

use crate::model::{EventType, LootBeforeRequest};
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, InMode, LootBefore, OfItem, PlayersLookedAt, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

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
        OfItem, InMode, TimeRange, PlayersLookedAt,
    ),
    responses((status = 200, description = "What was looted before", body = Answer<LootBefore>), ReadErrors)
)]
#[get("/events/{event_type}/loot-before")]
pub(super) async fn loot_before(
    request: HttpRequest,
    asked: Asked<(OfItem, InMode, TimeRange, PlayersLookedAt)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, mode, range, looked_at)) = asked;
    let asked = LootBeforeRequest {
        event_type: named(&request, "event_type", 1, EventType::parse)?,
        item: of.item,
        filter: (mode, range).into(),
        limit: looked_at.limit.0,
    };
    let answer = state.reader.loot_before(&asked).await?;
    Ok(HttpResponse::Ok().json(Answer::new(LootBefore {
        event_type: asked.event_type,
        item: asked.item,
        answer,
    })))
}
