//! `GET /api/matches/{match_id}` and `/api/match?match_id=`: one match and what happened in it.

use crate::model::MatchId;
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Error, MatchDetail, MatchEventsPage, OfMatch, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

/// Read one match
///
/// Its sums and its events, these in pages: send `next` as `cursor` for the following one. `/api/stats?match_id=` has its sheets.
#[utoipa::path(
    tag = "Read",
    params(
        ("match_id" = inline(MatchId), Path, description = "The match", example = "match_001"),
        MatchEventsPage,
    ),
    responses(
        (status = 200, description = "The match", body = Answer<MatchDetail>),
        (status = 404, description = "Nothing of this match has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/matches/{match_id}")]
pub(super) async fn match_detail(
    request: HttpRequest,
    asked: Asked<MatchEventsPage>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let id = named(&request, "match_id", 0, MatchId::parse)?;
    answer(id, asked.0, &state).await
}

/// Read one match of any name
///
/// As with the name in the path, for every name: proxies and browsers take a `/`, a `.` and `..` in a path for parts of it.
#[utoipa::path(
    tag = "Read",
    params(OfMatch, MatchEventsPage),
    responses(
        (status = 200, description = "The match", body = Answer<MatchDetail>),
        (status = 404, description = "Nothing of this match has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/match")]
pub(super) async fn match_of(
    asked: Asked<(OfMatch, MatchEventsPage)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, page)) = asked;
    answer(of.match_id, page, &state).await
}

async fn answer(
    id: MatchId,
    page: MatchEventsPage,
    state: &AppState,
) -> Result<HttpResponse, ApiError> {
    let found = state.reader.match_detail(&id, page.limit.0, page.cursor);
    let found = found.await?.ok_or(ApiError::Unknown {
        field: "match_id",
        what: "match of this name has sent anything",
    })?;
    let quality = state.reader.quality().await?;
    Ok(HttpResponse::Ok().json(Answer::new(MatchDetail {
        line: found.line.into(),
        expected_players: quality.usual_players(&found.game_modes),
        event_list: found.events,
        complete: found.next.is_none(),
        next: found.next.map(|next| next.to_string()),
    })))
}
