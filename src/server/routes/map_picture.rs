//! `GET /api/maps/{map}/picture` and `/api/map/picture?map=`: the picture of a map.

use super::maps::NO_MAP;
use crate::model::MapName;
use crate::server::asked::{Asked, named};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::server::tagged::{self, FRESH};
use crate::wire::{Error, OfMap, ReadErrors};
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

const NO_PICTURE: ApiError = ApiError::Unknown {
    field: "map",
    what: "picture of this map was set",
};
/// A picture runs nothing, whoever looks at it alone.
const POLICY: &str = "default-src 'none'; sandbox";

/// Read the picture of a map
///
/// As it was encoded here, with a tag to ask again by.
#[utoipa::path(
    tag = "Read",
    params(("map" = inline(MapName), Path, description = "The map", example = "dust")),
    responses(
        (status = 200, description = "The picture", content(
            (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp")
        )),
        (status = 404, description = "There is no such map, or it has no picture", body = Error),
        ReadErrors
    )
)]
#[get("/maps/{map}/picture")]
pub(super) async fn map_picture(
    request: HttpRequest,
    _: Asked<()>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    answer(named(&request, "map", 1, MapName::parse)?, &state).await
}

/// Read the picture of a map of any name
///
/// As with the name in the path, for every name; without one, for all data without a map.
#[utoipa::path(
    tag = "Read",
    params(OfMap),
    responses(
        (status = 200, description = "The picture", content(
            (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp")
        )),
        (status = 404, description = "There is no such map, or it has no picture", body = Error),
        ReadErrors
    )
)]
#[get("/map/picture")]
pub(super) async fn map_picture_of(
    asked: Asked<OfMap>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    answer(asked.0.map, &state).await
}

async fn answer(name: MapName, state: &AppState) -> Result<HttpResponse, ApiError> {
    // Held while it is read; on its way out the answer is charged like all others.
    let Some((media_type, bytes)) = state.reader.map_picture(&name).await? else {
        let known = state.reader.map(&name).await?;
        return Err(known.map_or(NO_MAP, |_| NO_PICTURE));
    };
    let mut response = tagged::answer(media_type.as_str(), &tagged::hash(&bytes), FRESH);
    response.insert_header((CONTENT_SECURITY_POLICY, POLICY));
    Ok(response.body(bytes))
}
