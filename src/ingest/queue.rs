//! The queue's front: what handlers hold. Full means refused at once, never a wait without bound.

use super::Share;
use super::telling::{Told, Trouble};
use crate::model::{
    Annotated, Economy, EconomySaved, Faults, GameMap, JobChange, Label, MapChange, MapName,
    Millis, Note, RefusedRequests, SavedView, ViewName, ViewSaved,
};
use crate::store::{Entry, NamesOutcome, Outcome, PreparedNames, StoreError};
use tokio::sync::{mpsc, oneshot, watch};

/// Submissions that may wait at once. Their bytes are bounded by the [`MemoryBudget`](super::MemoryBudget);
/// this bounds what a flood of tiny ones costs beside their bytes.
const MAX_WAITING: usize = 4_096;

/// The door to the writer task; cloned freely.
#[derive(Debug, Clone)]
pub struct Ingest {
    commands: mpsc::Sender<Command>,
    told: Told,
}

/// Why entries were not stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// Too many submissions wait already.
    #[error("the queue is full")]
    Full,
    /// The writer task has ended.
    #[error("the writer has stopped")]
    Closed,
    /// The database does not answer; trying again later may help.
    #[error("the database is not available")]
    Unavailable,
    /// The database is damaged or none of ours: it takes its operator, who is told what to do in the log.
    #[error("the database has to be mended by its operator")]
    Broken,
    /// The way to the database broke while it was stored.
    #[error("the database did not say whether it stored this")]
    Unconfirmed,
    /// A bug; the cause was logged by the writer task.
    #[error("the database failed unexpectedly")]
    Failed,
}

impl IngestError {
    pub(super) fn of(error: &StoreError) -> Self {
        match error {
            StoreError::Partly { cause, .. } => Self::of(cause),
            StoreError::Unexpected(_) | StoreError::Refused(_) | StoreError::BadRow(_) => {
                Self::Failed
            }
            StoreError::Unknown(_) => Self::Unconfirmed,
            error if error.needs_the_operator() => Self::Broken,
            _ => Self::Unavailable,
        }
    }
}

pub(super) type Answer<T> = oneshot::Sender<Result<T, IngestError>>;

/// What the writer task is asked to do.
#[derive(Debug)]
pub(super) enum Command {
    Store(Submission),
    Clear(Answer<()>),
    Replay(Letters<Vec<(i64, Outcome)>>),
    Drop(Letters<u64>),
    NoteJob(JobChange, Millis, Answer<i64>),
    CountRefused(Vec<RefusedRequests>, Millis, Answer<()>),
    ChangeNames(Box<PreparedNames>, Answer<NamesOutcome>),
    SetMap(Box<MapToSet>),
    RemoveMap(MapName, Answer<bool>),
    SaveView(SavedView, Answer<ViewSaved>),
    DeleteView(ViewName, Answer<bool>),
    Annotate(Note, Millis, Answer<Annotated>),
    DeleteAnnotation(i64, Answer<bool>),
    SaveEconomy(Economy, Answer<EconomySaved>),
    DeleteEconomy(Label, Answer<bool>),
    CountSessions(Answer<()>),
}

/// A map, and what its picture holds of the memory budget.
#[derive(Debug)]
pub(super) struct MapToSet {
    pub(super) change: MapChange,
    pub(super) at: Millis,
    pub(super) answer: Answer<Result<GameMap, Faults>>,
    pub(super) share: Share,
}

/// Dead letters, by their numbers, and what is to be told when it is done.
#[derive(Debug)]
pub(super) struct Letters<T> {
    pub(super) ids: Vec<i64>,
    pub(super) answer: Answer<T>,
    pub(super) share: Share,
}

/// What became of the entries of a submission, in order.
#[derive(Debug)]
pub struct Stored {
    /// Of each; or, when there is a `rest`, of the first.
    pub outcomes: Vec<Outcome>,
    /// Why the others were not stored.
    pub rest: Option<IngestError>,
    /// What is still held of the memory budget, for the outcomes and an answer that tells of them.
    pub share: Share,
}

