//! The one shape of errors, and which of them may come from where.

use super::submission::BatchResult;
use crate::model::Fault;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::{IntoResponses, ToSchema};

/// The one shape of errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Error<'a> {
    /// A sentence a person can act on.
    #[schema(value_type = String)]
    pub error: Cow<'a, str>,
    /// What is wrong with the request, fault by fault; at most 1,000 are listed.
    #[serde(default)]
    #[schema(value_type = Vec<Fault>, required = true)]
    pub faults: Cow<'a, [Fault]>,
    /// The request's id, as in the header `x-request-id` and in the server's log.
    #[serde(default)]
    #[schema(value_type = String, required = true)]
    pub request_id: Cow<'a, str>,
}

/// Nothing of a batch was stored: an error, with the fields of a batch where it could be cut into items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BatchError<'a> {
    /// What went wrong.
    #[serde(flatten)]
    #[schema(value_type = Error)]
    pub error: Error<'a>,
    /// False.
    pub success: Option<bool>,
    /// 0.
    pub accepted: Option<u64>,
    /// 0.
    pub duplicates: Option<u64>,
    /// Items refused and kept as dead letters.
    pub rejected: Option<u64>,
    /// What became of each item, by index.
    pub results: Option<Vec<BatchResult>>,
}

/// What may go wrong with any question.
#[derive(IntoResponses)]
#[allow(
    dead_code,
    reason = "describes the answers; they are made where errors are"
)]
pub enum ReadErrors {
    /// A parameter is unknown or wrong
    #[response(status = 400)]
    Invalid(Error<'static>),
    /// The database does not answer, or not in time; try again after `Retry-After`
    #[response(status = 503)]
    Unavailable(Error<'static>),
}

/// What may go wrong with any body, beside what is wrong in it.
#[derive(IntoResponses)]
#[allow(
    dead_code,
    reason = "describes the answers; they are made where errors are"
)]
pub enum WriteErrors {
    /// The body did not arrive in time
    #[response(status = 408)]
    TooSlow(Error<'static>),
    /// The body is larger than the limit
    #[response(status = 413)]
    TooLarge(Error<'static>),
    /// The body is of another type or encoding
    #[response(status = 415)]
    Unsupported(Error<'static>),
    /// Too much to do, or the database does not answer: nothing was stored, except what `error` and `results` tell of; try
    /// again after `Retry-After`, where it is given
    #[response(status = 503)]
    Unavailable(BatchError<'static>),
}
