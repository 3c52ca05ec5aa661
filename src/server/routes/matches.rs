//! `GET /api/matches`: matches with their totals, page by page.

use super::players;
use crate::server::asked::{ArmOfRows, Asked};
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::wire::{BySlice, Listed, MatchLine, MatchesBy, Page, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// List and find matches
///
/// The newest first, or in the order of their ids; `prefix` finds ids. With `since` and `until` those first seen then. Pages
/// take as long at any number of matches. Where a filter leaves few, a page may have fewer lines than `limit`, even none,
/// and a `next`. With a variant, a dimension's value or a map those of whom a sheet or an event is of it, in the game mode where one is
/// asked for; this is looked up in the rows, and the numbers are of all that they did in the mode.
#[utoipa::path(
    tag = "Read",
    params(Listed, BySlice, TimeRange, MatchesBy),
    responses((status = 200, description = "A page of matches", body = Page<MatchLine>), ReadErrors)
)]
#[get("/matches")]
pub(super) async fn matches(
    asked: Asked<(Listed, ArmOfRows<BySlice>, TimeRange, MatchesBy)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((listed, ArmOfRows(slice), range, by)) = asked;
    let mut asked = players::request(listed, slice, range);
    asked.fewer_players_than = by.fewer_players_than.map(|players| players.0);
    in_totals::slice(&asked.game_mode.clone().into(), &state.reader).await?;
    let page = state.reader.matches(&asked).await?;
    let lines = page.lines.into_iter().map(MatchLine::from).collect();
    Ok(HttpResponse::Ok().json(Page::new(lines, page.next)))
}
