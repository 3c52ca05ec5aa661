//! `GET /api/players`: players with their totals, in any order, page by page.

use crate::model::{EntityListRequest, EntitySort};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Listed, Order, Page, PlayerLine, PlayersBy, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// List and find players
///
/// From the totals that are kept for each player. The answer takes longer the more players there are, up to a deadline. With
/// `since` those last seen at or after it, with `until` those first seen before it.
#[utoipa::path(
    tag = "Read",
    params(PlayersBy, TimeRange, Listed),
    responses((status = 200, description = "A page of players", body = Page<PlayerLine>), ReadErrors)
)]
#[get("/players")]
pub(super) async fn players(
    asked: Asked<(PlayersBy, TimeRange, Listed)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((by, range, listed)) = asked;
    let sort = by.sort.map_or(EntitySort::LastSeen, |sort| sort.0);
    let asked = request(sort, range, listed);
    let page = state.reader.players(&asked).await?;
    let lines = page.lines.into_iter().map(PlayerLine::from).collect();
    Ok(HttpResponse::Ok().json(Page::new(lines, page.next)))
}

/// What lists of matches and players have in common.
pub(super) fn request(sort: EntitySort, range: TimeRange, listed: Listed) -> EntityListRequest {
    EntityListRequest {
        prefix: listed.prefix.map(Into::into),
        game_mode: listed.game_mode,
        since: range.since,
        until: range.until,
        fewer_players_than: None,
        sort,
        ascending: listed.order == Some(Order::Asc),
        limit: listed.limit.0,
        after: listed.cursor,
    }
}
