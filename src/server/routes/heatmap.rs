//! `GET /api/heatmap/{item}`: where an item was found.

use crate::model::{Grid, ItemKind, Position, SliceFilter};
use crate::server::error::ApiError;
use crate::server::percent;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

const MOST_POINTS: u32 = 10_000;

/// Where the item was found.
#[derive(Serialize, ToSchema)]
struct HeatmapAnswer {
    /// Always true.
    success: bool,
    /// The places.
    #[schema(value_type = schema::Heat)]
    data: Heat,
}

#[derive(Serialize)]
struct Heat {
    item_name: String,
    count: u64,
    locations: Vec<Position>,
    sampled: bool,
    cell_side: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    grid: Option<Grid>,
}

/// Read where an item was found
///
/// At most `limit` points, evenly sampled when there are more; with `bins`, exact counts per square of the map too.
/// With `game_mode` or `experiment` there are counts alone: single places are not kept by slice.
#[utoipa::path(
    tag = "Read",
    params(
        ("item" = String, Path, description = "The item", example = "rubber_duck", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("limit" = Option<u32>, Query, description = "Points at most; 10000 when absent", minimum = 1, maximum = 10000),
        ("bins" = Option<u32>, Query, description = "Adds `grid`, cut into this many bins along each axis", minimum = 1, maximum = 200, example = 20),
        ("side" = Option<f64>, Query, description = "Instead of `bins`: adds `grid`, in squares of at least this many world units, rounded up to five times a power of two and to at most 200 across; grids of the same side fit onto each other"),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("experiment" = Option<String>, Query, description = "With `variant`: only those who were in it", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("variant" = Option<String>, Query, description = "With `experiment`: the variant", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
    ),
    responses((status = 200, description = "The places", body = HeatmapAnswer), schema::ReadErrors)
)]
#[get("/heatmap/{item}")]
pub(super) async fn heatmap(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "limit",
        "bins",
        "side",
        "game_mode",
        "experiment",
        "variant",
    ];
    let mut query = Query::read(request.query_string(), &known);
    let limit = query.whole("limit", MOST_POINTS).unwrap_or(MOST_POINTS);
    let fineness = query.fineness();
    let slice = query.slice();
    let (limit, fineness, slice) = query.finish((limit, fineness, slice))?;
    let item = item(request.uri().path())?;
    let heat = if slice == SliceFilter::default() {
        state.reader.heat(&item, limit, fineness).await?
    } else {
        state.reader.heat_in(&item, &slice, fineness).await?
    };
    Ok(HttpResponse::Ok().json(HeatmapAnswer {
        success: true,
        data: Heat {
            item_name: item.into(),
            count: heat.count,
            locations: heat.locations,
            sampled: heat.sampled,
            cell_side: heat.cell_side,
            grid: heat.grid,
        },
    }))
}

fn item(path: &str) -> Result<ItemKind, ApiError> {
    percent::segment(path, 0)
        .and_then(|name| ItemKind::parse(&name))
        .map_err(|reason| ApiError::of("item", reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_may_have_any_name_that_a_sheet_may_give_it() {
        for (path, name) in [
            ("/api/heatmap/rubber_duck", "rubber_duck"),
            ("/api/heatmap/caf%C3%A9%20au%20lait", "café au lait"),
            ("/api/heatmap/a%2Fb%2525", "a/b%25"),
        ] {
            assert_eq!(item(path).unwrap().as_str(), name);
        }
        assert!(item("/api/heatmap/%00").is_err());
        assert!(item("/api/heatmap/%20").is_err());
    }
}
