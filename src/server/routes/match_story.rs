//! `GET /api/matches/{match_id}`: one match and what happened in it.

use super::matches::MatchLine;
use crate::model::{MatchId, StoredEvent};
use crate::server::error::ApiError;
use crate::server::percent;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// One match.
#[derive(Serialize, ToSchema)]
struct MatchAnswer {
    /// Always true.
    success: bool,
    /// The match.
    #[schema(inline)]
    data: MatchData,
}

#[derive(Serialize, ToSchema)]
struct MatchData {
    #[serde(flatten)]
    line: MatchLine,
    /// The usual number of players in a match of all that are stored.
    expected_players: u64,
    /// Oldest first, those inside sheets too; at most 5,000.
    event_list: Vec<StoredEvent>,
    /// Whether all events are in `event_list`.
    complete: bool,
}

/// Read one match
///
/// Its sums and its events; `/api/stats?match_id=` has its sheets.
#[utoipa::path(
    tag = "Read",
    params(("match_id" = String, Path, description = "The match", example = "match_001", min_length = 1, max_length = 128, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$")),
    responses(
        (status = 200, description = "The match", body = MatchAnswer),
        (status = 404, description = "Nothing of this match has been sent", body = schema::Error),
        schema::ReadErrors
    )
)]
#[get("/matches/{match_id}")]
pub(super) async fn match_story(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    Query::read(request.query_string(), &[]).finish(())?;
    let id = percent::segment(request.uri().path(), 0)
        .and_then(|id| MatchId::parse(&id))
        .map_err(|reason| ApiError::of("match_id", reason))?;
    let story = state.reader.match_story(&id).await?;
    let story = story.ok_or(ApiError::Unknown {
        field: "match_id",
        what: "match",
    })?;
    let quality = state.reader.quality().await?;
    Ok(HttpResponse::Ok().json(MatchAnswer {
        success: true,
        data: MatchData {
            line: story.line.into(),
            expected_players: quality.expected_players_per_match,
            event_list: story.events,
            complete: story.complete,
        },
    }))
}
