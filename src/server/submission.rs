//! From entries to outcomes: what was parsed is stored, and the answer says what became of each.

use super::entries::Entries;
use super::error::ApiError;
use crate::ingest::{Ingest, IngestError, Share};
use crate::model::{Fault, Faults, Listing, Millis};
use crate::store::{Entry, Outcome};
use crate::wire::{BatchAnswer, BatchResult, Submitted};
use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use std::sync::Arc;

/// Past this many, faults are told per item only and not repeated at the top.
const MAX_FAULTS_AT_TOP: usize = 100;

/// Stores one sheet and answers what became of it.
///
/// # Errors
/// When it was not stored.
pub(super) async fn store_one(
    entry: Entry,
    received_at: Millis,
    mut share: Share,
    ingest: &Ingest,
) -> Result<(StatusCode, Submitted), ApiError> {
    share.grow_for_work(entry.work_bytes())?;
    let mut stored = ingest.submit(vec![entry], share).await?;
    match stored.outcomes.pop().ok_or(ApiError::Unexpected)? {
        Outcome::Accepted { id } => {
            let message = "Stat sheet received successfully";
            Ok((StatusCode::CREATED, submitted(id, received_at, message)))
        }
        Outcome::Duplicate { id } => {
            let again = Submitted {
                duplicate: true,
                ..submitted(id, received_at, "Stat sheet was received before")
            };
            Ok((StatusCode::OK, again))
        }
        Outcome::Differs { id } => {
            let message = "Another stat sheet with this key was received before; this one is kept as a dead letter";
            let other = Submitted {
                duplicate: true,
                differs: true,
                ..submitted(id, received_at, message)
            };
            Ok((StatusCode::OK, other))
        }
        Outcome::Rejected(faults) => Err(ApiError::Rejected(faults)),
    }
}

fn submitted(id: i64, received_at: Millis, message: &'static str) -> Submitted {
    Submitted {
        success: true,
        message: message.into(),
        id,
        timestamp: received_at,
        duplicate: false,
        differs: false,
    }
}

/// Stores many entries and answers `request` with what became of each.
///
/// # Errors
/// When none of them was stored.
pub(super) async fn answer_many(
    request: &HttpRequest,
    entries: Entries,
    ingest: &Ingest,
) -> Result<HttpResponse, ApiError> {
    let (outcome, share) = store_many(entries, ingest).await?;
    request.extensions_mut().insert(share);
    let (status, answer) = outcome?;
    Ok(HttpResponse::build(status).json(answer))
}

/// As [`answer_many`], with the answer not yet printed, and what it holds of the memory budget.
pub(super) async fn store_many(
    entries: Entries,
    ingest: &Ingest,
) -> Result<(Result<(StatusCode, BatchAnswer), ApiError>, Share), ApiError> {
    let items = entries.entries.len();
    let stored = ingest.submit(entries.entries, entries.share).await?;
    let answer = answer(stored.outcomes, items, stored.rest, entries.whole);
    Ok((answer, stored.share))
}

/// Of `items` items the first have outcomes; why the `rest` was not stored.
fn answer(
    outcomes: Vec<Outcome>,
    items: usize,
    rest: Option<IngestError>,
    whole: bool,
) -> Result<(StatusCode, BatchAnswer), ApiError> {
    let stored = outcomes.len();
    let mut answer = BatchAnswer {
        success: true,
        ..BatchAnswer::default()
    };
    // The store refuses items, too: for names past their limit.
    let mut listing = Listing::default();
    for (index, outcome) in outcomes.into_iter().enumerate() {
        match outcome {
            Outcome::Accepted { .. } => answer.accepted += 1,
            Outcome::Duplicate { id } => {
                answer.duplicates += 1;
                let differs = false;
                let result = BatchResult::Duplicate { index, id, differs };
                answer.results.push(result);
            }
            Outcome::Differs { id } => {
                answer.duplicates += 1;
                let differs = true;
                let result = BatchResult::Duplicate { index, id, differs };
                answer.results.push(result);
            }
            Outcome::Rejected(faults) => {
                answer.rejected += 1;
                let faults = listing.list(faults);
                answer.results.push(BatchResult::Rejected { index, faults });
            }
        }
    }
    if let Some(cause) = rest {
        answer.success = false;
        let unconfirmed = (stored..items).map(|index| BatchResult::Unconfirmed { index });
        answer.results.extend(unconfirmed);
        let answer = Arc::new(answer);
        return Err(ApiError::PartlyStored {
            stored,
            cause,
            answer,
        });
    }
    answer.success = answer.rejected == 0;
    if answer.rejected < items as u64 {
        let status = match answer.success {
            true => StatusCode::CREATED,
            false => StatusCode::MULTI_STATUS,
        };
        return Ok((status, answer));
    }
    let faults = faults_at_top(&answer.results, whole).ok_or(ApiError::Unexpected)?;
    let answer = Arc::new(answer);
    Err(ApiError::NotStored { faults, answer })
}

