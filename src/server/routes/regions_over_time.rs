//! `GET /api/map/regions/over-time`: what lay in the regions of a map when.

use super::event_places::refuse_others;
use super::maps::NO_MAP;
use crate::analytics::RegionTimes;
use crate::model::{Bucket, Looted, MapSlice, Millis, NewestRows, NewestSheets};
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::known;
use crate::server::state::AppState;
use crate::store::{EventColumns, SheetParts};
use crate::wire::{
    Answer, Error, Every, FromSheetsOnMap, InZone, OfWhom, OnMap, ReadErrors, RegionsOverTime,
    RegionsPoint, SheetsCounted, SliceOnMap, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use std::ops::ControlFlow;

type Times = (
    OnMap,
    (OfWhom, SliceOnMap, TimeRange, SheetsCounted),
    (Every, InZone),
);

/// Read what lay in the regions of a map over time
///
/// Units of an item, or events of a type, at places in each region and in none, by the time of their sheet or event. No total knows places
/// over time, so they are counted from the rows, the newest first: from `limit` sheets and as many events of each type, or from as many as can
/// be looked at in time; `complete` says whether there are no more. A place counts where it is, in each region that holds it.
#[utoipa::path(
    tag = "Read",
    params(OnMap, OfWhom, SliceOnMap, TimeRange, SheetsCounted, Every, InZone),
    responses(
        (status = 200, description = "Units, or events, by region over time", body = Answer<RegionsOverTime>),
        (status = 404, description = "No map of this name was set, or no such event was sent", body = Error),
        ReadErrors
    )
)]
#[get("/map/regions/over-time")]
pub(super) async fn regions_over_time(
    asked: Asked<OfRows<Times>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((on, from, (every, zone)))) = asked;
    let map = from.1.map.clone().unwrap_or_default();
    let map = state.reader.map(&map).await?.ok_or(NO_MAP)?;
    let bucket = every.bucket.unwrap_or(Bucket::Hour);
    let zone = zone.tz.unwrap_or_default();
    let names: Vec<_> = map
        .regions
        .iter()
        .map(|region| region.name.clone())
        .collect();
    let mut times = RegionTimes::new(map.regions, bucket, zone.clone());
    let (looked_at, complete) = count(&on, from, &state, &mut times).await?;
    Ok(HttpResponse::Ok().json(Answer::new(RegionsOverTime {
        map: map.name,
        looked_at,
        complete,
        bucket,
        tz: zone,
        points: RegionsPoint::all(&names, times),
        regions: names,
        item: on.item,
        event_type: on.event_type,
    })))
}

/// How many rows were looked at, and whether those are all.
async fn count(
    on: &OnMap,
    from: FromSheetsOnMap,
    state: &AppState,
    times: &mut RegionTimes,
) -> Result<(u64, bool), ApiError> {
    let go_on = |times: &RegionTimes| match times.has_room() {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    };
    if let Some(event_type) = &on.event_type {
        let (of, on_map, range, counted) = from;
        let MapSlice { map, slice } = on_map.into();
        refuse_others(event_type, &slice)?;
        let asked = NewestRows {
            match_id: of.match_id,
            player_id: of.player_id,
            range,
            slice,
            limit: counted.limit.map(|limit| limit.0),
            ..NewestRows::default()
        };
        let columns = EventColumns::default();
        let rows = state
            .reader
            .newest_event_rows(event_type, columns, &asked, |event| {
                let is_wanted = event.map() == map.as_str();
                if let Some(place) = event.position().filter(|_| is_wanted) {
                    times.add(Millis(event.timestamp_ms()), place, 1);
                }
                go_on(times)
            });
        let rows = rows.await?;
        if rows.looked_at == 0 {
            known::event_type(event_type, &state.reader).await?;
        }
        return Ok((rows.looked_at, rows.coverage.complete));
    }
    let Some(item) = &on.item else {
        return Ok((0, true));
    };
    let parts = SheetParts::ItemsAndPlaces;
    let asked = NewestSheets::from(from);
    let rows = state.reader.newest_looted(&asked, parts, |looted| {
        match looted {
            Looted::InSheet(stored) => {
                for (place, units, _) in stored.sheet.places_of(item) {
                    times.add(stored.sheet.timestamp.at(), place, units);
                }
            }
            Looted::InEvent(event) => {
                if let Some((place, units, _)) = event.place_of(item) {
                    times.add(event.at, place, units);
                }
            }
        }
        go_on(times)
    });
    let rows = rows.await?;
    Ok((rows.looked_at + rows.events_looked_at, rows.complete))
}
