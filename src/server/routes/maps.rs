//! `GET /api/maps`, `/api/maps/{map}` and `/api/map?map=`: maps of the game, all but their pictures.

use crate::model::MapName;
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Error, MapDetail, OfMap, Page, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

/// What a 404 says there is not.
pub(super) const NO_MAP: ApiError = ApiError::Unknown {
    field: "map",
    what: "map of this name was set",
};

/// List maps
///
/// Where the picture of each lies in the world, which floors there are, and what picture there is; at most 200.
#[utoipa::path(
    tag = "Read",
    responses((status = 200, description = "All maps, by name", body = Page<MapDetail>), ReadErrors)
)]
#[get("/maps")]
pub(super) async fn all_maps(
    _: Asked<()>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let maps = state.reader.maps().await?;
    let maps = maps.into_iter().map(MapDetail::from).collect();
    Ok(HttpResponse::Ok().json(Page::new(maps, None::<String>)))
}

/// Read one map
///
/// Where its picture lies in the world, which floors there are, and what picture there is.
#[utoipa::path(
    tag = "Read",
    params(("map" = inline(MapName), Path, description = "The map", example = "dust")),
    responses(
        (status = 200, description = "The map", body = Answer<MapDetail>),
        (status = 404, description = "No map of this name was set", body = Error),
        ReadErrors
    )
)]
#[get("/maps/{map}")]
pub(super) async fn one_map(
    request: HttpRequest,
    _: Asked<()>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    answer(named(&request, "map", 0, MapName::parse)?, &state).await
}

/// Read one map of any name
///
/// As with the name in the path, for every name; without one, for all data without a map.
#[utoipa::path(
    tag = "Read",
    params(OfMap),
    responses(
        (status = 200, description = "The map", body = Answer<MapDetail>),
        (status = 404, description = "No map of this name was set", body = Error),
        ReadErrors
    )
)]
#[get("/map")]
pub(super) async fn map_of(
    asked: Asked<OfMap>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    answer(asked.0.map, &state).await
}

async fn answer(name: MapName, state: &AppState) -> Result<HttpResponse, ApiError> {
    let map = state.reader.map(&name).await?.ok_or(NO_MAP)?;
    Ok(HttpResponse::Ok().json(Answer::new(MapDetail::from(map))))
}
