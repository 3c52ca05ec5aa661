//! `GET /api/events/{event_type}/loot-before`: what players had looted before their first event of a type.

use crate::model::{EventFilter, EventType, GameMode, ItemKind, LootBefore, LootBeforeRequest};
use crate::server::error::ApiError;
use crate::server::percent;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

const USUAL_LIMIT: u32 = 10_000;
const MOST: u32 = 50_000;

/// What was looted before.
#[derive(Serialize, ToSchema)]
struct LootBeforeAnswer {
    /// Always true.
    success: bool,
    #[schema(value_type = schema::LootBefore)]
    data: Named,
}

#[derive(Serialize)]
struct Named {
    event_type: EventType,
    item: ItemKind,
    #[serde(flatten)]
    answer: LootBefore,
}

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
        ("event_type" = String, Path, description = "The type of event", example = "boss_defeat", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("item" = String, Query, description = "The item", example = "rubber_duck", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("game_mode" = Option<String>, Query, description = "Only events and sheets of this game mode; an event that came alone has none", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only players whose first event was at or after this", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only players whose first event was before this; not before `since`", format = DateTime, min_length = 10),
        ("limit" = Option<u32>, Query, description = "Players at most; 10000 when absent", minimum = 1, maximum = 50000),
    ),
    responses((status = 200, description = "What was looted before", body = LootBeforeAnswer), schema::ReadErrors)
)]
#[get("/events/{event_type}/loot-before")]
pub(super) async fn loot_before(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = ["item", "game_mode", "since", "until", "limit"];
    let mut query = Query::read(request.query_string(), &known);
    let (since, until) = query.time_range();
    let filter = EventFilter {
        game_mode: query.optional("game_mode", GameMode::parse),
        since,
        until,
    };
    let limit = query.whole("limit", MOST).unwrap_or(USUAL_LIMIT);
    let item = query.required("item", ItemKind::parse);
    let item = query.finish(item)?.ok_or(ApiError::Unexpected)?;
    let event_type = percent::segment(request.uri().path(), 1)
        .and_then(|name| EventType::parse(&name))
        .map_err(|reason| ApiError::of("event_type", reason))?;
    let asked = LootBeforeRequest {
        event_type,
        item,
        filter,
        limit,
    };
    let answer = state.reader.loot_before(&asked).await?;
    Ok(HttpResponse::Ok().json(LootBeforeAnswer {
        success: true,
        data: Named {
            event_type: asked.event_type,
            item: asked.item,
            answer,
        },
    }))
}
