//! `GET /api/events/{event_type}/places` and `/api/events/places?event_type=`: where events of one type happened.

use super::places_of_rows::{self, PlacedEvents};
use crate::model::{EventFilter, EventPlacesRequest, EventType, MapSlice, NameKind, SliceFilter};
use crate::server::asked::{Asked, NO_NAME_OF_ROWS, named};
use crate::server::error::ApiError;
use crate::server::known;
use crate::server::state::AppState;
use crate::store::Reader;
use crate::wire::{
    Answer, AtHeight, Error, EventPlaces, EventsLookedAt, OfEventType, OfWhom, ReadErrors,
    Resolution, SliceOnMap, TimeRange, WithDetail, Within,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

const USUAL_LIMIT: u32 = 20_000;

type Places = (
    (Resolution, Within),
    (OfWhom, SliceOnMap),
    TimeRange,
    (EventsLookedAt, WithDetail, AtHeight),
);

/// Read where events of one type happened
///
/// Counts per square of the map, 50 along each axis when nothing else is asked for, where nearly all happened or within a rectangle: of all events from a rollup, at the same cost for any number of them. With `since`,
/// `until`, `limit`, heights, a detail, a match or a player, or of a map that totals do not tell apart, from the newest events back; `complete` and `covered_since` then say how far it got. An event
/// inside a sheet has the variants of its sheet, and its mode, map and dimensions where it has none of its own.
#[utoipa::path(
    tag = "Read",
    params(
        ("event_type" = inline(EventType), Path, description = "The type", example = "boss_defeat"),
        Resolution, Within, OfWhom, SliceOnMap, TimeRange, EventsLookedAt, WithDetail, AtHeight,
    ),
    responses(
        (status = 200, description = "The places", body = Answer<EventPlaces>),
        (status = 404, description = "No event of this type has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/events/{event_type}/places")]
pub(super) async fn event_places(
    request: HttpRequest,
    asked: Asked<Places>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let event_type = named(&request, "event_type", 1, EventType::parse_counted)?;
    answer(event_type, asked.0, &state).await
}

/// Read where events of any name happened
///
/// As with the name in the path, for every name: proxies and browsers take a `/`, a `.` and `..` in a path for parts of it.
#[utoipa::path(
    tag = "Read",
    params(OfEventType, Resolution, Within, OfWhom, SliceOnMap, TimeRange, EventsLookedAt, WithDetail, AtHeight),
    responses(
        (status = 200, description = "The places", body = Answer<EventPlaces>),
        (status = 404, description = "No event of this type has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/events/places")]
pub(super) async fn event_places_of(
    asked: Asked<(OfEventType, Places)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, asked)) = asked;
    answer(of.event_type, asked, &state).await
}

async fn answer(
    event_type: EventType,
    ((resolution, within), (of, on_map), range, (looked_at, detail, at_height)): Places,
    state: &AppState,
) -> Result<HttpResponse, ApiError> {
    let asked = MapSlice::from(on_map);
    let wanted = PlacedEvents {
        of,
        detail: detail.filter(),
        heights: at_height.into(),
    };
    let places = if wanted.is_of_rows() {
        refuse_others(&event_type, &asked.slice)?;
        let limit = looked_at.limit.map(|limit| limit.0);
        let reader = &state.reader;
        let placed =
            places_of_rows::of_events(reader, &event_type, &wanted, asked, range, limit).await?;
        placed.1
    } else if !range.is_limited()
        && looked_at.limit.is_none()
        && are_in_totals(&event_type, &asked, &state.reader).await?
    {
        state.reader.event_map(&event_type, &asked).await?
    } else {
        let MapSlice { map, slice } = asked;
        refuse_others(&event_type, &slice)?;
        let asked = EventPlacesRequest {
            event_type: event_type.clone(),
            filter: EventFilter {
                game_mode: slice.game_mode,
                range,
            },
            arm: slice.arm,
            map,
            limit: looked_at.limit.map_or(USUAL_LIMIT, |limit| limit.0),
        };
        state.reader.event_places(&asked).await?
    };
    if places.events == 0 {
        known::event_type(&event_type, &state.reader).await?;
    }
    let answer = EventPlaces::new(event_type, &places, &resolution.or_usual(within.into()));
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}

/// Whether a grid has them: neither the type nor the map nor the slice is counted as another.
pub(super) async fn are_in_totals(
    event_type: &EventType,
    asked: &MapSlice,
    reader: &Reader,
) -> Result<bool, ApiError> {
    let of_type = reader.name_elsewhere(NameKind::EventType, event_type.as_str());
    Ok(of_type.await?.is_none()
        && reader.map_elsewhere(&asked.map).await?.is_none()
        && reader.counted_elsewhere(&asked.slice).await?.is_none())
}

/// A range, and the newest so many, are answered from rows.
pub(super) fn refuse_others(event_type: &EventType, slice: &SliceFilter) -> Result<(), ApiError> {
    let mode = slice.game_mode.as_ref();
    let arm = slice.arm.as_ref();
    let field = match () {
        () if event_type.is_other() => "event_type",
        () if mode.is_some_and(|mode| mode.is_other()) => "game_mode",
        () if arm.is_some_and(|arm| arm.variant.is_other()) => "variant",
        () => return Ok(()),
    };
    Err(ApiError::of(field, NO_NAME_OF_ROWS))
}
