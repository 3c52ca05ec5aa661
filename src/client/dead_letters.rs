//! What a server refused: read, replayed, deleted.

use super::address::path_with;
use super::connection::{Client, Post};
use super::error::ClientError;
use crate::model::{Cursor, DeadLetterFilter, Page, PageRequest, RowId, StoredDeadLetter};
use crate::wire::{self, DeadLetter, Dropped, LetterChoice, LettersOf, LettersPage, Replayed};
use serde::de::DeserializeOwned;

const LIST: &str = "/api/dead-letters";
const REPLAY: &str = "/api/dead-letters/replay";
const DROP: &str = "/api/dead-letters/drop";

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
        let of = LettersOf {
            id: filter.id.map(RowId),
            reason: filter.reason.clone(),
            source: filter.source.clone(),
        };
        let page = LettersPage::from(page);
        let path = path_with(LIST, &[&of, &filter.range, &page]);
        let answer: wire::Page<DeadLetter> = self.get(&path)?;
        let letter = |letter: DeadLetter| {
            StoredDeadLetter::try_from(letter).map_err(|cause| self.unexpected(LIST, cause))
        };
        let rows = answer.data.into_iter().map(letter);
        let next = answer.next.map(|next| Cursor::parse(&next)).transpose();
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            next: next.map_err(|cause| self.unexpected(LIST, cause))?,
        })
    }

    /// Replays some letters; `next` of the answer is `after` of the next call.
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
    pub fn drop_dead_letters(&self, choice: &LetterChoice) -> Result<Dropped, ClientError> {
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
