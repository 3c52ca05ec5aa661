//! `GET /api/heatmap/{item}` and `/api/heatmap?item=`: where an item was found.

use crate::model::ItemKind;
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Heat, OfItem, ReadErrors, Resolution, Sampled, SliceOnMap, Within};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

type Map = (Sampled, Resolution, Within, SliceOnMap);

/// Read where an item was found
///
/// At most `limit` points, evenly sampled when there are more; with `bins`, `side` or a rectangle, exact counts per square of
/// the map too: of the part where nearly all was found, or of the rectangle, as finely as it is known. What lies outside is
/// counted in `outside`, and `extent` says how far all of it reaches. With `game_mode`, `experiment` or a dimension there are counts alone: single places are not kept by slice.
#[utoipa::path(
    tag = "Read",
    params(
        ("item" = inline(ItemKind), Path, description = "The item", example = "rubber_duck"),
        Sampled, Resolution, Within, SliceOnMap,
    ),
    responses((status = 200, description = "The places", body = Answer<Heat>), ReadErrors)
)]
#[get("/heatmap/{item}")]
pub(super) async fn heatmap(
    request: HttpRequest,
    asked: Asked<Map>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let item = named(&request, "item", 0, ItemKind::parse_counted)?;
    answer(item, asked.0, &state).await
}

/// Read where an item of any name was found
///
/// As with the name in the path, for every name: proxies and browsers take a `/`, a `.` and `..` in a path for parts of it.
#[utoipa::path(
    tag = "Read",
    params(OfItem, Sampled, Resolution, Within, SliceOnMap),
    responses((status = 200, description = "The places", body = Answer<Heat>), ReadErrors)
)]
#[get("/heatmap")]
pub(super) async fn heatmap_of(
    asked: Asked<(OfItem, Map)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, asked)) = asked;
    answer(of.item, asked, &state).await
}

async fn answer(
    item: ItemKind,
    (sampled, resolution, within, on_map): Map,
    state: &AppState,
) -> Result<HttpResponse, ApiError> {
    let (asked, limit) = (on_map.into(), sampled.limit.0);
    let wanted = resolution.wanted(within.into());
    let heat = state.reader.heat(&item, &asked, limit, wanted.as_ref());
    Ok(HttpResponse::Ok().json(Answer::new(Heat::new(item.clone(), heat.await?))))
}
