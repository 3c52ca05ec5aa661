//! Dead letters of a database or of a running server. Both do the same.

use super::super::source::{SourceArgs, ask};
use crate::client::ServerUrl;
use crate::model::{DeadLetterFilter, Faults, Page, PageRequest, StoredDeadLetter};
use crate::store::{self, Outcome, Reader, Writer};
use crate::wire::{LetterChoice, ReplayResult};
use anyhow::Context;
use serde::Serialize;

/// The most letters of one go, which is what a server takes, and the most bytes of their payloads.
const MOST_LETTERS: usize = 1_000;
const MOST_BYTES: u64 = 16 << 20;
/// The most letters that still fail of which is told what is wrong with them.
const MOST_TOLD: usize = 1_000;

/// Which letters are meant.
pub(super) enum Choice {
    Ids(Vec<i64>),
    /// All of them when the filter is empty.
    Matching(DeadLetterFilter),
}

/// What became of letters that were replayed.
#[derive(Debug, Default, Serialize)]
pub(super) struct Replayed {
    pub(super) accepted: u64,
    pub(super) duplicates: u64,
    /// Those that stay.
    pub(super) rejected: u64,
    /// The first of those that stay, with what is wrong with them now.
    pub(super) still_refused: Vec<StillRefused>,
}

#[derive(Debug, Serialize)]
pub(super) struct StillRefused {
    pub(super) id: i64,
    pub(super) faults: Faults,
}

/// Where they are.
pub(super) enum Letters {
    /// The writer is there when something is to be changed.
    Database(Reader, Option<Box<Writer>>),
    Server(ServerUrl),
}

impl Letters {
    /// Opens them to be read.
    pub(super) async fn open(source: &SourceArgs) -> anyhow::Result<Self> {
        if let Some(server) = &source.server {
            return Ok(Self::Server(server.clone()));
        }
        let reader = store::open_read_only(&source.database).await;
        let reader = reader.with_context(|| opening(source))?;
        Ok(Self::Database(reader, None))
    }

    /// Opens them to be changed. A database is neither made nor migrated for that.
    pub(super) async fn open_to_change(source: &SourceArgs) -> anyhow::Result<Self> {
        match Self::open(source).await? {
            Self::Database(reader, _) => {
                reader.close().await;
                let (reader, writer) = store::open(&source.database)
                    .await
                    .with_context(|| opening(source))?;
                Ok(Self::Database(reader, Some(Box::new(writer))))
            }
            server => Ok(server),
        }
    }

    /// The newest of them, at most `limit`, however many pages they fill.
    pub(super) async fn newest(
        &self,
        filter: &DeadLetterFilter,
        limit: u32,
    ) -> anyhow::Result<Page<StoredDeadLetter>> {
        let mut newest = Page {
            rows: Vec::new(),
            next: None,
        };
        loop {
            let page = PageRequest {
                limit: limit - newest.rows.len() as u32,
                before: newest.next,
            };
            let page = self.page(filter.clone(), page).await?;
            newest.rows.extend(page.rows);
            newest.next = page.next;
            if newest.next.is_none() || newest.rows.len() >= limit as usize {
                return Ok(newest);
            }
        }
    }

    /// A page of them, newest first.
    pub(super) async fn page(
        &self,
        filter: DeadLetterFilter,
        page: PageRequest,
    ) -> anyhow::Result<Page<StoredDeadLetter>> {
        match self {
            Self::Database(reader, _) => Ok(reader.dead_letters(&filter, page).await?),
            Self::Server(server) => {
                ask(server, move |client| client.dead_letters(&filter, page)).await
            }
        }
    }

