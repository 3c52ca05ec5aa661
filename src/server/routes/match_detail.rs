//! `GET /api/matches/{match_id}`: one match and what happened in it.

use crate::model::MatchId;
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Error, MatchDetail, MatchEventsPage, ReadErrors};
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
    let Asked(page) = asked;
    let found = state.reader.match_detail(&id, page.limit.0, page.cursor);
    let found = found.await?.ok_or(ApiError::Unknown {
        field: "match_id",
        what: "match of this name has sent anything",
    })?;
    let quality = state.reader.quality().await?;
    Ok(HttpResponse::Ok().json(Answer::new(MatchDetail {
        line: found.line.into(),
        expected_players: quality.expected_players_per_match,
        event_list: found.events,
        complete: found.next.is_none(),
        next: found.next.map(|next| next.to_string()),
    })))
}
