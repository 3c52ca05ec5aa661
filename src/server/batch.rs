//! Many items in one body: cut apart first, so that a bad one rejects only itself; then parsed, stored and answered.

use super::body::{Body, Format};
use super::error::ApiError;
use super::split::{self, Unsplittable};
use super::state::AppState;
use crate::ingest::Share;
use crate::model::{DeadLetter, Event, Fault, Faults, Listing, MAX_SHEET_BYTES, Millis, StatSheet};
use crate::runtime::clock;
use crate::store::{Entry, Outcome};
use crate::wire::{BatchAnswer, BatchResult};
use actix_web::http::StatusCode;
use actix_web::web;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use bytes::Bytes;
use std::sync::Arc;

/// The most items of one body.
pub(super) const MAX_ITEMS_PER_BATCH: usize = 10_000;
/// The most bytes of one body, decompressed.
pub(super) const MAX_BODY_BYTES: usize = 16 << 20;
/// Past this many, faults are told per item only and not repeated at the top.
const MAX_FAULTS_AT_TOP: usize = 100;
/// Parsing this much takes about a millisecond; more is done where it keeps nobody waiting.
pub(super) const SMALL_BYTES: usize = 128 << 10;

/// What is held for a body before it is known what it takes: more than most take, so that of many large bodies at once
/// some are stored, instead of all growing until none can go on.
pub(super) fn expected_work(bytes: usize) -> usize {
    8 * bytes
}

/// What a body takes beside its items: it may have been compressed, and its bytes are written as they came.
pub(super) fn body_work(bytes: usize) -> usize {
    2 * bytes
}

/// What the items of a body are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sheets,
    Events,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Sheets => "sheet",
            Self::Events => "event",
        }
    }

    fn entry(
        self,
        payload: Bytes,
        received_at: Millis,
        source: &'static str,
        listing: &mut Listing,
    ) -> Entry {
        let parsed = match self {
            Self::Sheets => StatSheet::parse(&payload, received_at)
                .map(|sheet| Entry::sheet(sheet, received_at, payload.clone(), source)),
            Self::Events => Event::parse(&payload, received_at)
                .map(|event| Entry::event(event, received_at, payload.clone(), source)),
        };
        parsed.unwrap_or_else(|faults| rejected(payload, listing.list(faults), received_at, source))
    }
}

/// Stores the items of `body` and answers what became of each.
///
/// # Errors
/// When none of them was stored.
pub(super) async fn store(
    request: &HttpRequest,
    body: Body,
    kind: Kind,
    state: &AppState,
    source: &'static str,
) -> Result<HttpResponse, ApiError> {
    let (outcome, share) = submit(body, kind, state, source).await?;
    request.extensions_mut().insert(share);
    let (status, answer) = outcome?;
    Ok(HttpResponse::build(status).json(answer))
}

/// As [`store`], with the answer not yet printed, and what it holds of the memory budget.
pub(super) async fn submit(
    body: Body,
    kind: Kind,
    state: &AppState,
    source: &'static str,
) -> Result<(Result<(StatusCode, BatchAnswer), ApiError>, Share), ApiError> {
    let Body {
        bytes,
        format,
        share,
    } = body;
    let received_at = Millis(clock::now_ms());
    let small = bytes.len() <= SMALL_BYTES;
    let cut = move || cut(&bytes, format, kind, received_at, source, share);
    let cut = if small {
        cut()
    } else {
        web::block(cut).await.map_err(|_| ApiError::Unexpected)?
    }?;
    let stored = state.ingest.submit(cut.entries, cut.share).await?;
    Ok((answer(stored.outcomes, cut.whole), stored.share))
}

/// A body cut into entries; `whole` when it could not be, and is one entry itself.
struct Cut {
    entries: Vec<Entry>,
    whole: bool,
    share: Share,
}

fn cut(
    body: &Bytes,
    format: Format,
    kind: Kind,
    received_at: Millis,
    source: &'static str,
    mut share: Share,
) -> Result<Cut, ApiError> {
    let single =
        kind == Kind::Events && format == Format::Json && body.trim_ascii_start().starts_with(b"{");
    let items = if single {
        Ok(vec![body.clone()])
    } else {
        split::split(body, format, MAX_ITEMS_PER_BATCH, kind.name())
    };
    // Here already, so that no more than what is listed is held while the items wait to be stored.
    let mut listing = Listing::default();
    match items {
        Ok(items) => {
            let mut entries = Vec::with_capacity(items.len());
            let mut bytes = body_work(body.len());
            for item in items {
                let entry = kind.entry(item, received_at, source, &mut listing);
                // Item by item, so that what is refused was not held.
                bytes += entry.work_bytes();
                share.grow_for_work(bytes)?;
                entries.push(entry);
            }
            share.shrink_to(bytes);
            Ok(Cut {
                entries,
                whole: false,
                share,
            })
        }
        Err(Unsplittable::Unreadable(faults)) => Ok(Cut {
            entries: vec![rejected(body.clone(), faults, received_at, source)],
            whole: true,
            share,
        }),
        Err(Unsplittable::Refused(faults)) => Err(ApiError::Invalid(faults)),
    }
}

/// A dead letter on its way; of a payload that is too large to be a sheet only the start is kept.
pub(super) fn rejected(
    mut payload: Bytes,
    faults: Faults,
    received_at: Millis,
    source: &'static str,
) -> Entry {
    payload.truncate(MAX_SHEET_BYTES);
    Entry::rejected(DeadLetter {
        payload,
        faults,
        received_at,
        source,
    })
}

fn answer(outcomes: Vec<Outcome>, whole: bool) -> Result<(StatusCode, BatchAnswer), ApiError> {
    let items = outcomes.len();
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
                answer.results.push(BatchResult::Duplicate { index, id });
            }
            Outcome::Rejected(faults) => {
                answer.rejected += 1;
                let faults = listing.list(faults);
                answer.results.push(BatchResult::Rejected { index, faults });
            }
        }
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
        BatchResult::Duplicate { .. } => None,
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
            let answered = match answer(outcomes, false) {
                Ok((status, _)) => status,
                Err(error) => error.status_code(),
            };
            assert_eq!(answered, status);
        }
    }

    #[test]
    fn when_none_is_stored_every_fault_is_told_with_its_index() {
        let outcomes = vec![refused("is required"), refused("is bad")];
        let Err(ApiError::NotStored { faults, answer }) = answer(outcomes, false) else {
            panic!("nothing was stored");
        };
        assert_eq!(faults.as_slice()[1].field, "[1].match_id");
        let answer = serde_json::to_value(&*answer).unwrap();
        assert_eq!(answer["rejected"], 2);
        assert_eq!(answer["results"][1]["status"], "rejected");
        assert_eq!(answer["success"], false);
    }
}
