//! `PUT /api/maps/{map}` and `/api/map?map=`: sets where a map lies, its floors and its picture.

use crate::ingest::Share;
use crate::model::{Faults, MapName, MapPicture, MediaType, Millis};
use crate::pictures::{MOST_PICTURE_BYTES, PictureError, SentPicture};
use crate::runtime::clock;
use crate::server::asked::{Asked, named};
use crate::server::body::{self, Body, Format};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Error, MapDetail, MapSettings, OfMap, WriteErrors};
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, put};

/// Nothing, which JSON is taken for, or a picture.
const FORMATS: [Format; 3] = [
    Format::Picture(MediaType::Png),
    Format::Picture(MediaType::Jpeg),
    Format::Picture(MediaType::Webp),
];

/// Set a map
///
/// Makes it where there is none. The body is its picture, PNG, JPEG or WebP of at most 16 MiB and 8,192 pixels along each side, or empty.
/// The picture is encoded again, with at most 2,048 pixels along its longer side. What is not named stays as it is: another picture
/// of the same part of the world needs no new `bounds`.
#[utoipa::path(
    tag = "Operate",
    params(("map" = inline(MapName), Path, description = "The map", example = "dust"), MapSettings),
    request_body(description = "The picture", content(
        (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp")
    )),
    responses(
        (status = 200, description = "What has become of it", body = Answer<MapDetail>),
        (status = 400, description = "The request is wrong, the picture is damaged, or there are 200 maps; nothing is changed", body = Error),
        WriteErrors
    )
)]
#[put("/maps/{map}")]
pub(super) async fn set_map(
    request: HttpRequest,
    asked: Asked<MapSettings>,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let name = named(&request, "map", 0, MapName::parse)?;
    set(name, asked.0, (&request, payload), &state).await
}

/// Set a map of any name
///
/// As with the name in the path, for every name; without one, for all data without a map.
#[utoipa::path(
    tag = "Operate",
    params(OfMap, MapSettings),
    request_body(description = "The picture", content(
        (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp")
    )),
    responses(
        (status = 200, description = "What has become of it", body = Answer<MapDetail>),
        (status = 400, description = "The request is wrong, the picture is damaged, or there are 200 maps; nothing is changed", body = Error),
        WriteErrors
    )
)]
#[put("/map")]
pub(super) async fn set_map_of(
    request: HttpRequest,
    asked: Asked<(OfMap, MapSettings)>,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((of, settings)) = asked;
    set(of.map, settings, (&request, payload), &state).await
}

async fn set(
    name: MapName,
    settings: MapSettings,
    (request, payload): (&HttpRequest, Payload),
    state: &AppState,
) -> Result<HttpResponse, ApiError> {
    let body = body::read(request, payload, state, MOST_PICTURE_BYTES, &FORMATS).await?;
    let (picture, share) = match body.bytes.is_empty() {
        true => (None, body.share),
        false => {
            let (picture, share) = kept(body).await?;
            (Some(picture), share)
        }
    };
    let change = settings.change(name, picture);
    if change.is_empty() {
        let reason = "is empty, and no parameter says what to set; send a picture, or bounds, y_down or floors";
        return Err(ApiError::of("body", reason));
    }
    let at = Millis(clock::now_ms());
    let map = state.ingest.set_map(change, at, share).await??;
    tracing::info!(map = map.name.as_str(), picture = ?map.picture, "a map was set");
    Ok(HttpResponse::Ok().json(Answer::new(MapDetail::from(map))))
}

/// Decodes and encodes the picture on a thread where that keeps nobody waiting.
async fn kept(body: Body) -> Result<(MapPicture, Share), ApiError> {
    let work = web::block(move || {
        let Body {
            bytes,
            format,
            mut share,
        } = body;
        let called = match format {
            Format::Picture(media_type) => Some(media_type),
            Format::Json | Format::Ndjson => None,
        };
        let sent = SentPicture::look(&bytes, called).map_err(|error| refused(&error))?;
        share
            .grow_for_work(sent.work_bytes())
            .map_err(|shortage| match shortage.into() {
                ApiError::TooHeavy => refused(&sent.too_heavy()),
                busy => busy,
            })?;
        let picture = sent.keep().map_err(|error| refused(&error))?;
        drop(bytes);
        share.shrink_to(picture.bytes.len());
        Ok((picture, share))
    });
    work.await.map_err(|_| ApiError::Unexpected)?
}

fn refused(error: &PictureError) -> ApiError {
    ApiError::Invalid(Faults::one("body", error.to_string()))
}