    /// Replays them, some at a time; what was done before an error is kept.
    pub(super) async fn replay(&mut self, choice: Choice) -> anyhow::Result<Replayed> {
        let mut outcome = Replayed::default();
        let mut goes = Goes::new(choice);
        while let Some(go) = goes.next() {
            let next = match self {
                Self::Database(reader, writer) => {
                    let (ids, next) = ids_of(reader, go).await?;
                    let writer = writer.as_mut().context("opened to be read")?;
                    for (id, became) in writer.replay(&ids).await? {
                        match became {
                            Outcome::Accepted { .. } => outcome.accepted += 1,
                            Outcome::Duplicate { .. } | Outcome::Differs { .. } => {
                                outcome.duplicates += 1;
                            }
                            Outcome::Rejected(faults) => outcome.refuse(id, faults),
                        }
                    }
                    next
                }
                Self::Server(server) => {
                    let choice = go.for_server();
                    let answer = ask(server, move |client| client.replay_dead_letters(&choice));
                    let answer = answer.await?;
                    outcome.accepted += answer.accepted;
                    outcome.duplicates += answer.duplicates;
                    for letter in answer.results {
                        if let ReplayResult::Rejected { id, faults } = letter {
                            outcome.refuse(id, faults);
                        }
                    }
                    answer.next
                }
            };
            goes.go_on(next);
        }
        Ok(outcome)
    }

    /// Deletes them, some at a time; says how many there were.
    pub(super) async fn discard(&mut self, choice: Choice) -> anyhow::Result<u64> {
        let mut dropped = 0;
        let mut goes = Goes::new(choice);
        while let Some(go) = goes.next() {
            let next = match self {
                Self::Database(reader, writer) => {
                    let (ids, next) = ids_of(reader, go).await?;
                    let writer = writer.as_mut().context("opened to be read")?;
                    dropped += writer.drop_dead_letters(&ids).await?;
                    next
                }
                Self::Server(server) => {
                    let choice = go.for_server();
                    let answer = ask(server, move |client| client.drop_dead_letters(&choice));
                    let answer = answer.await?;
                    dropped += answer.dropped;
                    answer.next
                }
            };
            goes.go_on(next);
        }
        Ok(dropped)
    }

    /// Closes the database.
    pub(super) async fn close(self) {
        if let Self::Database(reader, writer) = self {
            if let Some(writer) = writer {
                writer.close().await;
            }
            reader.close().await;
        }
    }
}

fn opening(source: &SourceArgs) -> String {
    format!("opening database {}", store::shown(&source.database))
}

/// The letters of one go, and the number after which the next begins.
async fn ids_of(reader: &Reader, go: Go) -> anyhow::Result<(Vec<i64>, Option<i64>)> {
    match go {
        Go::Ids(ids) => Ok((ids, None)),
        Go::Matching(filter, after) => {
            let most = MOST_LETTERS as u32;
            let after = after.unwrap_or(i64::MIN);
            let asked = reader.dead_letter_ids(&filter, after, most, MOST_BYTES);
            let (ids, more) = asked.await?;
            let next = ids.last().copied().filter(|_| more);
            Ok((ids, next))
        }
    }
}

impl Replayed {
    fn refuse(&mut self, id: i64, faults: Faults) {
        self.rejected += 1;
        if self.still_refused.len() < MOST_TOLD {
            self.still_refused.push(StillRefused { id, faults });
        }
    }
}

/// A choice in parts that are small enough for one go.
struct Goes {
    waiting: Vec<Go>,
    filter: Option<DeadLetterFilter>,
}

enum Go {
    Ids(Vec<i64>),
    /// Those after a number.
    Matching(DeadLetterFilter, Option<i64>),
}

impl Goes {
    fn new(choice: Choice) -> Self {
        match choice {
            Choice::Ids(ids) => Self {
                waiting: ids
                    .rchunks(MOST_LETTERS)
                    .map(|ids| Go::Ids(ids.to_vec()))
                    .collect(),
                filter: None,
            },
            Choice::Matching(filter) => Self {
                waiting: vec![Go::Matching(filter.clone(), None)],
                filter: Some(filter),
            },
        }
    }

    fn next(&mut self) -> Option<Go> {
        self.waiting.pop()
    }

    fn go_on(&mut self, after: Option<i64>) {
        if let (Some(filter), Some(after)) = (&self.filter, after) {
            self.waiting.push(Go::Matching(filter.clone(), Some(after)));
        }
    }
}

impl Go {
    fn for_server(self) -> LetterChoice {
        match self {
            Self::Ids(ids) => LetterChoice::of_ids(&ids),
            Self::Matching(filter, after) => LetterChoice::matching(&filter, after),
        }
    }
}
