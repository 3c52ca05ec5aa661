//! `GET /api/jobs` and `GET /api/jobs/{id}`: background jobs and their results.

use crate::model::{Cursor, Job, Millis, RowId};
use crate::runtime::clock;
use crate::server::asked::{self, Asked};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Error, Page, Paged, ReadErrors, WholeOr};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

type JobsPage = Paged<WholeOr<20, 1_000>, Cursor>;

/// Read jobs
///
/// Long work that goes on after the request that asked for it was answered, newest first; the newest 1,000 are kept.
#[utoipa::path(
    tag = "Operate",
    params(JobsPage),
    responses((status = 200, description = "A page of jobs", body = Page<Job>), ReadErrors)
)]
#[get("/jobs")]
pub(super) async fn jobs(
    asked: Asked<JobsPage>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let page = state.reader.jobs(asked.0.into(), now()).await?;
    Ok(HttpResponse::Ok().json(Page::new(page.rows, page.next)))
}

/// Read one job
///
/// How far it has come; its result when it is done.
#[utoipa::path(
    tag = "Operate",
    params(("id" = i64, Path, description = "The number that the answer to the request gave", minimum = 1, example = 1)),
    responses(
        (status = 200, description = "The job", body = Answer<Job>),
        (status = 404, description = "There is no such job", body = Error),
        ReadErrors
    )
)]
#[get("/jobs/{id}")]
pub(super) async fn job(
    _: Asked<()>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let id = asked::named(&request, "id", 0, RowId::parse)?;
    let job = state.reader.job(id.0, now()).await?;
    let job = job.ok_or(ApiError::Unknown {
        field: "id",
        what: "job has this number",
    })?;
    Ok(HttpResponse::Ok().json(Answer::new(job)))
}

fn now() -> Millis {
    Millis(clock::now_ms())
}
