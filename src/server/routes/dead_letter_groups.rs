//! `GET /api/dead-letters/groups`: what items were refused for.

use crate::counting::letter_groups;
use crate::model::{DeadLetterFilter, LetterGroups};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, LettersLookedAt, LettersOf, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read what items were refused for
///
/// Refused items by the field and the reason of their first fault, with the time of the first and the last, and the newest as an example. The
/// newest `limit` are looked at; `complete` and `covered_since` say whether that is all. The time range is that of receipt.
#[utoipa::path(
    tag = "Read",
    params(LettersOf, TimeRange, LettersLookedAt),
    responses((status = 200, description = "The groups", body = Answer<LetterGroups>), ReadErrors)
)]
#[get("/dead-letters/groups")]
pub(super) async fn dead_letter_groups(
    asked: Asked<(LettersOf, TimeRange, LettersLookedAt)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, range, looked_at)) = asked;
    let filter = DeadLetterFilter {
        id: of.id.map(|id| id.0),
        reason: of.reason,
        source: of.source,
        range,
    };
    let groups = letter_groups(&state.reader, &filter, looked_at.limit.0).await?;
    Ok(HttpResponse::Ok().json(Answer::new(groups)))
}
