//! `GET /api/stats-fields/values`: the values of one field, their distribution and their course over time.

use crate::analytics::FieldValues;
use crate::model::{ArmName, FieldName, Leaf, Millis, NewestRows, Split, each_leaf};
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::known;
use crate::server::state::AppState;
use crate::store::{EventColumns, SheetColumns};
use crate::wire::{
    Answer, BySlice, DETAIL, Error, InZone, OfField, ReadErrors, RowsCounted, StatsField,
    TimeRange, WithDetail,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use std::ops::ControlFlow;

type Selection = (BySlice, TimeRange, RowsCounted);

/// Read the values of one field
///
/// Of a detail of events of a `type`, or of a custom stat of sheets. Numbers as quantiles and a histogram, texts and booleans as counts by value, past
/// 1,000 distinct texts as ` (other)`; all of them over time and, with `by`, by group. From the rows themselves, the newest first, as far as 7 seconds
/// go; `complete` and `covered_since` say how far that was.
#[utoipa::path(
    tag = "Read",
    params(OfField, WithDetail, BySlice, TimeRange, InZone, RowsCounted),
    responses(
        (status = 200, description = "The values", body = Answer<StatsField>),
        (status = 404, description = "No event of this type has been sent", body = Error),
        ReadErrors
    )
)]
#[get("/stats-fields/values")]
pub(super) async fn stats_field(
    asked: Asked<OfRows<(OfField, WithDetail, Selection, InZone)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, detail, (slice, range, rows), zone))) = asked;
    let OfField {
        field,
        event_type,
        by,
        bucket,
    } = of;
    let zone = zone.tz.unwrap_or_default();
    let asked = NewestRows::from((slice.into(), range, rows));
    let detail = detail.filter();
    let mut told = Told {
        field: &field,
        by: by.as_ref(),
        values: FieldValues::new(bucket, zone.clone()),
        rows: 0,
    };
    let arms = by.as_ref().is_some_and(Split::needs_arms);
    let looked_at = match (&event_type, &detail) {
        (Some(event_type), _) => {
            let columns = EventColumns {
                details: true,
                arms,
                ..EventColumns::default()
            };
            let each = state
                .reader
                .newest_event_rows(event_type, columns, &asked, |event| {
                    let details = event.details();
                    if detail.as_ref().is_some_and(|detail| !detail.wants(details)) {
                        return ControlFlow::Continue(());
                    }
                    let at = Millis(event.timestamp_ms());
                    told.add(at, details, event.game_mode(), event.map(), event.arms())
                });
            each.await?
        }
        (None, None) => {
            let columns = SheetColumns {
                custom_stats: true,
                arms,
                ..SheetColumns::NUMBERS
            };
            let each = state.reader.newest_sheet_rows(columns, &asked, |sheet| {
                let at = Millis(sheet.timestamp_ms());
                let stats = sheet.custom_stats();
                told.add(at, stats, sheet.game_mode(), sheet.map(), sheet.arms())
            });
            each.await?
        }
        (None, Some(_)) => return Err(without_type()),
    };
    if told.rows == 0
        && let Some(event_type) = &event_type
    {
        known::event_type(event_type, &state.reader).await?;
    }
    let Told { values, rows, .. } = told;
    let answer = StatsField {
        looked_at,
        rows_in_slice: rows,
        tz: zone,
        values: values.summary(),
        field,
        event_type,
    };
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}

/// Details are of one type of event.
pub(super) fn without_type() -> ApiError {
    ApiError::of(DETAIL, "needs the type of event whose detail it is")
}

struct Told<'a> {
    field: &'a FieldName,
    by: Option<&'a Split>,
    values: FieldValues,
    rows: u64,
}

impl Told<'_> {
    fn add<'r>(
        &mut self,
        at: Millis,
        said: &str,
        game_mode: &'r str,
        map: &'r str,
        arms: impl Iterator<Item = ArmName<'r>>,
    ) -> ControlFlow<()> {
        self.rows += 1;
        let by = self.by;
        let group = by.and_then(|by| by.group_of(game_mode, map, arms));
        let (field, values) = (self.field.as_str(), &mut self.values);
        // A name may come twice, as `a.b` and as `b` in `a`; the row counts once.
        let mut is_first = true;
        each_leaf(said, |name, leaf: Leaf<'_>| {
            if name == field && std::mem::take(&mut is_first) {
                values.add(at, group, leaf);
            }
        });
        match values.has_room() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    }
}
