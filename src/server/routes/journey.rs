//! `GET /api/journey/{player_id}`: one player's sheets and events on one time line.

use crate::model::{JourneyRequest, PlayerId};
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Error, Journey, JourneyPage, Open, Order, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

/// Read one player's journey
///
/// Sheets and events on one time line by their own timestamps, oldest first unless `order` says otherwise, in pages. A session ends where the player is
/// silent for longer than `gap` minutes; all of the player's sheets and events count for it, whatever the page shows. `totals` are
/// of everything too.
#[utoipa::path(
    tag = "Read",
    params(
        ("player_id" = inline(PlayerId), Path, description = "The player", example = "player_1_1"),
        TimeRange, JourneyPage,
    ),
    responses(
        (status = 200, description = "A page of the journey", body = Open<Journey>),
        (status = 404, description = "Nobody of this id has sent anything", body = Error),
        ReadErrors
    )
)]
#[get("/journey/{player_id}")]
pub(super) async fn journey(
    request: HttpRequest,
    asked: Asked<(TimeRange, JourneyPage)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((range, page)) = asked;
    let asked = JourneyRequest {
        player_id: named(&request, "player_id", 0, PlayerId::parse)?,
        event_type: page.event_type,
        range,
        gap_minutes: page.gap.0,
        limit: page.limit.0,
        ascending: page.order != Some(Order::Desc),
        after: page.cursor,
    };
    let journey = state.reader.journey(&asked).await?;
    let journey = journey.ok_or(ApiError::Unknown {
        field: "player_id",
        what: "player of this name has sent anything",
    })?;
    let everybody = state.reader.spreads().await?.units_per_player;
    let journey = Journey::from(journey).ranked(&everybody);
    Ok(HttpResponse::Ok().json(Open::new(journey)))
}
