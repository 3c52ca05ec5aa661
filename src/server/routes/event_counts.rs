//! `GET /api/events`: how many events of which type, and when.

use crate::model::{Bucket, EventCounts, EventPoint, EventType, HourFilter};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Events by type.
#[derive(Serialize, ToSchema)]
struct EventCountsAnswer {
    /// Always true.
    success: bool,
    /// The counts.
    data: Counts,
}

/// Events by type.
#[derive(Serialize, ToSchema)]
struct Counts {
    /// Events of all types.
    total_events: u64,
    /// Events by type.
    #[schema(value_type = BTreeMap<String, u64>)]
    event_types: BTreeMap<EventType, u64>,
    /// Oldest first, when `bucket` was given; what did not happen is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Vec<Point>>,
}

/// How often one type of event happened within one bucket of time.
#[derive(Serialize, ToSchema)]
struct Point {
    /// The bucket's start.
    #[schema(format = DateTime)]
    start: String,
    /// The type.
    event_type: String,
    /// Events with a timestamp in it.
    events: u64,
}

/// Count events by type
///
/// From rollups, at the same cost for any number of events. `since` and `until` are taken in whole hours (whole days with
/// `bucket=day`). With `bucket` also over time: at most the 10,000 newest pairs of bucket and type. Only events
/// inside sheets have a game mode and variants: those of their sheet.
#[utoipa::path(
    tag = "Read",
    params(
        ("type" = Option<String>, Query, description = "Only events of this type", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("experiment" = Option<String>, Query, description = "With `variant`: only events inside sheets of those who were in it", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("variant" = Option<String>, Query, description = "With `experiment`: the variant", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only from here on", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only before this; not before `since`", format = DateTime, min_length = 10),
        ("bucket" = Option<String>, Query, description = "`hour` or `day`: adds `points`", pattern = "^(hour|day)$", example = "hour"),
    ),
    responses((status = 200, description = "Events by type", body = EventCountsAnswer), schema::ReadErrors)
)]
#[get("/events")]
pub(super) async fn event_counts(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "type",
        "game_mode",
        "experiment",
        "variant",
        "since",
        "until",
        "bucket",
    ];
    let mut query = Query::read(request.query_string(), &known);
    let (since, until) = query.time_range();
    let slice = query.slice();
    let filter = HourFilter {
        since,
        until,
        game_mode: slice.game_mode,
        arm: slice.arm,
    };
    let event_type = query.optional("type", EventType::parse);
    let bucket = query.optional("bucket", hour_or_day);
    query.finish(())?;
    let counts = state
        .reader
        .event_counts(&filter, event_type.as_ref(), bucket)
        .await?;
    Ok(HttpResponse::Ok().json(EventCountsAnswer {
        success: true,
        data: counted(counts, bucket.is_some()),
    }))
}

fn hour_or_day(text: &str) -> Result<Bucket, String> {
    match Bucket::parse(text) {
        Ok(bucket @ (Bucket::Hour | Bucket::Day)) => Ok(bucket),
        _ => Err("must be one of hour, day".into()),
    }
}

fn counted(counts: EventCounts, over_time: bool) -> Counts {
    let points = counts.points.into_iter().map(Point::from);
    Counts {
        total_events: counts.types.values().sum(),
        event_types: counts.types,
        points: over_time.then(|| points.collect()),
    }
}

impl From<EventPoint> for Point {
    fn from(point: EventPoint) -> Self {
        Self {
            start: point.start.to_string(),
            event_type: point.event_type.into(),
            events: point.events,
        }
    }
}
