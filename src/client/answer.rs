//! The shapes of answers, as far as a client reads them.

use crate::model::Fault;
use serde::Deserialize;

/// What `/api/health` says.
#[derive(Debug, Clone, Deserialize)]
pub struct Health {
    /// `healthy` or `unhealthy`.
    pub status: String,
    /// The same for people.
    #[serde(default)]
    pub message: String,
    /// The server's version.
    pub version: Option<String>,
}

/// The answer to a single submit.
#[derive(Debug, Deserialize)]
pub(super) struct SingleAnswer {
    #[serde(default)]
    pub(super) duplicate: bool,
}

/// The answer to a batch.
#[derive(Debug, Deserialize)]
pub(super) struct BatchAnswer {
    pub(super) accepted: u64,
    pub(super) duplicates: u64,
    pub(super) rejected: u64,
    #[serde(default)]
    pub(super) results: Vec<ItemAnswer>,
}

/// What became of one item of a batch.
#[derive(Debug, Deserialize)]
pub(super) struct ItemAnswer {
    pub(super) index: usize,
    pub(super) status: String,
    #[serde(default)]
    pub(super) faults: Vec<Fault>,
}

/// The one shape of errors.
#[derive(Debug, Deserialize)]
pub(super) struct ErrorAnswer {
    pub(super) error: String,
    #[serde(default)]
    pub(super) faults: Vec<Fault>,
}

/// What an answer says went wrong, on one line.
pub(super) fn message_of(body: &[u8]) -> String {
    if let Ok(answer) = serde_json::from_slice::<ErrorAnswer>(body) {
        return answer.error;
    }
    // Not ours: the page of some proxy.
    let text = String::from_utf8_lossy(&body[..body.len().min(200)]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        "(no text)".into()
    } else {
        text
    }
}
