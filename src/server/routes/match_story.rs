//! `GET /api/matches/{match_id}`: one match and what happened in it.

use crate::model::MatchId;
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Error, MatchDetail, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

/// Read one match
///
/// Its sums and its events; `/api/stats?match_id=` has its sheets.
#[utoipa::path(
    tag = "Read",
    params(("match_id" = inline(MatchId), Path, description = "The match", example = "match_001")),
    responses(
        (status = 200, description = "The match", body = Answer<MatchDetail>),
        (status = 404, description = "Nothing of this match has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/matches/{match_id}")]
pub(super) async fn match_story(
    request: HttpRequest,
    _: Asked<()>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let id = named(&request, "match_id", 0, MatchId::parse)?;
    let story = state.reader.match_story(&id).await?;
    let story = story.ok_or(ApiError::Unknown {
        field: "match_id",
        what: "match of this name has sent anything",
    })?;
    let quality = state.reader.quality().await?;
    Ok(HttpResponse::Ok().json(Answer::new(MatchDetail {
        line: story.line.into(),
        expected_players: quality.expected_players_per_match,
        event_list: story.events,
        complete: story.complete,
    })))
}