/// The entries of one request: stored in one transaction and acknowledged together.
#[derive(Debug)]
pub(super) struct Submission {
    pub(super) entries: Vec<Entry>,
    pub(super) answer: Answer<Stored>,
    /// Held here, not by the handler: a client that hangs up leaves its entries in the queue.
    pub(super) share: Share,
}

/// The door, and the end that the writer task holds.
pub(super) fn bounded(told: Told) -> (Ingest, mpsc::Receiver<Command>) {
    let (commands, receiver) = mpsc::channel(MAX_WAITING);
    (Ingest { commands, told }, receiver)
}

impl Ingest {
    /// Stores `entries` and says, in order and after the commit, what became of each. `share` is what
    /// their bytes hold of the memory budget; what the outcomes need of it comes back with them.
    ///
    /// # Errors
    /// When nothing was stored, as far as is known.
    pub async fn submit(&self, entries: Vec<Entry>, share: Share) -> Result<Stored, IngestError> {
        let (answer, stored) = oneshot::channel();
        self.send(Command::Store(Submission {
            entries,
            answer,
            share,
        }))?;
        stored.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Parses dead letters again and stores what they hold by now; says what became of those that are still there.
    /// `share` is what their bytes hold of the memory budget.
    ///
    /// # Errors
    /// When not all of them were replayed; those that were are no longer there.
    pub async fn replay(
        &self,
        ids: Vec<i64>,
        share: Share,
    ) -> Result<Vec<(i64, Outcome)>, IngestError> {
        let (answer, replayed) = oneshot::channel();
        self.send(Command::Replay(Letters { ids, answer, share }))?;
        replayed.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Deletes dead letters; returns how many of them there were.
    ///
    /// # Errors
    /// When not all of them were deleted.
    pub async fn drop_dead_letters(&self, ids: Vec<i64>, share: Share) -> Result<u64, IngestError> {
        let (answer, dropped) = oneshot::channel();
        self.send(Command::Drop(Letters { ids, answer, share }))?;
        dropped.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Notes what becomes of long work at `at`; returns the job's number.
    ///
    /// # Errors
    /// When nothing was noted.
    pub async fn note_job(&self, change: JobChange, at: Millis) -> Result<i64, IngestError> {
        let (answer, noted) = oneshot::channel();
        self.send(Command::NoteJob(change, at, answer))?;
        noted.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Has the sessions counted of what is stored by now, as far as that goes quickly. Where it cannot be, answers say how
    /// much is missing.
    pub async fn count_sessions(&self) {
        let (answer, counted) = oneshot::channel();
        if self.send(Command::CountSessions(answer)).is_ok() {
            let _ = counted.await;
        }
    }

    /// Counts requests of which nothing was kept as refused at `at`.
    ///
    /// # Errors
    /// When none was counted.
    pub async fn count_refused(
        &self,
        refused: Vec<RefusedRequests>,
        at: Millis,
    ) -> Result<(), IngestError> {
        let (answer, counted) = oneshot::channel();
        self.send(Command::CountRefused(refused, at, answer))?;
        counted.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Finishes a change of what names are counted as. Waits for a place in the queue: what was prepared took a look at all
    /// rows.
    ///
    /// # Errors
    /// When nothing was changed.
    pub async fn change_names(&self, prepared: PreparedNames) -> Result<NamesOutcome, IngestError> {
        let (answer, changed) = oneshot::channel();
        let command = Command::ChangeNames(Box::new(prepared), answer);
        let sent = self.commands.send(command).await;
        sent.map_err(|_| IngestError::Closed)?;
        changed.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Changes a map at `at`, or makes it; says what has become of it, or why it cannot be. `share` is what its picture
    /// holds of the memory budget.
    ///
    /// # Errors
    /// When nothing was changed.
    pub async fn set_map(
        &self,
        change: MapChange,
        at: Millis,
        share: Share,
    ) -> Result<Result<GameMap, Faults>, IngestError> {
        let (answer, set) = oneshot::channel();
        self.send(Command::SetMap(Box::new(MapToSet {
            change,
            at,
            answer,
            share,
        })))?;
        set.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Removes a map and its picture; returns whether there was one.
    ///
    /// # Errors
    /// When nothing was removed.
    pub async fn remove_map(&self, name: MapName) -> Result<bool, IngestError> {
        let (answer, removed) = oneshot::channel();
        self.send(Command::RemoveMap(name, answer))?;
        removed.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Saves a view under its name.
    ///
    /// # Errors
    /// When nothing was saved.
    pub async fn save_view(&self, view: SavedView) -> Result<ViewSaved, IngestError> {
        let (answer, saved) = oneshot::channel();
        self.send(Command::SaveView(view, answer))?;
        saved.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Forgets the view of this name; returns whether there was one.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn delete_view(&self, name: ViewName) -> Result<bool, IngestError> {
        let (answer, deleted) = oneshot::channel();
        self.send(Command::DeleteView(name, answer))?;
        deleted.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Keeps what is money, in the place of what was kept of its currency before.
    ///
    /// # Errors
    /// When nothing was kept.
    pub async fn save_economy(&self, economy: Economy) -> Result<EconomySaved, IngestError> {
        let (answer, saved) = oneshot::channel();
        self.send(Command::SaveEconomy(economy, answer))?;
        saved.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Forgets the currency of this name; returns whether there was one.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn delete_economy(&self, currency: Label) -> Result<bool, IngestError> {
        let (answer, deleted) = oneshot::channel();
        self.send(Command::DeleteEconomy(currency, answer))?;
        deleted.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Stores an annotation at `now`, once for each key.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn annotate(&self, note: Note, now: Millis) -> Result<Annotated, IngestError> {
        let (answer, annotated) = oneshot::channel();
        self.send(Command::Annotate(note, now, answer))?;
        annotated.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Deletes the annotation of this number; returns whether there was one.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn delete_annotation(&self, id: i64) -> Result<bool, IngestError> {
        let (answer, deleted) = oneshot::channel();
        self.send(Command::DeleteAnnotation(id, answer))?;
        deleted.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Deletes everything that was stored before.
    ///
    /// # Errors
    /// When nothing was deleted.
    pub async fn clear(&self) -> Result<(), IngestError> {
        let (answer, cleared) = oneshot::channel();
        self.send(Command::Clear(answer))?;
        cleared.await.unwrap_or(Err(IngestError::Closed))
    }

    /// Counts the commits, as an announcement to those who show what is stored: they are told *that* something is new and
    /// ask the database *what*, in their own time, so that no number of them slows the writer.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.told.commits.clone()
    }

    /// Why the last write failed, if it did.
    pub fn trouble(&self) -> Option<Trouble> {
        *self.told.trouble.borrow()
    }

    /// Whether the writer task is there to answer.
    pub fn is_open(&self) -> bool {
        !self.commands.is_closed()
    }

    fn send(&self, command: Command) -> Result<(), IngestError> {
        use mpsc::error::TrySendError;
        self.commands
            .try_send(command)
            .map_err(|refused| match refused {
                TrySendError::Full(_) => IngestError::Full,
                TrySendError::Closed(_) => IngestError::Closed,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::MemoryBudget;
    use crate::ingest::telling::Telling;

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_an_ended_writer_says_so() {
        let budget = MemoryBudget::new(1 << 20);
        let (_telling, told) = Telling::new(None);
        let (ingest, commands) = bounded(told);
        let waiting: Vec<_> = (0..MAX_WAITING)
            .map(|_| {
                let (ingest, share) = (ingest.clone(), budget.share());
                tokio::spawn(async move { ingest.submit(Vec::new(), share).await.err() })
            })
            .collect();
        while ingest.commands.capacity() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = ingest.submit(Vec::new(), budget.share()).await.err();
        assert_eq!(refused, Some(IngestError::Full));
        drop(commands);
        for task in waiting {
            assert_eq!(task.await.unwrap(), Some(IngestError::Closed));
        }
        assert!(!ingest.is_open());
    }
}
