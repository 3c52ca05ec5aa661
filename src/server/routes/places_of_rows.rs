//! Places that only rows tell, as grids: of an item, and of a type of event.

use crate::model::{
    DetailFilter, EventPlaces, EventType, Found, HeatGrid, Heights, ItemKind, LookedAt, Looted,
    MapSlice, NewestRows, NewestSheets, RowsLookedAt, TimeRange, group_of,
};
use crate::server::error::ApiError;
use crate::store::{EventColumns, Reader, SheetParts};
use crate::wire::OfWhom;
use std::ops::ControlFlow;

/// Places that are put into the grid together: each time all of its cells are put in order.
const AT_ONCE: usize = 10_000;

/// Where an item was found at some heights, by the newest sheets and events of a selection.
pub(super) async fn of_item(
    reader: &Reader,
    item: &ItemKind,
    asked: &NewestSheets,
    heights: Heights,
) -> Result<(LookedAt, HeatGrid), ApiError> {
    let mut heat = HeatGrid::default();
    let mut waiting: Vec<Found> = Vec::new();
    let add = |looted: Looted<'_>| {
        let there = |(place, ..): &Found| heights.contains(*place);
        match looted {
            Looted::InSheet(stored) => waiting.extend(stored.sheet.places_of(item).filter(there)),
            Looted::InEvent(event) => waiting.extend(event.place_of(item).filter(there)),
        }
        if waiting.len() >= AT_ONCE {
            heat.add(waiting.drain(..));
        }
        // A grid is as large as a grid may be.
        ControlFlow::Continue(())
    };
    let looked_at = reader.newest_looted(asked, SheetParts::ItemsAndPlaces, add);
    let looked_at = looked_at.await?;
    heat.add(waiting);
    Ok((looked_at, heat))
}

/// Which events, of those in a slice and a range.
#[derive(Debug, Default)]
pub(super) struct PlacedEvents {
    pub(super) of: OfWhom,
    pub(super) detail: Option<DetailFilter>,
    pub(super) heights: Heights,
}

impl PlacedEvents {
    /// Whether only the rows say it.
    pub(super) fn is_of_rows(&self) -> bool {
        self.of != OfWhom::default() || self.detail.is_some() || self.heights.is_limited()
    }
}

/// Places of the events whose match, player, detail and height are asked for; `events` are those with the detail.
pub(super) async fn of_events(
    reader: &Reader,
    event_type: &EventType,
    PlacedEvents {
        of,
        detail,
        heights,
    }: &PlacedEvents,
    MapSlice { map, slice }: MapSlice,
    range: TimeRange,
    limit: Option<u32>,
) -> Result<(RowsLookedAt, EventPlaces), ApiError> {
    let asked = NewestRows {
        match_id: of.match_id.clone(),
        player_id: of.player_id.clone(),
        range,
        slice,
        limit,
        ..NewestRows::default()
    };
    let columns = EventColumns {
        details: detail.is_some(),
        ..EventColumns::default()
    };
    let mut placed = EventPlaces::default();
    let mut waiting = Vec::new();
    let looked_at = reader.newest_event_rows(event_type, columns, &asked, |event| {
        let is_wanted = |detail: &DetailFilter| detail.wants(event.details());
        if event.map() == map.as_str() && detail.as_ref().is_none_or(is_wanted) {
            placed.events += 1;
            if let Some(at) = event.position().filter(|at| heights.contains(*at)) {
                waiting.push((at, 1, group_of(event.player_id())));
            }
            if waiting.len() == AT_ONCE {
                placed.heat.add(waiting.drain(..));
            }
        }
        ControlFlow::Continue(())
    });
    let looked_at = looked_at.await?;
    placed.coverage = looked_at.coverage;
    placed.heat.add(waiting);
    Ok((looked_at, placed))
}
