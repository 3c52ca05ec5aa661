//! `GET /api/players`: players with their totals, page by page.

use crate::model::{EntityListRequest, EntitySort, SliceFilter};
use crate::server::asked::{ArmOfRows, Asked};
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::wire::{BySlice, Listed, Order, Page, PlayerLine, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// List and find players
///
/// The newest first, or in the order of their ids; `prefix` finds ids. With `since` and `until` those first seen then. Pages
/// take as long at any number of players. Where a filter leaves few, a page may have fewer lines than `limit`, even none,
/// and a `next`. With a variant, a dimension's value or a map those of whom a sheet or an event is of it, in the game mode where one is
/// asked for; this is looked up in the rows, and the numbers are of all that they did in the mode.
#[utoipa::path(
    tag = "Read",
    params(Listed, BySlice, TimeRange),
    responses((status = 200, description = "A page of players", body = Page<PlayerLine>), ReadErrors)
)]
#[get("/players")]
pub(super) async fn players(
    asked: Asked<(Listed, ArmOfRows<BySlice>, TimeRange)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((listed, ArmOfRows(slice), range)) = asked;
    let asked = request(listed, slice, range);
    in_totals::slice(&asked.game_mode.clone().into(), &state.reader).await?;
    let page = state.reader.players(&asked).await?;
    let lines = page.lines.into_iter().map(PlayerLine::from).collect();
    Ok(HttpResponse::Ok().json(Page::new(lines, page.next)))
}

/// What lists of matches and players have in common.
pub(super) fn request(listed: Listed, slice: BySlice, range: TimeRange) -> EntityListRequest {
    let SliceFilter { game_mode, arm } = slice.into();
    let usual = match listed.prefix {
        Some(_) => EntitySort::Id,
        None => EntitySort::FirstSeen,
    };
    let sort = listed.sort.unwrap_or(usual);
    let ascending = match listed.order {
        Some(order) => order == Order::Asc,
        None => sort == EntitySort::Id,
    };
    EntityListRequest {
        prefix: listed.prefix.map(Into::into),
        contains: listed.contains.map(|text| text.as_str().to_lowercase()),
        game_mode,
        arm,
        range,
        fewer_players_than: None,
        sort,
        ascending,
        limit: listed.limit.0,
        after: listed.cursor,
    }
}
