//! `POST /api/names/merge`, `/hide` and `/track`: what names are counted as, from now on and for all the past.

use crate::server::background::Work;
use crate::server::body::{self, Format};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Error, JobBegun, NamesToChange, NamesVerb, WriteErrors};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};

/// The most bytes of a request: as many names as are changed at once.
const MAX_REQUEST_BYTES: usize = 1 << 20;

/// Merge names into another one
///
/// They are counted as `into`, which must have a place of its own, from now on and for all the past; what was merged into one of
/// them goes with it. Rows keep their names, and `track` undoes it. A job counts again what it touches (202).
#[utoipa::path(
    tag = "Operate",
    request_body(content = NamesToChange, example = json!({"kind": "item", "names": ["Medkit", "MEDKIT"], "into": "medkit"})),
    responses(
        (status = 202, description = "The job that does it", body = JobBegun),
        (status = 400, description = "The request is wrong; nothing is changed", body = Error),
        WriteErrors
    )
)]
#[post("/names/merge")]
pub(super) async fn merge_names(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    begin(&request, payload, &state, NamesVerb::Merge).await
}

/// Hide names
///
/// They have no numbers of their own in totals and charts: they are counted as ` (other)`, from now on and for all the past, so that
/// sums stay what they are. Their places are free for others. Rows keep their names, and `track` undoes it. A job
/// counts again what it touches (202).
#[utoipa::path(
    tag = "Operate",
    request_body(content = NamesToChange, example = json!({"kind": "item", "names": ["debug_cube", "debug_sphere"]})),
    responses(
        (status = 202, description = "The job that does it", body = JobBegun),
        (status = 400, description = "The request is wrong; nothing is changed", body = Error),
        WriteErrors
    )
)]
#[post("/names/hide")]
pub(super) async fn hide_names(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    begin(&request, payload, &state, NamesVerb::Hide).await
}

/// Give names places of their own
///
/// They are counted by themselves, from now on and for all the past: those that came when all places were taken, and those that
/// were merged or hidden. There must be as many free places. A job counts again what it touches (202).
#[utoipa::path(
    tag = "Operate",
    request_body(content = NamesToChange, example = json!({"kind": "item", "names": ["medkit"]})),
    responses(
        (status = 202, description = "The job that does it", body = JobBegun),
        (status = 400, description = "The request is wrong; nothing is changed", body = Error),
        WriteErrors
    )
)]
#[post("/names/track")]
pub(super) async fn track_names(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    begin(&request, payload, &state, NamesVerb::Track).await
}

async fn begin(
    request: &HttpRequest,
    payload: Payload,
    state: &AppState,
    verb: NamesVerb,
) -> Result<HttpResponse, ApiError> {
    let json = [Format::Json];
    let body = body::read(request, payload, state, MAX_REQUEST_BYTES, &json).await?;
    let asked: NamesToChange = body.json()?;
    let change = asked.read(verb)?;
    // What cannot be is said at once; a job says it again if it has become so.
    state.reader.require_possible(&change).await??;
    let job = state.background.take(Work::ChangeNames(change)).await?;
    Ok(HttpResponse::Accepted().json(JobBegun { success: true, job }))
}
