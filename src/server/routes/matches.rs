//! `GET /api/matches`: matches with their totals, in any order, page by page.

use super::players;
use crate::model::EntitySort;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Listed, MatchLine, MatchesBy, Page, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// List matches
///
/// From the totals that are kept for each match. The answer takes longer the more matches there are, up to a deadline. With
/// `since` those last seen at or after it, with `until` those first seen before it.
#[utoipa::path(
    tag = "Read",
    params(MatchesBy, TimeRange, Listed),
    responses((status = 200, description = "A page of matches", body = Page<MatchLine>), ReadErrors)
)]
#[get("/matches")]
pub(super) async fn matches(
    asked: Asked<(MatchesBy, TimeRange, Listed)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((by, range, listed)) = asked;
    let sort = by.sort.map_or(EntitySort::LastSeen, |sort| sort.0);
    let mut asked = players::request(sort, range, listed);
    asked.fewer_players_than = by.fewer_players_than.map(|players| players.0);
    let page = state.reader.matches(&asked).await?;
    let lines = page.lines.into_iter().map(MatchLine::from).collect();
    Ok(HttpResponse::Ok().json(Page::new(lines, page.next)))
}
