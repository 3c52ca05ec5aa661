//! `POST /api/dead-letters/replay`: what was refused is judged again.

use crate::model::{Faults, Listing};
use crate::server::body::{self, Format};
use crate::server::error::ApiError;
use crate::server::letters::{self, Letters, MAX_REQUEST_BYTES};
use crate::server::schema;
use crate::server::state::AppState;
use crate::store::Outcome;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use serde::Serialize;
use utoipa::ToSchema;

/// What became of the letters.
#[derive(Serialize, ToSchema)]
struct Replayed {
    /// Always true: that a letter fails again is no failure of the request.
    success: bool,
    /// Letters whose items are stored now.
    accepted: u64,
    /// Letters whose key was known: they are counted once.
    duplicates: u64,
    /// Letters that failed again and stay.
    rejected: u64,
    /// What became of each letter that was still there.
    results: Vec<ReplayResult>,
    /// `after` of the next request, when there are more letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// What became of one letter.
#[derive(Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
enum ReplayResult {
    /// It is stored now.
    Accepted {
        /// The letter's number.
        id: i64,
        /// The number under which its item is stored.
        stored_id: i64,
    },
    /// Its key was known.
    Duplicate {
        /// The letter's number.
        id: i64,
        /// The number under which the first one is stored.
        stored_id: i64,
    },
    /// It stays.
    Rejected {
        /// The letter's number.
        id: i64,
        /// Everything that is wrong with it now.
        #[schema(value_type = Vec<schema::Fault>)]
        faults: Faults,
    },
}

/// Judge refused items again
///
/// After a fix (a raised limit, a newer `loot`) what was refused is parsed again. What passes is stored under the time it
/// was received, counted once, and leaves the list; what still fails stays, with its new faults. At most 1,000 letters or
/// 16 MiB at a time: where there are more, `next` is the `after` of the next request.
#[utoipa::path(
    tag = "Operate",
    request_body(content = Letters, example = json!({"reason": "looted_items", "all": true})),
    responses(
        (status = 200, description = "What became of them", body = Replayed),
        (status = 400, description = "The request is wrong; nothing was done", body = schema::Error),
        schema::WriteErrors
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
    let chosen = letters::choose(&body.bytes, &mut share, &state).await?;
    let outcomes = state.ingest.replay(chosen.ids, share).await?;
    let answer = Replayed::new(outcomes, chosen.next);
    tracing::info!(
        accepted = answer.accepted,
        duplicates = answer.duplicates,
        rejected = answer.rejected,
        "dead letters were replayed"
    );
    Ok(HttpResponse::Ok().json(answer))
}

impl Replayed {
    fn new(outcomes: Vec<(i64, Outcome)>, next: Option<i64>) -> Self {
        let mut answer = Self {
            success: true,
            accepted: 0,
            duplicates: 0,
            rejected: 0,
            results: Vec::with_capacity(outcomes.len()),
            next,
        };
        let mut listing = Listing::default();
        for (id, outcome) in outcomes {
            answer.results.push(match outcome {
                Outcome::Accepted { id: stored_id } => {
                    answer.accepted += 1;
                    ReplayResult::Accepted { id, stored_id }
                }
                Outcome::Duplicate { id: stored_id } => {
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
}
