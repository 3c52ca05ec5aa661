//! Long work that goes on when the request that asked for it has been answered. One task does it, one job after the
//! other, so that no number of jobs takes the machine from those who submit and look. What becomes of each is noted in
//! the table `jobs`.

use super::error::ApiError;
use crate::ingest::{Ingest, IngestError, MemoryBudget};
use crate::model::{DeadLetterFilter, JobChange, Millis};
use crate::runtime::clock;
use crate::store::{Outcome, Reader};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// Jobs that may wait at once.
const MAX_WAITING: usize = 100;
/// How long to wait when memory or the queue is full.
const PAUSE: Duration = Duration::from_millis(200);

/// What can be done in the background.
#[derive(Debug, Clone)]
pub(super) enum Work {
    /// Replays all dead letters that the filter selects.
    ReplayDeadLetters(DeadLetterFilter),
}

/// Takes work; cloned freely.
#[derive(Debug, Clone)]
pub(super) struct Background {
    waiting: mpsc::Sender<(i64, Work)>,
    ingest: Ingest,
}

/// What a job works with.
#[derive(Debug)]
struct Tools {
    reader: Reader,
    ingest: Ingest,
    budget: MemoryBudget,
    /// Turns true when the server stops.
    stopping: watch::Receiver<bool>,
}

/// Starts the task that does the work. It ends when the server stops.
pub(super) fn start(
    reader: Reader,
    ingest: Ingest,
    budget: MemoryBudget,
    stopping: watch::Receiver<bool>,
) -> (Background, JoinHandle<()>) {
    let (waiting, works) = mpsc::channel(MAX_WAITING);
    let background = Background {
        waiting,
        ingest: ingest.clone(),
    };
    let tools = Tools {
        reader,
        ingest,
        budget,
        stopping,
    };
    (background, tokio::spawn(tools.run(works)))
}

impl Background {
    /// Takes work and returns the number of its job.
    ///
    /// # Errors
    /// When too much waits already, or it could not be noted.
    pub(super) async fn take(&self, work: Work) -> Result<i64, ApiError> {
        let place = self
            .waiting
            .try_reserve()
            .map_err(|_| ApiError::TooManyJobs)?;
        let begin = JobChange::Begin {
            kind: work.kind(),
            parameters: work.parameters(),
        };
        let id = self.ingest.note_job(begin, now()).await?;
        place.send((id, work));
        Ok(id)
    }
}

impl Work {
    fn kind(&self) -> &'static str {
        match self {
            Self::ReplayDeadLetters(_) => "replay_dead_letters",
        }
    }

    fn parameters(&self) -> Value {
        match self {
            Self::ReplayDeadLetters(filter) => json!({
                "reason": filter.reason,
                "source": filter.source,
                "since": filter.range.since.map(|since| since.to_string()),
                "until": filter.range.until.map(|until| until.to_string()),
            }),
        }
    }
}

/// Why a job ended before it was done.
type Failure = String;

impl Tools {
    async fn run(mut self, mut works: mpsc::Receiver<(i64, Work)>) {
        loop {
            let next = tokio::select! {
                next = works.recv() => next,
                _ = self.stopping.wait_for(|stopping| *stopping) => None,
            };
            let Some((id, work)) = next else {
                break;
            };
            let as_of = now();
            let end = match self.work(id, work).await {
                Ok(result) => JobChange::Done { id, as_of, result },
                Err(error) => {
                    tracing::warn!(job = id, error, "a job failed");
                    JobChange::Failed { id, error }
                }
            };
            self.note(end).await;
        }
        works.close();
        while let Some((id, _)) = works.recv().await {
            let error = STOPPED.to_owned();
            self.note(JobChange::Failed { id, error }).await;
        }
    }

    async fn work(&self, id: i64, work: Work) -> Result<Value, Failure> {
        match work {
            Work::ReplayDeadLetters(filter) => self.replay_dead_letters(id, &filter).await,
        }
    }

    /// Some letters at a time, so that those who submit come in between.
    async fn replay_dead_letters(
        &self,
        id: i64,
        filter: &DeadLetterFilter,
    ) -> Result<Value, Failure> {
        use super::letters::{MOST_BYTES, MOST_LETTERS, WORK_BYTES};
        let [mut accepted, mut duplicates, mut rejected] = [0_u64; 3];
        let mut after = i64::MIN;
        loop {
            self.go_on()?;
            let letters = self
                .reader
                .dead_letter_ids(filter, after, MOST_LETTERS, MOST_BYTES);
            let (ids, more) = letters.await.map_err(|error| error.to_string())?;
            if let Some(last) = ids.last() {
                after = *last;
            }
            for (_, outcome) in self.replay(ids, WORK_BYTES).await? {
                match outcome {
                    Outcome::Accepted { .. } => accepted += 1,
                    Outcome::Duplicate { .. } => duplicates += 1,
                    Outcome::Rejected(_) | Outcome::Differs { .. } => rejected += 1,
                }
            }
            if !more {
                return Ok(json!({
                    "accepted": accepted, "duplicates": duplicates, "rejected": rejected,
                }));
            }
            let done = accepted + duplicates + rejected;
            let total = None;
            self.note(JobChange::Progress { id, done, total }).await;
        }
    }

    /// Waits for memory and for a place in the queue.
    async fn replay(&self, ids: Vec<i64>, bytes: usize) -> Result<Vec<(i64, Outcome)>, Failure> {
        loop {
            self.go_on()?;
            let mut share = self.budget.share();
            if share.grow_for_work(bytes).is_ok() {
                match self.ingest.replay(ids.clone(), share).await {
                    Err(IngestError::Full) => {}
                    outcome => return outcome.map_err(|error| error.to_string()),
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn go_on(&self) -> Result<(), Failure> {
        match *self.stopping.borrow() {
            true => Err(STOPPED.into()),
            false => Ok(()),
        }
    }

    /// A change that cannot be noted changes nothing of the work: a job that is not heard of is told as lost.
    async fn note(&self, change: JobChange) {
        if let Err(error) = self.ingest.note_job(change, now()).await {
            tracing::warn!(%error, "the outcome of a job could not be stored");
        }
    }
}

const STOPPED: &str = "the server stopped; what was done is kept, start it again for the rest";

fn now() -> Millis {
    Millis(clock::now_ms())
}
