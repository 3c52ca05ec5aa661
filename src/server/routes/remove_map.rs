//! `DELETE /api/maps/{map}` and `/api/map?map=`: removes what was set of a map. Data stay.

use super::maps::NO_MAP;
use crate::model::MapName;
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Error, MapRemoved, OfMap, ReadErrors};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};

/// Remove a map
///
/// Its picture, its place and its floors; no data are deleted.
#[utoipa::path(
    tag = "Operate",
    params(("map" = inline(MapName), Path, description = "The map", example = "dust")),
    responses(
        (status = 200, description = "It is removed", body = MapRemoved),
        (status = 404, description = "No map of this name was set", body = Error),
        ReadErrors
    )
)]
#[delete("/maps/{map}")]
pub(super) async fn remove_map(
    request: HttpRequest,
    _: Asked<()>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    remove(named(&request, "map", 0, MapName::parse)?, &state).await
}

/// Remove a map of any name
///
/// As with the name in the path, for every name; without one, what was set for all data without a map.
#[utoipa::path(
    tag = "Operate",
    params(OfMap),
    responses(
        (status = 200, description = "It is removed", body = MapRemoved),
        (status = 404, description = "No map of this name was set", body = Error),
        ReadErrors
    )
)]
#[delete("/map")]
pub(super) async fn remove_map_of(
    asked: Asked<OfMap>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    remove(asked.0.map, &state).await
}

async fn remove(name: MapName, state: &AppState) -> Result<HttpResponse, ApiError> {
    if !state.ingest.remove_map(name.clone()).await? {
        return Err(NO_MAP);
    }
    tracing::info!(map = name.as_str(), "a map was removed");
    Ok(HttpResponse::Ok().json(MapRemoved {
        success: true,
        name,
    }))
}
