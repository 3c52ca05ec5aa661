//! Long work that goes on when the request that asked for it has been answered. One task does it, one job after the
//! other, so that no number of jobs takes the machine from those who submit and look. What becomes of each is noted in
//! the table `jobs`.

use super::error::ApiError;
use crate::ingest::{Ingest, IngestError, MemoryBudget};
use crate::model::{DeadLetterFilter, JobChange, Millis, NameChange, NameDecision};
use crate::runtime::clock;
use crate::store::{NamesOutcome, Outcome, PreparedNames, Reader};
use serde_json::{Value, json};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// Jobs that may wait at once.
const MAX_WAITING: usize = 100;
/// How long to wait when memory or the queue is full.
const PAUSE: Duration = Duration::from_millis(200);
/// How often a change is begun that others overtake.
const MOST_TRIES: usize = 5;
/// How often it is noted how far a job has come.
const BETWEEN_NOTES: Duration = Duration::from_secs(1);
/// The most names that a job tells.
const MOST_NAMES_TOLD: usize = 100;

/// What can be done in the background.
#[derive(Debug, Clone)]
pub(super) enum Work {
    /// Replays all dead letters that the filter selects.
    ReplayDeadLetters(DeadLetterFilter),
    /// Changes what names are counted as.
    ChangeNames(NameChange),
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
            Self::ChangeNames(_) => "change_names",
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
            Self::ChangeNames(change) => {
                let names = change.names.iter().take(MOST_NAMES_TOLD);
                json!({
                    "decision": change.decision.as_str(),
                    "kind": change.kind,
                    "experiment": change.experiment,
                    "names": names.collect::<Vec<_>>(),
                    "prefix": change.prefix,
                    "into": match &change.decision {
                        NameDecision::Merge(into) => Some(into),
                        NameDecision::Hide | NameDecision::Track => None,
                    },
                })
            }
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
            Work::ChangeNames(change) => self.change_names(id, &change).await,
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

    /// What was decided or deleted meanwhile may overtake it; then it begins again.
    async fn change_names(&self, id: i64, change: &NameChange) -> Result<Value, Failure> {
        for _ in 0..MOST_TRIES {
            self.go_on()?;
            let prepared = self.prepare_names(id, change).await?;
            match self.ingest.change_names(prepared).await {
                Ok(NamesOutcome::Done(done)) => {
                    tracing::info!(
                        job = id,
                        decision = change.decision.as_str(),
                        kind = change.kind.as_str(),
                        names = done.changed,
                        rows = done.recounted_rows,
                        "names were changed"
                    );
                    return Ok(json!(done));
                }
                Ok(NamesOutcome::Refused(faults)) => return Err(faults.to_string()),
                Ok(NamesOutcome::Outdated) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Err("other changes came in between again and again; nothing was changed, try again".into())
    }

    /// Counts what a change touches, and notes how far it has come.
    async fn prepare_names(&self, id: i64, change: &NameChange) -> Result<PreparedNames, Failure> {
        let [seen, all] = [AtomicU64::new(0), AtomicU64::new(0)];
        let progress = |done, total| {
            seen.store(done, Ordering::Relaxed);
            all.store(total, Ordering::Relaxed);
        };
        let mut preparing = pin!(self.reader.prepare_names(change.clone(), progress));
        let mut stopping = self.stopping.clone();
        loop {
            tokio::select! {
                prepared = &mut preparing => {
                    let prepared = prepared.map_err(|error| error.to_string())?;
                    return prepared.map_err(|faults| faults.to_string());
                }
                _ = stopping.wait_for(|stopping| *stopping) => return Err(STOPPED.into()),
                () = tokio::time::sleep(BETWEEN_NOTES) => {}
            }
            let done = seen.load(Ordering::Relaxed);
            let total = Some(all.load(Ordering::Relaxed));
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
            tracing::warn!(%error, "how a job goes could not be noted");
        }
    }
}

const STOPPED: &str =
    "the server stopped before it was done; start it again: what is done already is not done twice";

fn now() -> Millis {
    Millis(clock::now_ms())
}
