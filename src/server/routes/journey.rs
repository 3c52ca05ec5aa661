//! `GET /api/journey/{player_id}` and `/api/journey?player_id=`: one player's sheets and events on one time line.

use crate::model::{JourneyRequest, PlayerId};
use crate::server::asked::{Asked, OfRows, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Error, Journey, JourneyPage, OfPlayer, Open, Order, ReadErrors, TimeRange};
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
    asked: Asked<OfRows<(TimeRange, JourneyPage)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let player = named(&request, "player_id", 0, PlayerId::parse)?;
    answer(player, asked.0.0, &state).await
}

/// Read the journey of a player of any name
///
/// As with the name in the path, for every name: proxies and browsers take a `/`, a `.` and `..` in a path for parts of it.
#[utoipa::path(
    tag = "Read",
    params(OfPlayer, TimeRange, JourneyPage),
    responses(
        (status = 200, description = "A page of the journey", body = Open<Journey>),
        (status = 404, description = "Nobody of this id has sent anything", body = Error),
        ReadErrors
    )
)]
#[get("/journey")]
pub(super) async fn journey_of(
    asked: Asked<OfRows<(OfPlayer, (TimeRange, JourneyPage))>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, asked))) = asked;
    answer(of.player_id, asked, &state).await
}

async fn answer(
    player_id: PlayerId,
    (range, page): (TimeRange, JourneyPage),
    state: &AppState,
) -> Result<HttpResponse, ApiError> {
    let asked = JourneyRequest {
        player_id,
        event_type: page.event_type,
        range,
        gap_minutes: page.gap.0,
        limit: page.limit.0,
        ascending: page.order != Some(Order::Desc),
        after: page.cursor,
    };
    let found = state.reader.journey(&asked).await?;
    let found = found.ok_or(ApiError::Unknown {
        field: "player_id",
        what: "player of this name has sent anything",
    })?;
    let everybody = state.reader.spreads().await?.units_per_player;
    let found = Journey::from(found).ranked(&everybody);
    Ok(HttpResponse::Ok().json(Open::new(found)))
}
