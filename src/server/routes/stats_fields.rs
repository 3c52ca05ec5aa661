//! `GET /api/stats-fields`: which fields a game makes up, in `details` of events and in `custom_stats` of sheets.

use crate::analytics::Fields;
use crate::model::{EventType, NewestRows, PeriodFilter, SliceFilter};
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::store::{EventColumns, Reader, SheetColumns};
use crate::wire::{
    Answer, BySlice, FieldRows, FieldSource, OfType, ReadErrors, StatsFields, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::time::Instant;

/// Types of events whose fields are listed.
const MOST_TYPES: usize = 200;

/// Read which fields there are
///
/// What games say in `details` of events and in `custom_stats` of sheets, whatever they call it: kinds of values, how many, and how far numbers
/// reach. From the newest `limit` sheets and events of each type; `complete` and `covered_since` say how far that went. Past 500
/// names of one of them, further ones are counted as ` (other)`.
#[utoipa::path(
    tag = "Read",
    params(OfType, BySlice, TimeRange, FieldRows),
    responses((status = 200, description = "The fields", body = Answer<StatsFields>), ReadErrors)
)]
#[get("/stats-fields")]
pub(super) async fn stats_fields(
    asked: Asked<OfRows<(OfType, BySlice, TimeRange, FieldRows)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, slice, range, rows))) = asked;
    let asked = NewestRows {
        range,
        slice: slice.into(),
        limit: Some(rows.limit.0),
        patience: NewestRows::PATIENCE,
    };
    let is_one = of.event_type.is_some();
    let types = match of.event_type {
        Some(one) => vec![one],
        None => types_of(&state.reader).await?,
    };
    let mut left = types.len().min(MOST_TYPES);
    let mut sources = Vec::new();
    let mut more_sources = types.len() > left;
    let begun = Instant::now();
    if !is_one {
        let part = share(&asked, begun, left + 1);
        sources.push(of_sheets(&state.reader, &part).await?);
    }
    for event_type in types.into_iter().take(left) {
        let part = share(&asked, begun, left);
        left -= 1;
        if part.patience.is_zero() {
            more_sources = true;
            break;
        }
        sources.push(of_events(&state.reader, event_type, &part).await?);
    }
    let answer = StatsFields {
        sources,
        more_sources,
    };
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}

/// Types of events, the most frequent first. What stands for many types is none.
async fn types_of(reader: &Reader) -> Result<Vec<EventType>, ApiError> {
    let all = PeriodFilter {
        slice: SliceFilter::default(),
        ..PeriodFilter::default()
    };
    let counts = reader.event_counts(&all, None, None).await?.types;
    let mut types: Vec<_> = counts
        .into_iter()
        .filter(|(name, _)| !name.is_other())
        .collect();
    types.sort_by_key(|(_, events)| Reverse(*events));
    Ok(types.into_iter().map(|(name, _)| name).collect())
}

/// The part of what is left of the time, of one among `among`.
fn share(asked: &NewestRows, begun: Instant, among: usize) -> NewestRows {
    let left = asked.patience.saturating_sub(begun.elapsed());
    NewestRows {
        patience: left / among.max(1) as u32,
        ..asked.clone()
    }
}

async fn of_sheets(reader: &Reader, asked: &NewestRows) -> Result<FieldSource, ApiError> {
    let columns = SheetColumns {
        custom_stats: true,
        ..SheetColumns::NUMBERS
    };
    let mut fields = Fields::default();
    let looked_at = reader.newest_sheet_rows(columns, asked, |sheet| {
        fields.add(sheet.custom_stats());
        ControlFlow::Continue(())
    });
    Ok(FieldSource {
        event_type: None,
        looked_at: looked_at.await?,
        fields: fields.all(),
    })
}

async fn of_events(
    reader: &Reader,
    event_type: EventType,
    asked: &NewestRows,
) -> Result<FieldSource, ApiError> {
    let columns = EventColumns {
        details: true,
        ..EventColumns::default()
    };
    let mut fields = Fields::default();
    let looked_at = reader.newest_event_rows(&event_type, columns, asked, |event| {
        fields.add(event.details());
        ControlFlow::Continue(())
    });
    Ok(FieldSource {
        looked_at: looked_at.await?,
        event_type: Some(event_type),
        fields: fields.all(),
    })
}
