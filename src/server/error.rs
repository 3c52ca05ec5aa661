//! Everything that can be wrong with a request, and the one place that turns it into a status code.
//! The body is written by [`observe`](super::observe), which knows the request's id.

use crate::ingest::{Exhausted, IngestError, Shortage};
use crate::model::{Fault, Faults, RejectReason};
use crate::store::StoreError;
use crate::wire::{self, BatchAnswer};
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER, SEC_WEBSOCKET_VERSION, UPGRADE};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

const NEEDS_THE_OPERATOR: &str =
    "the database has to be mended by its operator, whom the server's log tells what to do";

/// Why a request is not answered as asked.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum ApiError {
    /// The request says something it may not say.
    #[error("{0}")]
    Invalid(Faults),
    /// What was sent is wrong, and kept as a dead letter.
    #[error("{0}")]
    Rejected(Faults),
    /// Nothing of a submission was stored; `answer` are the fields that say so beside the faults.
    #[error("{faults}")]
    NotStored {
        faults: Faults,
        answer: Arc<BatchAnswer>,
    },
    #[error("there is nothing at this address; GET / lists what there is")]
    NotFound,
    /// The address is right, and what it names is not there.
    #[error("{field}: no {what}")]
    Unknown {
        field: &'static str,
        what: &'static str,
    },
    #[error("this address does not take {method}; it takes {allowed}")]
    MethodNotAllowed { method: Method, allowed: String },
    #[error("the body did not arrive within {} s; send it faster or in smaller parts", .0.as_secs_f32())]
    BodyTooSlow(Duration),
    #[error(
        "body: is larger than {limit} bytes (after decompression), the most this address takes"
    )]
    TooLarge { limit: usize },
    /// What it holds takes more memory than the operator allows.
    #[error(
        "body: takes more memory than all requests may hold; send it in smaller parts (or start the server with a \
        larger --memory-budget)"
    )]
    TooHeavy,
    #[error("{header}: {reason}")]
    Unsupported {
        header: &'static str,
        reason: String,
    },
    /// The address speaks WebSocket only.
    #[error("request: {0}; this address speaks WebSocket, see /docs/websocket")]
    UpgradeRequired(String),
    #[error("{0}")]
    Forbidden(&'static str),
    /// A page of another origin wants to write.
    #[error(
        "origin: pages of {0:?} may not write here or open a socket; start the server with --cors-origin to let them (or, \
        if this is the server's own page behind a proxy, pass Host and X-Forwarded-Proto on)"
    )]
    ForeignOrigin(String),
    /// Meant for another server.
    #[error(
        "host: this server is not known as {0:?}; start it with --host to make it answer to that name"
    )]
    Misdirected(String),
    /// The queue or the memory for requests is full.
    #[error("the server has too much to do at the moment; nothing was stored, try again")]
    Busy,
    /// Other reads take all that reads may take.
    #[error(
        "the server has too many answers to make at the moment; try again, or ask for less (a smaller limit)"
    )]
    ReadsWait,
    /// More jobs than one may wait for.
    #[error("too many jobs wait already; nothing was begun, try again when some are done")]
    TooManyJobs,
    #[error("the database is not available; nothing was stored, try again later")]
    Unavailable,
    /// The database takes no writes until it is mended, or is none of ours.
    #[error("{NEEDS_THE_OPERATOR}; nothing was stored, and trying again does not help before that")]
    Broken,
    /// A read found it damaged.
    #[error("{NEEDS_THE_OPERATOR}; trying again does not help before that")]
    Damaged,
    #[error(
        "the way to the database broke while this was stored: it may be stored or not; send it again, with the same keys"
    )]
    Unconfirmed,
    /// Of a submission the first items were stored and the others were not; `answer` are the fields that say which.
    #[error(
        "only the first {stored} items are stored, then the database failed ({cause}); send the others again, or all of \
        them with the same keys"
    )]
    PartlyStored {
        stored: usize,
        cause: IngestError,
        answer: Arc<BatchAnswer>,
    },
    #[error(
        "the answer took longer than {0} s; ask for less (a shorter time range, a smaller limit)"
    )]
    ReadTooSlow(u64),
    /// Players by days of a zone for which there are no totals.
    #[error(
        "tz: to count players by days of this zone took longer than {0} s; ask for a shorter time range, or by days of UTC \
        (tz=UTC), which are counted already"
    )]
    DaysTooSlow(u64),
    /// Players by days of a variant, a value or a map, for which there are no totals.
    #[error(
        "{field}: to count players by day of this, which no total knows, took longer than {seconds} s, or there are more than a \
        million days of players; ask for everyone or for a game_mode"
    )]
    SliceTooSlow { field: &'static str, seconds: u64 },
    /// Of the whole server; `answer` are the fields of the health report.
    #[error("{reason}")]
    Unhealthy {
        reason: String,
        answer: Map<String, Value>,
    },
    /// A bug; its cause is in the log.
    #[error("something unexpected went wrong; the log has the cause under this request_id")]
    Unexpected,
}