/// The first faults of all items, with each item's index.
fn faults_at_top(results: &[BatchResult], whole: bool) -> Option<Faults> {
    let all = results.iter().filter_map(|result| match result {
        BatchResult::Rejected { index, faults } => Some((index, faults)),
        BatchResult::Duplicate { .. } | BatchResult::Unconfirmed { .. } => None,
    });
    let indexed = all.flat_map(|(index, faults)| {
        faults.as_slice().iter().map(move |fault| {
            let field = match whole {
                true => fault.field.clone(),
                false => format!("[{index}].{}", fault.field),
            };
            Fault::new(field, fault.reason.clone())
        })
    });
    Faults::from_vec(indexed.take(MAX_FAULTS_AT_TOP).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;

    fn refused(reason: &str) -> Outcome {
        Outcome::Rejected(Faults::one("match_id", reason))
    }

    #[test]
    fn the_status_tells_whether_all_some_or_none_are_stored() {
        let stored = Outcome::Accepted { id: 1 };
        let again = Outcome::Duplicate { id: 1 };
        for (outcomes, status) in [
            (vec![stored.clone(), again.clone()], 201),
            (vec![again], 201),
            (vec![stored, refused("is required")], 207),
            (vec![refused("is required"), refused("is bad")], 400),
        ] {
            let items = outcomes.len();
            let answered = match answer(outcomes, items, None, false) {
                Ok((status, _)) => status,
                Err(error) => error.status_code(),
            };
            assert_eq!(answered, status);
        }
    }

    #[test]
    fn when_none_is_stored_every_fault_is_told_with_its_index() {
        let outcomes = vec![refused("is required"), refused("is bad")];
        let Err(ApiError::NotStored { faults, answer }) = answer(outcomes, 2, None, false) else {
            panic!("nothing was stored");
        };
        assert_eq!(faults.as_slice()[1].field, "[1].match_id");
        let answer = serde_json::to_value(&*answer).unwrap();
        assert_eq!(answer["rejected"], 2);
        assert_eq!(answer["results"][1]["status"], "rejected");
        assert_eq!(answer["success"], false);
    }

    #[test]
    fn of_a_half_that_was_stored_it_is_told_which() {
        let outcomes = vec![Outcome::Accepted { id: 1 }, Outcome::Duplicate { id: 1 }];
        let error = answer(outcomes, 4, Some(IngestError::Unavailable), false).unwrap_err();
        assert_eq!(error.status_code(), 503);
        assert!(error.retry_after_s().is_some());
        let body = error.with_body("id-1", |body| serde_json::to_value(body).unwrap());
        assert!(!body["error"].to_string().contains("nothing was stored"));
        assert_eq!(
            (&body["accepted"], &body["duplicates"]),
            (&1.into(), &1.into())
        );
        assert_eq!(body["success"], false);
        let unconfirmed = serde_json::json!([
            {"status": "duplicate", "index": 1, "id": 1},
            {"status": "unconfirmed", "index": 2}, {"status": "unconfirmed", "index": 3},
        ]);
        assert_eq!(body["results"], unconfirmed);
    }
}
