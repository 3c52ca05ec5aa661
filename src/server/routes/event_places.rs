//! `GET /api/events/{event_type}/places`: where events of one type happened.

use crate::model::{EventFilter, EventPlacesRequest, EventType, Grid, GridResolution};
use crate::server::error::ApiError;
use crate::server::percent;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

const USUAL_LIMIT: u32 = 20_000;
const MOST: u32 = 100_000;
const USUAL_BINS: u32 = 50;

/// Where events happened.
#[derive(Serialize, ToSchema)]
struct EventPlacesAnswer {
    /// Always true.
    success: bool,
    /// The counts.
    #[schema(inline)]
    data: Locations,
}

#[derive(Serialize, ToSchema)]
struct Locations {
    /// The type.
    event_type: String,
    /// Events with a position among those looked at.
    count: u64,
    /// Events looked at, with a position or without.
    events: u64,
    /// The side of a square of the map behind `grid`, in world units.
    cell_side: f64,
    /// Events per bin; absent when none has a position.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Grid>)]
    grid: Option<Grid>,
    /// Whether nothing was left out.
    complete: bool,
    /// When not: the timestamp from which on everything is in the answer.
    #[schema(format = DateTime)]
    covered_since: Option<String>,
}

/// Read where events of one type happened
///
/// Counts per square of the map: of all events from a rollup, at the same cost for any number of them. With `since`,
/// `until` or `limit` from the newest events back; `complete` and `covered_since` then say how far it got. Only events
/// inside sheets have a game mode and variants: those of their sheet.
#[utoipa::path(
    tag = "Read",
    params(
        ("event_type" = String, Path, description = "The type", example = "boss_defeat", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("bins" = Option<u32>, Query, description = "Bins along each axis; 50 when absent", minimum = 1, maximum = 200, example = 20),
        ("side" = Option<f64>, Query, description = "Instead of `bins`: squares of at least this many world units, as of a heatmap"),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("experiment" = Option<String>, Query, description = "With `variant`: only events inside sheets of those who were in it", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("variant" = Option<String>, Query, description = "With `experiment`: the variant", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only from here on", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only before this; not before `since`", format = DateTime, min_length = 10),
        ("limit" = Option<u32>, Query, description = "Only the newest so many events; with a time range 20000 when absent", minimum = 1, maximum = 100000),
    ),
    responses((status = 200, description = "The places", body = EventPlacesAnswer), schema::ReadErrors)
)]
#[get("/events/{event_type}/places")]
pub(super) async fn event_places(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "bins",
        "side",
        "game_mode",
        "experiment",
        "variant",
        "since",
        "until",
        "limit",
    ];
    let mut query = Query::read(request.query_string(), &known);
    let (since, until) = query.time_range();
    let slice = query.slice();
    let fineness = query.fineness().unwrap_or(GridResolution::Bins(USUAL_BINS));
    let limit = query.whole("limit", MOST);
    query.finish(())?;
    let event_type = percent::segment(request.uri().path(), 1)
        .and_then(|name| EventType::parse(&name))
        .map_err(|reason| ApiError::of("event_type", reason))?;
    let places = if since.is_none() && until.is_none() && limit.is_none() {
        state.reader.event_map(&event_type, &slice).await?
    } else {
        let asked = EventPlacesRequest {
            event_type: event_type.clone(),
            filter: EventFilter {
                game_mode: slice.game_mode,
                since,
                until,
            },
            arm: slice.arm,
            limit: limit.unwrap_or(USUAL_LIMIT),
        };
        state.reader.event_places(&asked).await?
    };
    Ok(HttpResponse::Ok().json(EventPlacesAnswer {
        success: true,
        data: Locations {
            event_type: event_type.into(),
            count: places.heat.total_units(),
            events: places.events,
            cell_side: places.heat.cell_side(),
            grid: fineness.of(&places.heat),
            complete: places.coverage.complete,
            covered_since: places.coverage.covered_since.map(|at| at.to_string()),
        },
    }))
}
