//! `POST /api/dead-letters/replay`: what was refused is parsed again.

use crate::model::Listing;
use crate::server::background::Work;
use crate::server::body::{self, Format};
use crate::server::error::ApiError;
use crate::server::letters::{self, Go, MAX_REQUEST_BYTES};
use crate::server::state::AppState;
use crate::store::Outcome;
use crate::wire::{Error, JobBegun, LetterChoice, ReplayResult, Replayed, WriteErrors};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};

/// Replay refused items
///
/// After a fix (a raised limit, a newer `loot`) what was refused is parsed again. What passes is stored under the time it
/// was received, counted once, and leaves the list; what still fails stays, with its new faults. At most 1,000 letters or
/// 16 MiB at a time: where there are more, `next` is the `after` of the next request. With `background`
/// the answer comes at once, and all of it is done as a job.
#[utoipa::path(
    tag = "Operate",
    request_body(content = LetterChoice, example = json!({"reason": "looted_items", "all": true})),
    responses(
        (status = 200, description = "What became of them", body = Replayed),
        (status = 202, description = "With `background`: the job that does it", body = JobBegun),
        (status = 400, description = "The request is wrong; nothing was done", body = Error),
        WriteErrors
    )
)]
#[post("/dead-letters/replay")]
pub(super) async fn replay_dead_letters(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let body = body::read(
        &request,
        payload,
        &state,
        MAX_REQUEST_BYTES,
        &[Format::Json],
    )
    .await?;
    let mut share = body.share;
    let letters = match letters::read(&body.bytes)? {
        Go::Now(letters) => letters,
        Go::InBackground(filter) => {
            let work = Work::ReplayDeadLetters(filter);
            let job = state.background.take(work).await?;
            return Ok(HttpResponse::Accepted().json(JobBegun { success: true, job }));
        }
    };
    let chosen = letters::choose(letters, &mut share, &state.reader).await?;
    let outcomes = state.ingest.replay(chosen.ids, share).await?;
    let answer = answer(outcomes, chosen.next);
    tracing::info!(
        accepted = answer.accepted,
        duplicates = answer.duplicates,
        rejected = answer.rejected,
        "dead letters were replayed"
    );
    Ok(HttpResponse::Ok().json(answer))
}

fn answer(outcomes: Vec<(i64, Outcome)>, next: Option<i64>) -> Replayed {
    let mut answer = Replayed {
        success: true,
        results: Vec::with_capacity(outcomes.len()),
        next,
        ..Replayed::default()
    };
    let mut listing = Listing::default();
    for (id, outcome) in outcomes {
        answer.results.push(match outcome {
            Outcome::Accepted { id: stored_id } => {
                answer.accepted += 1;
                ReplayResult::Accepted { id, stored_id }
            }
            Outcome::Duplicate { id: stored_id } | Outcome::Differs { id: stored_id } => {
                answer.duplicates += 1;
                ReplayResult::Duplicate { id, stored_id }
            }
            Outcome::Rejected(faults) => {
                answer.rejected += 1;
                let faults = listing.list(faults);
                ReplayResult::Rejected { id, faults }
            }
        });
    }
    answer
}
