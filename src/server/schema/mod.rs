//! What goes over the wire, for the API's description. These types document and are never made: requests are parsed by
//! `model`, which tells all faults at once, and rows are printed by it.

#![allow(dead_code, reason = "read by utoipa's derive, not by us")]

mod event_answers;
mod rows;
mod stories;

pub(super) use crate::model::{Event, StatSheet};
pub(super) use event_answers::{LootBefore, RateByLevel};
pub(super) use rows::{DeadLetter, Grid};

pub(super) use stories::{Flow, Funnel};

use super::batch::BatchResult;
use utoipa::{IntoResponses, ToSchema};

/// 1 to 10,000 sheets.
#[derive(ToSchema)]
#[schema(min_items = 1, max_items = 10000)]
pub(super) struct Sheets(Vec<StatSheet>);

/// One event, or 1 to 10,000.
#[derive(ToSchema)]
#[serde(untagged)]
pub(super) enum Events {
    One(Event),
    Many(ManyEvents),
}

/// 1 to 10,000 events.
#[derive(ToSchema)]
#[schema(min_items = 1, max_items = 10000)]
pub(super) struct ManyEvents(Vec<Event>);

/// One thing that is wrong with one field.
#[derive(ToSchema)]
pub(super) struct Fault {
    /// Where: a path such as `looted_items.medkit`, a parameter, a header, or `body`.
    field: String,
    /// What is wrong, and what would be right.
    reason: String,
}

/// The one shape of errors.
#[derive(ToSchema)]
pub(super) struct Error {
    /// A sentence a person can act on.
    error: String,
    /// Everything that is wrong with the request.
    faults: Vec<Fault>,
    /// The request's id, as in the header `x-request-id` and in the server's log.
    request_id: String,
}

/// Nothing of a batch was stored: an error, with the fields of a batch where it could be cut into items.
#[derive(ToSchema)]
pub(super) struct BatchError {
    #[serde(flatten)]
    error: Error,
    /// False.
    success: Option<bool>,
    /// 0.
    accepted: Option<u64>,
    /// 0.
    duplicates: Option<u64>,
    /// Items refused and kept as dead letters.
    rejected: Option<u64>,
    /// What became of each item, by index.
    results: Option<Vec<BatchResult>>,
}

/// What may go wrong with any question.
#[derive(IntoResponses)]
pub(super) enum ReadErrors {
    /// A parameter is unknown or wrong
    #[response(status = 400)]
    Invalid(Error),
    /// The database does not answer, or not in time; try again after `Retry-After`
    #[response(status = 503)]
    Unavailable(Error),
}

/// What may go wrong with any body, beside what is wrong in it.
#[derive(IntoResponses)]
pub(super) enum WriteErrors {
    /// The body did not arrive in time
    #[response(status = 408)]
    TooSlow(Error),
    /// The body is larger than the limit
    #[response(status = 413)]
    TooLarge(Error),
    /// The body is of another type or encoding
    #[response(status = 415)]
    Unsupported(Error),
    /// Too much to do, or the database does not answer: nothing was stored; try again after `Retry-After`
    #[response(status = 503)]
    Unavailable(Error),
}
