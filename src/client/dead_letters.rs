//! What a server refused: read, judged again, deleted.

use super::connection::{Client, Post};
use super::error::ClientError;
use crate::model::{Cursor, DeadLetterFilter, Faults, Millis, Page, PageRequest, StoredDeadLetter};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

const LIST: &str = "/api/dead-letters";
const REPLAY: &str = "/api/dead-letters/replay";
const DROP: &str = "/api/dead-letters/drop";

/// Which letters a request is about: those with these numbers, or those that a filter wants.
#[derive(Debug, Clone, Serialize, Default)]
pub struct LetterChoice {
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    all: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<i64>,
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
            since: filter.since.map(|since| since.to_string()),
            until: filter.until.map(|until| until.to_string()),
            all: true,
            after,
            ..Self::default()
        }
    }
}

/// What became of some letters that were judged again.
#[derive(Debug, Clone, Deserialize)]
pub struct Replayed {
    /// Those whose items are stored now.
    pub accepted: u64,
    /// Those whose key was known.
    pub duplicates: u64,
    /// Those that failed again and stay.
    pub rejected: u64,
    /// What became of each.
    pub results: Vec<ReplayedLetter>,
    /// `after` of the next request, when there are more.
    pub next: Option<i64>,
}

/// What became of one letter.
#[derive(Debug, Clone, Deserialize)]
pub struct ReplayedLetter {
    /// Its number.
    pub id: i64,
    /// What is wrong with it now; none when it left the list.
    pub faults: Option<Faults>,
}

/// What became of some letters that were to be deleted.
#[derive(Debug, Clone, Deserialize)]
pub struct DroppedLetters {
    /// How many were there.
    pub dropped: u64,
    /// `after` of the next request, when there are more.
    pub next: Option<i64>,
}

#[derive(Deserialize)]
struct LetterPage {
    data: Vec<Letter>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Letter {
    id: i64,
    created_at: String,
    source: String,
    faults: Faults,
    payload: String,
    payload_encoding: String,
}

impl Client {
    /// A page of refused items, newest first.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn dead_letters(
        &self,
        filter: &DeadLetterFilter,
        page: PageRequest,
    ) -> Result<Page<StoredDeadLetter>, ClientError> {
        let path = list_path(filter, page);
        let answer: LetterPage = self.get(&path)?;
        let letter = |letter: Letter| {
            StoredDeadLetter::try_from(letter).map_err(|cause| self.unexpected(LIST, cause))
        };
        let rows = answer.data.into_iter().map(letter);
        let next = answer.next.map(|next| Cursor::parse(&next)).transpose();
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            next: next.map_err(|cause| self.unexpected(LIST, cause))?,
        })
    }

    /// Judges some letters again; `next` of the answer is `after` of the next call.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn replay_dead_letters(&self, choice: &LetterChoice) -> Result<Replayed, ClientError> {
        self.post_choice(REPLAY, choice)
    }

    /// Deletes some letters; `next` of the answer is `after` of the next call.
    ///
    /// # Errors
    /// When the server does not allow it, there is no answer in time, or not the expected one.
    pub fn drop_dead_letters(&self, choice: &LetterChoice) -> Result<DroppedLetters, ClientError> {
        self.post_choice(DROP, choice)
    }

    fn post_choice<T: DeserializeOwned>(
        &self,
        route: &str,
        choice: &LetterChoice,
    ) -> Result<T, ClientError> {
        let body = serde_json::to_vec(choice)
            .map_err(|error| self.unexpected(route, error.to_string()))?;
        let answer = self.post(&Post {
            route,
            content_type: "application/json",
            body: &body,
        })?;
        if answer.status != 200 {
            return Err(self.refused(route, &answer));
        }
        self.read(route, &answer.body)
    }
}

fn list_path(filter: &DeadLetterFilter, page: PageRequest) -> String {
    let mut path = format!("{LIST}?limit={}", page.limit);
    let parts = [
        ("id", filter.id.map(|id| id.to_string())),
        ("reason", filter.reason.clone()),
        ("source", filter.source.clone()),
        ("since", filter.since.map(|since| since.to_string())),
        ("until", filter.until.map(|until| until.to_string())),
        ("cursor", page.before.map(|cursor| cursor.to_string())),
    ];
    for (name, value) in parts {
        if let Some(value) = value {
            let _ = write!(
                path,
                "&{name}={}",
                utf8_percent_encode(&value, NON_ALPHANUMERIC)
            );
        }
    }
    path
}

impl TryFrom<Letter> for StoredDeadLetter {
    type Error = String;

    fn try_from(letter: Letter) -> Result<Self, String> {
        let payload = match letter.payload_encoding.as_str() {
            "base64" => STANDARD
                .decode(&letter.payload)
                .map_err(|error| error.to_string())?,
            _ => letter.payload.into_bytes(),
        };
        Ok(Self {
            id: letter.id,
            created_at: Millis::parse(&letter.created_at)?,
            source: letter.source,
            faults: letter.faults,
            payload,
        })
    }
}
