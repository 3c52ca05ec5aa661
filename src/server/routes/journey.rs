//! `GET /api/journey/{player_id}`: one player's sheets and events on one time line.

use crate::model::{
    EventType, Journey, JourneyCursor, JourneyRequest, PlayerId, USUAL_SESSION_GAP_MINUTES,
};
use crate::server::error::ApiError;
use crate::server::percent;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

const USUAL_LIMIT: u32 = 200;
const MOST: u32 = 1_000;
/// A day and a night.
const LONGEST_GAP_MINUTES: u32 = 1_440;

/// A page of a player's time line.
#[derive(Serialize, ToSchema)]
struct JourneyAnswer {
    /// Always true.
    success: bool,
    #[serde(flatten)]
    #[schema(value_type = schema::Journey)]
    journey: Journey,
}

/// Read one player's journey
///
/// Sheets and events on one time line by their own timestamps, newest first, in pages. A session ends where the player is
/// silent for longer than `gap` minutes; all of the player's sheets and events count for it, whatever the page shows. `totals` are
/// of everything too.
#[utoipa::path(
    tag = "Read",
    params(
        ("player_id" = String, Path, description = "The player", example = "player_1_1", min_length = 1, max_length = 128, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("type" = Option<String>, Query, description = "Only events of this type, and no sheets", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only with a timestamp at or after this", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only with a timestamp before this; not before `since`", format = DateTime, min_length = 10),
        ("gap" = Option<u32>, Query, description = "Minutes of silence that end a session; 30 when absent", minimum = 1, maximum = 1440),
        ("limit" = Option<u32>, Query, description = "Rows of a page; 200 when absent", minimum = 1, maximum = 1000, example = 20),
        ("cursor" = Option<String>, Query, description = "`next` of an earlier page", pattern = "^-?[0-9]{1,18}_(sheet|event)_[0-9]{1,18}$"),
    ),
    responses(
        (status = 200, description = "A page of the journey", body = JourneyAnswer),
        (status = 404, description = "Nobody of this id has sent anything", body = schema::Error),
        schema::ReadErrors
    )
)]
#[get("/journey/{player_id}")]
pub(super) async fn journey(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = ["type", "since", "until", "gap", "limit", "cursor"];
    let mut query = Query::read(request.query_string(), &known);
    let (since, until) = query.time_range();
    let event_type = query.optional("type", EventType::parse);
    let gap = query.whole("gap", LONGEST_GAP_MINUTES);
    let limit = query.whole("limit", MOST);
    let before = query.optional("cursor", JourneyCursor::parse);
    query.finish(())?;
    let asked = JourneyRequest {
        player_id: percent::segment(request.uri().path(), 0)
            .and_then(|id| PlayerId::parse(&id))
            .map_err(|reason| ApiError::of("player_id", reason))?,
        event_type,
        since,
        until,
        gap_minutes: gap.unwrap_or(USUAL_SESSION_GAP_MINUTES),
        limit: limit.unwrap_or(USUAL_LIMIT),
        before,
    };
    let journey = state.reader.journey(&asked).await?;
    let journey = journey.ok_or(ApiError::Unknown {
        field: "player_id",
        what: "player",
    })?;
    Ok(HttpResponse::Ok().json(JourneyAnswer {
        success: true,
        journey,
    }))
}
