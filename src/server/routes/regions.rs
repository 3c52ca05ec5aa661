//! `GET /api/map/regions`: what lies in the regions of a map. `PUT` and `DELETE /api/map/region`: names one, or forgets it.

use super::event_places::{are_in_totals, refuse_others};
use super::maps::NO_MAP;
use super::places_of_rows::{self, PlacedEvents};
use crate::analytics::{around_regions, count_regions};
use crate::model::{
    Area, Grid, GridRequest, GridResolution, Heights, MAX_BINS, MapChange, MapSlice, Millis,
    NewestSheets, RegionChange, RowsLookedAt, SheetFilter,
};
use crate::runtime::clock;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::known;
use crate::server::state::AppState;
use crate::wire::{
    Answer, Error, MapDetail, OfRegion, OnMap, ReadErrors, RegionOutline, RegionsCounted,
    SliceOnMap, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, put};

/// Read what lies in the regions of a map
///
/// Units of an item, or events of a type, in each region, from the grid of their places, in cells as fine as are known there; of all, or of a mode, a variant or a value of a dimension.
/// What totals do not tell apart is counted from the rows, the newest first, as far as 7 seconds go: `counted_from_rows` then says how far that was.
#[utoipa::path(
    tag = "Read",
    params(OnMap, SliceOnMap),
    responses(
        (status = 200, description = "Units, or events, by region", body = Answer<RegionsCounted>),
        (status = 404, description = "No map of this name was set, or no such event was sent", body = Error),
        ReadErrors
    )
)]
#[get("/map/regions")]
pub(super) async fn regions(
    asked: Asked<(OnMap, SliceOnMap)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((on, slice)) = asked;
    let slice = MapSlice::from(slice);
    let map = state.reader.map(&slice.map).await?.ok_or(NO_MAP)?;
    let around = around_regions(&map.regions).map(Area::from);
    let wanted = GridRequest {
        area: around.unwrap_or_default(),
        ..GridRequest::of(GridResolution::Bins(MAX_BINS))
    };
    let Counted {
        units,
        grid,
        from_rows,
    } = places(&on, &slice, &wanted, &state).await?;
    let grid = grid.as_ref();
    Ok(HttpResponse::Ok().json(Answer::new(RegionsCounted {
        map: map.name,
        units,
        side: grid.map(|grid| (grid.x_max - grid.x_min) / f64::from(grid.bins)),
        regions: count_regions(&map.regions, grid, units),
        item: on.item,
        event_type: on.event_type,
        counted_from_rows: from_rows,
    })))
}

/// How many units or events have a place, and the grid of them.
struct Counted {
    units: u64,
    grid: Option<Grid>,
    /// How far it went, where no total knows the map or the slice.
    from_rows: Option<RowsLookedAt>,
}

async fn places(
    on: &OnMap,
    asked: &MapSlice,
    wanted: &GridRequest,
    state: &AppState,
) -> Result<Counted, ApiError> {
    let reader = &state.reader;
    if let Some(event_type) = &on.event_type {
        let (from_rows, places) = match are_in_totals(event_type, asked, reader).await? {
            true => (None, reader.event_map(event_type, asked).await?),
            false => {
                refuse_others(event_type, &asked.slice)?;
                let (all, always) = (PlacedEvents::default(), TimeRange::default());
                let asked = asked.clone();
                let rows = places_of_rows::of_events(reader, event_type, &all, asked, always, None);
                let (looked_at, places) = rows.await?;
                (Some(looked_at), places)
            }
        };
        if places.events == 0 {
            known::event_type(event_type, reader).await?;
        }
        return Ok(Counted {
            units: places.heat.total_units(),
            grid: places.heat.grid(wanted),
            from_rows,
        });
    }
    let Some(item) = &on.item else {
        return Ok(Counted {
            units: 0,
            grid: None,
            from_rows: None,
        });
    };
    let heat = reader.heat(item, asked, 1, Some(wanted)).await?;
    if heat.map_in_totals {
        return Ok(Counted {
            units: heat.count,
            grid: heat.grid,
            from_rows: None,
        });
    }
    let MapSlice { map, slice } = asked.clone();
    let asked = NewestSheets {
        filter: SheetFilter {
            game_mode: slice.game_mode,
            ..SheetFilter::default()
        },
        arm: slice.arm,
        map: Some(map),
        ..NewestSheets::default()
    };
    let rows = places_of_rows::of_item(reader, item, &asked, Heights::default());
    let (looked_at, heat) = rows.await?;
    Ok(Counted {
        units: heat.total_units(),
        grid: heat.grid(wanted),
        from_rows: Some(looked_at.into()),
    })
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
