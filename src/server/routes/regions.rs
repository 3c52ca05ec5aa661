//! `GET /api/map/regions`: what lies in the regions of a map. `PUT` and `DELETE /api/map/region`: names one, or forgets it.

use super::maps::NO_MAP;
use crate::analytics::{around_regions, count_regions};
use crate::model::{GridRequest, GridResolution, MAX_BINS, MapChange, Millis, RegionChange};
use crate::runtime::clock;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{
    Answer, BySlice, Error, MapDetail, OfItem, OfMap, OfRegion, ReadErrors, RegionOutline,
    RegionsCounted,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, put};

/// Read what lies in the regions of a map
///
/// Units of an item in each region, from the grid of its places, in cells as fine as are known there; of all, or of a mode or a variant.
#[utoipa::path(
    tag = "Read",
    params(OfMap, OfItem, BySlice),
    responses(
        (status = 200, description = "Units by region", body = Answer<RegionsCounted>),
        (status = 404, description = "No map of this name was set", body = Error),
        ReadErrors
    )
)]
#[get("/map/regions")]
pub(super) async fn regions(
    asked: Asked<(OfMap, OfItem, BySlice)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, OfItem { item }, slice)) = asked;
    let map = state.reader.map(&of.map).await?.ok_or(NO_MAP)?;
    let wanted = around_regions(&map.regions).map(|around| GridRequest {
        area: around.into(),
        ..GridRequest::of(GridResolution::Bins(MAX_BINS))
    });
    // What is sent names no map, so that another one has nothing on it.
    let (units, grid) = match map.name.as_str() {
        "" => {
            let slice = slice.into();
            let heat = state.reader.heat(&item, &slice, 1, wanted.as_ref());
            let heat = heat.await?;
            (heat.count, heat.grid)
        }
        _ => (0, None),
    };
    let grid = grid.as_ref();
    Ok(HttpResponse::Ok().json(Answer::new(RegionsCounted {
        map: map.name,
        units,
        side: grid.map(|grid| (grid.x_max - grid.x_min) / f64::from(grid.bins)),
        regions: count_regions(&map.regions, grid, units),
        item,
    })))
}

/// Name a region of a map
///
/// Or move the one of this name. A map of which nothing was set is made; it has at most 50 regions.
#[utoipa::path(
    tag = "Operate",
    params(OfRegion, RegionOutline),
    responses(
        (status = 200, description = "What has become of the map", body = Answer<MapDetail>),
        (status = 400, description = "The request is wrong, or there are 50 regions; nothing is changed", body = Error),
        ReadErrors
    )
)]
#[put("/map/region")]
pub(super) async fn set_region(
    asked: Asked<(OfRegion, RegionOutline)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, outline)) = asked;
    let region = outline.named(of.region.clone());
    change(of, RegionChange::Set(region), &state).await
}

/// Forget a region of a map
///
/// Data stay.
#[utoipa::path(
    tag = "Operate",
    params(OfRegion),
    responses(
        (status = 200, description = "What has become of the map", body = Answer<MapDetail>),
        (status = 404, description = "There is no such map, or no such region", body = Error),
        ReadErrors
    )
)]
#[delete("/map/region")]
pub(super) async fn remove_region(
    asked: Asked<OfRegion>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(of) = asked;
    let map = state.reader.map(&of.map).await?.ok_or(NO_MAP)?;
    if map.regions.iter().all(|region| region.name != of.region) {
        return Err(ApiError::Unknown {
            field: "region",
            what: "region of this name was set",
        });
    }
    let removal = RegionChange::Remove(of.region.clone());
    change(of, removal, &state).await
}

async fn change(
    of: OfRegion,
    region: RegionChange,
    state: &AppState,
) -> Result<HttpResponse, ApiError> {
    let change = MapChange {
        region: Some(region),
        ..MapChange::of(of.map)
    };
    let at = Millis(clock::now_ms());
    let map = state.ingest.set_map(change, at, state.budget.share());
    let map = map.await??;
    Ok(HttpResponse::Ok().json(Answer::new(MapDetail::from(map))))
}
