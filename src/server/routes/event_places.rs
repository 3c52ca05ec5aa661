//! `GET /api/events/{event_type}/places`: where events of one type happened.

use crate::model::{EventFilter, EventPlacesRequest, EventType, SliceFilter};
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{
    Answer, BySlice, EventPlaces, EventsLookedAt, ReadErrors, Resolution, TimeRange, Within,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

const USUAL_LIMIT: u32 = 20_000;

/// Read where events of one type happened
///
/// Counts per square of the map, 50 along each axis when nothing else is asked for, where nearly all happened or within a rectangle: of all events from a rollup, at the same cost for any number of them. With `since`,
/// `until` or `limit` from the newest events back; `complete` and `covered_since` then say how far it got. Only events
/// inside sheets have a game mode and variants: those of their sheet.
#[utoipa::path(
    tag = "Read",
    params(
        ("event_type" = inline(EventType), Path, description = "The type", example = "boss_defeat"),
        Resolution, Within, BySlice, TimeRange, EventsLookedAt,
    ),
    responses((status = 200, description = "The places", body = Answer<EventPlaces>), ReadErrors)
)]
#[get("/events/{event_type}/places")]
pub(super) async fn event_places(
    request: HttpRequest,
    asked: Asked<((Resolution, Within), BySlice, TimeRange, EventsLookedAt)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(((resolution, within), slice, range, looked_at)) = asked;
    let event_type = named(&request, "event_type", 1, EventType::parse)?;
    let slice = SliceFilter::from(slice);
    let places = if !range.is_limited() && looked_at.limit.is_none() {
        state.reader.event_map(&event_type, &slice).await?
    } else {
        let asked = EventPlacesRequest {
            event_type: event_type.clone(),
            filter: EventFilter {
                game_mode: slice.game_mode,
                range,
            },
            arm: slice.arm,
            limit: looked_at.limit.map_or(USUAL_LIMIT, |limit| limit.0),
        };
        state.reader.event_places(&asked).await?
    };
    let answer = EventPlaces::new(event_type, &places, &resolution.or_usual(within.into()));
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}