/// An error on its way out, with what its variant says beside it.
#[derive(Serialize)]
pub(super) struct ErrorBody<'a> {
    #[serde(flatten)]
    error: wire::Error<'a>,
    #[serde(flatten)]
    answer: Option<Beside<'a>>,
}

/// What some errors say beside their faults.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Beside<'a> {
    Batch(&'a BatchAnswer),
    Health(&'a Map<String, Value>),
}

impl ApiError {
    /// One fault of one field.
    pub(super) fn of(field: &str, reason: impl Into<String>) -> Self {
        Self::Invalid(Faults::one(field, reason))
    }

    /// Shows the body to `print`.
    pub(super) fn with_body<T>(
        &self,
        request_id: &str,
        print: impl FnOnce(&ErrorBody<'_>) -> T,
    ) -> T {
        let error = self.to_string();
        let (faults, answer) = match self {
            Self::Invalid(faults) | Self::Rejected(faults) => (faults.as_slice(), None),
            Self::NotStored { faults, answer } => (faults.as_slice(), Some(Beside::Batch(answer))),
            Self::PartlyStored { answer, .. } => (&[][..], Some(Beside::Batch(answer))),
            Self::Unhealthy { answer, .. } => (&[][..], Some(Beside::Health(answer))),
            _ => (&[][..], None),
        };
        let single = self.field().map(|field| {
            let reason = error.strip_prefix(&format!("{field}: ")).unwrap_or(&error);
            [Fault::new(field, reason)]
        });
        print(&ErrorBody {
            error: wire::Error {
                error: error.as_str().into(),
                faults: single.as_ref().map_or(faults, |fault| fault).into(),
                request_id: request_id.into(),
            },
            answer,
        })
    }

    /// The answer, complete but for the request's id in its header.
    pub(super) fn respond(&self, request_id: &str) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::MethodNotAllowed { allowed, .. } => {
                response.insert_header((ALLOW, allowed.as_str()));
            }
            Self::UpgradeRequired(_) => {
                response.insert_header((UPGRADE, HeaderValue::from_static("websocket")));
                response.insert_header((SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")));
            }
            _ => {}
        }
        if let Some(seconds) = self.retry_after_s() {
            response.insert_header((RETRY_AFTER, HeaderValue::from(seconds)));
        }
        self.with_body(request_id, |body| response.json(body))
    }

    /// Seconds after which the same request may succeed.
    pub(super) fn retry_after_s(&self) -> Option<u32> {
        match self {
            // A second is long: the queue empties several times in it.
            Self::Busy | Self::ReadsWait => Some(1),
            Self::PartlyStored {
                cause: IngestError::Broken,
                ..
            } => None,
            Self::Unavailable
            | Self::Unconfirmed
            | Self::PartlyStored { .. }
            | Self::TooManyJobs
            | Self::ReadTooSlow(_)
            | Self::DaysTooSlow(_)
            | Self::SliceTooSlow { .. }
            | Self::Unhealthy { .. } => Some(2),
            _ => None,
        }
    }

    /// What a submission was refused for, from a closed set, where the client is to blame and nothing of it was kept.
    pub(super) fn unkept_reason(&self) -> Option<&'static str> {
        match self {
            Self::Rejected(_) | Self::NotStored { .. } => None,
            error if !error.status_code().is_client_error() => None,
            Self::Invalid(faults) => Some(RejectReason::of(faults).as_str()),
            error => error.field().or(Some("request")),
        }
    }

    /// The part of the request that is at fault, where the variant says it.
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("path"),
            Self::ForeignOrigin(_) => Some("origin"),
            Self::Misdirected(_) => Some("host"),
            Self::UpgradeRequired(_) => Some("request"),
            Self::DaysTooSlow(_) => Some("tz"),
            Self::Unknown { field, .. } | Self::SliceTooSlow { field, .. } => Some(field),
            Self::MethodNotAllowed { .. } => Some("method"),
            Self::BodyTooSlow(_) | Self::TooLarge { .. } | Self::TooHeavy => Some("body"),
            Self::Unsupported { header, .. } => Some(header),
            _ => None,
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(_) | Self::Rejected(_) | Self::NotStored { .. } => {
                StatusCode::BAD_REQUEST
            }
            Self::UpgradeRequired(_) => StatusCode::UPGRADE_REQUIRED,
            Self::Forbidden(_) | Self::ForeignOrigin(_) => StatusCode::FORBIDDEN,
            Self::Misdirected(_) => StatusCode::MISDIRECTED_REQUEST,
            Self::NotFound | Self::Unknown { .. } => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge { .. } | Self::TooHeavy => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Busy
            | Self::ReadsWait
            | Self::TooManyJobs
            | Self::Unavailable
            | Self::Broken
            | Self::Damaged
            | Self::Unconfirmed
            | Self::PartlyStored { .. }
            | Self::ReadTooSlow(_)
            | Self::DaysTooSlow(_)
            | Self::SliceTooSlow { .. }
            | Self::Unhealthy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unexpected => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Only the status: the body is written where the request's id is known.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<Faults> for ApiError {
    fn from(faults: Faults) -> Self {
        Self::Invalid(faults)
    }
}

impl From<Exhausted> for ApiError {
    fn from(_: Exhausted) -> Self {
        Self::Busy
    }
}

impl From<Shortage> for ApiError {
    fn from(shortage: Shortage) -> Self {
        match shortage {
            Shortage::Exhausted => Self::Busy,
            Shortage::TooLarge => Self::TooHeavy,
        }
    }
}

impl From<IngestError> for ApiError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Full => Self::Busy,
            IngestError::Closed | IngestError::Unavailable => Self::Unavailable,
            IngestError::Broken => Self::Broken,
            IngestError::Unconfirmed => Self::Unconfirmed,
            IngestError::Failed => Self::Unexpected,
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TooSlow(seconds) => Self::ReadTooSlow(seconds),
            StoreError::Damaged(_) | StoreError::Unsuitable(_) => {
                tracing::error!(
                    %error,
                    "nothing can be read from the database until it is mended"
                );
                match error {
                    StoreError::Damaged(_) => Self::Damaged,
                    _ => Self::Broken,
                }
            }
            StoreError::Unavailable(_) => {
                tracing::warn!(%error, "could not read; the client is asked to try again");
                Self::Unavailable
            }
            _ => {
                tracing::error!(%error, "could not read");
                Self::Unexpected
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;

    async fn body_of(error: &ApiError) -> Value {
        let response = error.respond("id-1");
        serde_json::from_slice(&to_bytes(response.into_body()).await.unwrap()).unwrap()
    }

    #[actix_web::test]
    async fn the_sentence_is_the_first_fault_and_how_many_more() {
        let faults = vec![
            Fault::new("match_id", "is required"),
            Fault::new("x", "is bad"),
        ];
        let body = body_of(&ApiError::Invalid(Faults::from_vec(faults).unwrap())).await;
        assert_eq!(body["error"], "match_id: is required (and 1 more)");
        assert_eq!(body["faults"][1]["field"], "x");
        assert_eq!(body["request_id"], "id-1");
    }

    #[actix_web::test]
    async fn a_limit_is_a_fault_of_the_body_and_names_the_limit() {
        let body = body_of(&ApiError::TooLarge { limit: 1024 }).await;
        assert_eq!(body["faults"][0]["field"], "body");
        assert!(
            body["faults"][0]["reason"]
                .as_str()
                .unwrap()
                .contains("1024")
        );
    }

    #[actix_web::test]
    async fn the_unexpected_is_opaque() {
        let body = body_of(&StoreError::Unexpected("no such table: secrets".into()).into()).await;
        assert!(!body.to_string().contains("secrets"));
        assert_eq!(body["faults"], serde_json::json!([]));
    }

    #[test]
    fn an_allowed_method_is_named_in_the_header() {
        let error = ApiError::MethodNotAllowed {
            method: Method::PUT,
            allowed: "GET, HEAD".into(),
        };
        assert_eq!(error.respond("").headers().get(ALLOW).unwrap(), "GET, HEAD");
    }
}
