//! `GET /api/events`: how many events of which type, and when.

use super::event_places::refuse_others;
use super::stats_field::without_type;
use crate::model::{
    self, Bucket, DetailFilter, EventPoint, EventType, Millis, NewestRows, PeriodFilter,
    RowsLookedAt,
};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::store::{EventColumns, Reader};
use crate::wire::{
    Answer, BySlice, EventCounts, EveryHourOrDay, InZone, OfType, Period, ReadErrors, TimeRange,
    WithDetail,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Count events by type
///
/// From rollups, at the same cost for any number of events. `since` and `until` are taken in whole quarters of an hour, days
/// and hours by the clock of `tz`. With `bucket` also over time: at most the 10,000 newest pairs of bucket and type. An event
/// inside a sheet has the variants of its sheet, and its mode, map and dimensions where it has none of its own. With a detail it counts the events themselves, to
/// the millisecond and from the newest one back, as far as 7 seconds go; `complete` and `covered_since` say how far that was.
#[utoipa::path(
    tag = "Read",
    params(OfType, WithDetail, BySlice, TimeRange, InZone, EveryHourOrDay),
    responses((status = 200, description = "Events by type", body = Answer<EventCounts>), ReadErrors)
)]
#[get("/events")]
pub(super) async fn event_counts(
    asked: Asked<(OfType, WithDetail, Period, EveryHourOrDay)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, detail, period, every)) = asked;
    let filter = PeriodFilter::from(period);
    let bucket = every.bucket.map(|bucket| bucket.0);
    let event_type = of.event_type.as_ref();
    if let Some(detail) = detail.filter() {
        let event_type = event_type.ok_or_else(without_type)?;
        let (counts, looked_at) =
            with_detail(&state.reader, event_type, &detail, &filter, bucket).await?;
        let answer = EventCounts::new(counts, bucket.is_some(), filter.zone.clone());
        return Ok(HttpResponse::Ok().json(Answer::new(answer.from_rows(looked_at))));
    }
    in_totals::slice(&filter.slice, &state.reader).await?;
    if let Some(event_type) = event_type {
        in_totals::event_type(event_type, &state.reader).await?;
    }
    let counts = state.reader.event_counts(&filter, event_type, bucket);
    let answer = EventCounts::new(counts.await?, bucket.is_some(), filter.zone.clone());
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}

/// Counts the events whose detail says what is asked for.
async fn with_detail(
    reader: &Reader,
    event_type: &EventType,
    detail: &DetailFilter,
    filter: &PeriodFilter,
    bucket: Option<Bucket>,
) -> Result<(model::EventCounts, RowsLookedAt), ApiError> {
    let (slice, zone) = (filter.slice.clone(), &filter.zone);
    refuse_others(event_type, &slice)?;
    let asked = NewestRows {
        range: filter.range,
        slice,
        ..NewestRows::default()
    };
    let columns = EventColumns {
        details: true,
        ..EventColumns::default()
    };
    let mut starts: BTreeMap<Millis, u64> = BTreeMap::new();
    let looked_at = reader.newest_event_rows(event_type, columns, &asked, |event| {
        if detail.wants(event.details()) {
            let at = Millis(event.timestamp_ms());
            let start = bucket.map_or(Millis(0), |bucket| zone.start_of(at, bucket));
            *starts.entry(start).or_default() += 1;
        }
        match starts.len() < Reader::MAX_BUCKETS as usize {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    let looked_at = looked_at.await?;
    let events: u64 = starts.values().sum();
    let points = starts.into_iter().map(|(start, events)| EventPoint {
        start,
        event_type: event_type.clone(),
        events,
    });
    let counts = model::EventCounts {
        points: points.collect(),
        types: [(event_type.clone(), events)]
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .collect(),
        counted: filter.range,
    };
    Ok((counts, looked_at))
}
