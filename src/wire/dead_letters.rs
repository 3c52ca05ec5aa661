//! Refused items: read, replayed, deleted.

use super::parameters::{Limited, Paged, Parameters, WholeOr};
use crate::model::{Cursor, DeadLetterFilter, Faults, Millis, RowId, StoredDeadLetter};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which refused items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LettersOf {
    /// Only the one with this number
    #[param(value_type = Option<i64>, minimum = 1)]
    pub id: Option<RowId>,
    /// Only those refused for this reason, as the quality report names it
    #[param(example = "looted_items")]
    pub reason: Option<String>,
    /// Only those that came by this route
    #[param(example = "/api/submit")]
    pub source: Option<String>,
}

impl Parameters for LettersOf {}

/// How many refused items are looked at, the newest.
pub type LettersLookedAt = Limited<WholeOr<10_000, 100_000>>;

/// A page of refused items. One may have a mebibyte, so it is kept shorter than one of sheets.
pub type LettersPage = Paged<WholeOr<100, 1_000>, Cursor>;

/// A refused item as it was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeadLetter {
    /// The number under which it was stored.
    pub id: i64,
    /// When it was received.
    pub created_at: Millis,
    /// Through which door it came.
    pub source: String,
    /// What is wrong with it; at most 1,000 faults are listed.
    pub faults: Faults,
    /// The bytes as received.
    pub payload: String,
    /// `text`, or `base64` where the bytes are not UTF-8.
    pub payload_encoding: PayloadEncoding,
}

/// How bytes are written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PayloadEncoding {
    /// As they are.
    Text,
    /// RFC 4648, with padding.
    Base64,
}

impl From<StoredDeadLetter> for DeadLetter {
    fn from(stored: StoredDeadLetter) -> Self {
        let (payload, payload_encoding) = match String::from_utf8(stored.payload) {
            Ok(text) => (text, PayloadEncoding::Text),
            Err(other) => (STANDARD.encode(other.as_bytes()), PayloadEncoding::Base64),
        };
        Self {
            id: stored.id,
            created_at: stored.created_at,
            source: stored.source,
            faults: stored.faults,
            payload,
            payload_encoding,
        }
    }
}

impl TryFrom<DeadLetter> for StoredDeadLetter {
    type Error = String;

    fn try_from(letter: DeadLetter) -> Result<Self, String> {
        let payload = match letter.payload_encoding {
            PayloadEncoding::Text => Ok(letter.payload.into_bytes()),
            PayloadEncoding::Base64 => STANDARD.decode(&letter.payload),
        };
        Ok(Self {
            id: letter.id,
            created_at: letter.created_at,
            source: letter.source,
            faults: letter.faults,
            payload: payload.map_err(|error| format!("payload: {error}"))?,
        })
    }
}

/// Which letters are meant: `ids`, or a filter, or all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LetterChoice {
    /// These, at most 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 1000)]
    pub ids: Option<Vec<i64>>,
    /// Those refused for this reason, as the quality report names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Those that came by this route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    // Texts, so that a wrong one is a fault with its name.
    /// Those received at or after this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub since: Option<String>,
    /// Those received before this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub until: Option<String>,
    /// All of them; needed where neither numbers nor a filter are given.
    pub all: bool,
    /// Only numbers above this: `next` of the answer before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    /// Answer at once, and do all of it as a job: for a replay without `ids` and `after`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub background: bool,
}

impl LetterChoice {
    /// These.
    pub fn of_ids(ids: &[i64]) -> Self {
        Self {
            ids: Some(ids.to_vec()),
            ..Self::default()
        }
    }

    /// Those with numbers above `after` that the filter wants; all of them when it is empty.
    pub fn matching(filter: &DeadLetterFilter, after: Option<i64>) -> Self {
        Self {
            reason: filter.reason.clone(),
            source: filter.source.clone(),
            since: filter.range.since.map(|since| since.to_string()),
            until: filter.range.until.map(|until| until.to_string()),
            all: true,
            after,
            ..Self::default()
        }
    }
}

/// What became of the letters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Replayed {
    /// Always true: that a letter fails again is no failure of the request.
    pub success: bool,
    /// Letters whose items are stored now.
    pub accepted: u64,
    /// Letters whose key was known: they are counted once.
    pub duplicates: u64,
    /// Letters that failed again and stay.
    pub rejected: u64,
    /// What became of each letter that was still there.
    pub results: Vec<ReplayResult>,
    /// `after` of the next request, when there are more letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

/// It is done in the background.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobBegun {
    /// Always true.
    pub success: bool,
    /// The number of the job: `GET /api/jobs/{id}` tells how far it has come.
    pub job: i64,
}

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum ReplayResult {
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
        /// What is wrong with it now; once 1,000 faults of the request are listed, the first one and a count.
        faults: Faults,
    },
}

/// They are gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Dropped {
    /// Always true.
    pub success: bool,
    /// How many letters were there and are deleted.
    pub dropped: u64,
    /// `after` of the next request, when there are more letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_given_back_as_base64_and_read_again() {
        for (bytes, payload, encoding) in [
            (&b"{\"x\""[..], "{\"x\"", PayloadEncoding::Text),
            (&[0xff, 0xfe][..], "//4=", PayloadEncoding::Base64),
        ] {
            let stored = StoredDeadLetter {
                id: 1,
                created_at: Millis(0),
                source: "/api/submit".into(),
                faults: Faults::one("body", "is bad"),
                payload: bytes.to_vec(),
            };
            let letter = DeadLetter::from(stored.clone());
            assert_eq!(
                (&*letter.payload, letter.payload_encoding),
                (payload, encoding)
            );
            assert_eq!(StoredDeadLetter::try_from(letter), Ok(stored));
        }
    }
}
