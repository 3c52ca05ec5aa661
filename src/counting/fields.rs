//! Which fields a game makes up, in `details` of events and in `custom_stats` of sheets.

use crate::analytics::Fields;
use crate::model::{EventType, NewestRows, PeriodFilter};
use crate::store::{EventColumns, Reader, SheetColumns, StoreError};
use crate::wire::{FieldSource, StatsFields};
use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::time::Instant;

/// Types of events whose fields are listed.
const MOST_TYPES: usize = 200;

/// The fields of sheets and of each type of event, or of the events of one type, from the newest rows of each.
///
/// # Errors
/// When the database does not answer in time, or a row is damaged.
pub async fn stats_fields(
    reader: &Reader,
    event_type: Option<EventType>,
    asked: &NewestRows,
) -> Result<StatsFields, StoreError> {
    let is_one = event_type.is_some();
    let types = match event_type {
        Some(one) => vec![one],
        None => types_of(reader).await?,
    };
    let mut left = types.len().min(MOST_TYPES);
    let mut sources = Vec::new();
    let mut more_sources = types.len() > left;
    let begun = Instant::now();
    if !is_one {
        let part = share(asked, begun, left + 1);
        sources.push(of_sheets(reader, &part).await?);
    }
    for event_type in types.into_iter().take(left) {
        let part = share(asked, begun, left);
        left -= 1;
        if part.patience.is_zero() {
            more_sources = true;
            break;
        }
        sources.push(of_events(reader, event_type, &part).await?);
    }
    Ok(StatsFields {
        sources,
        more_sources,
    })
}

/// Types of events, the most frequent first. What stands for many types is none.
async fn types_of(reader: &Reader) -> Result<Vec<EventType>, StoreError> {
    let all = PeriodFilter::default();
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

async fn of_sheets(reader: &Reader, asked: &NewestRows) -> Result<FieldSource, StoreError> {
    let columns = SheetColumns {
        custom_stats: true,
        ..SheetColumns::NUMBERS
    };
    let mut fields = Fields::default();
    let mut rows_in_slice = 0;
    let looked_at = reader.newest_sheet_rows(columns, asked, |sheet| {
        rows_in_slice += 1;
        fields.add(sheet.custom_stats());
        ControlFlow::Continue(())
    });
    Ok(FieldSource {
        event_type: None,
        looked_at: looked_at.await?,
        rows_in_slice,
        fields: fields.all(),
    })
}

async fn of_events(
    reader: &Reader,
    event_type: EventType,
    asked: &NewestRows,
) -> Result<FieldSource, StoreError> {
    let columns = EventColumns {
        details: true,
        ..EventColumns::default()
    };
    let mut fields = Fields::default();
    let mut rows_in_slice = 0;
    let looked_at = reader.newest_event_rows(&event_type, columns, asked, |event| {
        rows_in_slice += 1;
        fields.add(event.details());
        ControlFlow::Continue(())
    });
    Ok(FieldSource {
        looked_at: looked_at.await?,
        event_type: Some(event_type),
        rows_in_slice,
        fields: fields.all(),
    })
}
