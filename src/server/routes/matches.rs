//! `GET /api/matches`: matches with their totals, page by page.

use super::players;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Listed, MatchLine, MatchesBy, Page, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// List and find matches
///
/// The newest first, or in the order of their ids; `prefix` finds ids. With `since` and `until` those first seen then. Pages
/// take as long at any number of matches. Where a filter leaves few, a page may have fewer lines than `limit`, even none,
/// and a `next`.
#[utoipa::path(
    tag = "Read",
    params(Listed, TimeRange, MatchesBy),
    responses((status = 200, description = "A page of matches", body = Page<MatchLine>), ReadErrors)
)]
#[get("/matches")]
pub(super) async fn matches(
    asked: Asked<(Listed, TimeRange, MatchesBy)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((listed, range, by)) = asked;
    let mut asked = players::request(listed, range);
    asked.fewer_players_than = by.fewer_players_than.map(|players| players.0);
    let page = state.reader.matches(&asked).await?;
    let lines = page.lines.into_iter().map(MatchLine::from).collect();
    Ok(HttpResponse::Ok().json(Page::new(lines, page.next)))
}
