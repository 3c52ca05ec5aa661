//! Questions that may take long, because all rows are gone through. Who asks waits for some seconds; if it takes longer, the
//! answer says how far it is (202), and whoever asks the same again takes it up. What nobody asks for any more ends. Nothing
//! of it is kept in the database: a question is asked again at no cost but time.

use super::error::ApiError;
use crate::ingest::{MemoryBudget, Share};
use crate::wire::StillReading;
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use bytes::Bytes;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// Worked on at once: each takes a processor.
const AT_ONCE: usize = 2;
/// Worked on and waiting.
const MOST: usize = 20;
/// What one may hold in memory beside its answer.
const WORK_BYTES: usize = 48 << 20;
/// What nobody has asked for in so long is given up. Who is told that it goes on asks again much sooner.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(10);
/// How long an answer is kept of which somebody was told that it goes on.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// Routes whose questions go this way. Who waits for one keeps no other read from being worked on.
const ROUTES: [&str; 2] = ["/flows", "/funnel"];

/// Whether the route at `path` bounds by itself how many are worked on.
pub(super) fn has_places_of_its_own(path: &str) -> bool {
    ROUTES.iter().any(|route| path.ends_with(route))
}

/// All questions that are worked on, by what was asked.
#[derive(Debug)]
pub(super) struct LongReads {
    works: Mutex<HashMap<String, Arc<Work>>>,
    tasks: Mutex<JoinSet<()>>,
    places: Arc<Semaphore>,
    budget: MemoryBudget,
    patience: Duration,
    stopping: watch::Receiver<bool>,
    /// Of the server, not of one of its workers.
    runtime: Handle,
}

/// An answer in the making.
#[derive(Debug)]
struct Work {
    progress: Progress,
    asked_at: Mutex<Instant>,
    /// Whether somebody was told that it goes on.
    is_awaited: AtomicBool,
    answer: watch::Receiver<Option<Answered>>,
}

#[derive(Debug, Clone)]
struct Answered {
    at: Instant,
    answer: Result<Bytes, ApiError>,
}

/// How much is done, from 0 to 1.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Tells how much is done. It never goes back.
    pub(super) fn tell(&self, share: f64) {
        let share = share.clamp(0.0, 1.0);
        // Numbers that are not negative are in the order of their bits.
        self.0.fetch_max(share.to_bits(), Ordering::Relaxed);
    }

    fn share(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }
}

impl LongReads {
    /// None yet. Needs a tokio runtime.
    pub(super) fn new(
        budget: MemoryBudget,
        patience: Duration,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self {
            works: Mutex::default(),
            tasks: Mutex::default(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            budget,
            patience,
            stopping,
            runtime: Handle::current(),
        }
    }

    /// The answer to `question`, which `read` makes unless somebody has asked it already. It may keep as many bytes as its
    /// share of the memory budget has, and its thread busy.
    ///
    /// # Errors
    /// When too many are asked at once, or it cannot be read.
    pub(super) async fn answer<T, F>(
        &self,
        question: &str,
        read: impl FnOnce(Progress, Share) -> F + Send + 'static,
    ) -> Result<HttpResponse, ApiError>
    where
        T: Serialize,
        F: Future<Output = Result<T, ApiError>>,
    {
        let work = self.take_up(question, read)?;
        let mut answer = work.answer.clone();
        let answered = answer.wait_for(Option::is_some);
        if let Ok(answered) = tokio::time::timeout(self.patience, answered).await {
            let answered = answered.ok().and_then(|answered| answered.clone());
            return json(answered.ok_or(ApiError::Unavailable)?.answer?);
        }
        *lock(&work.asked_at) = Instant::now();
        work.is_awaited.store(true, Ordering::Relaxed);
        let body = StillReading::new(work.progress.share());
        Ok(HttpResponse::Accepted()
            .insert_header((RETRY_AFTER, "1"))
            .json(body))
    }

    fn take_up<T, F>(
        &self,
        question: &str,
        read: impl FnOnce(Progress, Share) -> F + Send + 'static,
    ) -> Result<Arc<Work>, ApiError>
    where
        T: Serialize,
        F: Future<Output = Result<T, ApiError>>,
    {
        let mut works = lock(&self.works);
        works.retain(|_, work| work.is_wanted(self.patience));
        if let Some(work) = works.get(question) {
            *lock(&work.asked_at) = Instant::now();
            return Ok(Arc::clone(work));
        }
        if works.len() >= MOST {
            return Err(ApiError::ReadsWait);
        }
        let (answered, answer) = watch::channel(None);
        let work = Arc::new(Work {
            progress: Progress::default(),
            asked_at: Mutex::new(Instant::now()),
            is_awaited: AtomicBool::new(false),
            answer,
        });
        works.insert(question.to_owned(), Arc::clone(&work));
        let (places, budget) = (Arc::clone(&self.places), self.budget.clone());
        let (mut stopping, patience) = (self.stopping.clone(), self.patience);
        let (runtime, own) = (self.runtime.clone(), Arc::clone(&work));
        let reading = move || {
            runtime.block_on(async {
                let reading = async {
                    let _place = places.acquire().await;
                    let mut share = budget.share();
                    share.grow_for_work(WORK_BYTES)?;
                    let answer = read(own.progress.clone(), share).await?;
                    let bytes = serde_json::to_vec(&answer);
                    bytes.map(Bytes::from).map_err(|error| {
                        tracing::error!(%error, "an answer could not be printed");
                        ApiError::Unexpected
                    })
                };
                let answer = tokio::select! {
                    answer = reading => answer,
                    () = own.given_up(patience) => Err(ApiError::ReadsWait),
                    _ = stopping.wait_for(|stopping| *stopping) => Err(ApiError::Unavailable),
                };
                let at = Instant::now();
                let _ = answered.send(Some(Answered { at, answer }));
            });
        };
        let mut tasks = lock(&self.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn_blocking_on(reading, &self.runtime);
        Ok(work)
    }

    /// Waits for those that go on, once the server stops.
    pub(super) async fn ended(&self) {
        let mut tasks = std::mem::take(&mut *lock(&self.tasks));
        while tasks.join_next().await.is_some() {}
    }
}

impl Work {
    /// Whether somebody may still come for it. An answer that nobody had to wait for is not given twice.
    fn is_wanted(&self, patience: Duration) -> bool {
        match &*self.answer.borrow() {
            None => !self.is_given_up(patience),
            Some(Answered { at, answer }) => {
                let is_awaited = self.is_awaited.load(Ordering::Relaxed);
                answer.is_ok() && is_awaited && at.elapsed() < KEPT_FOR
            }
        }
    }

    async fn given_up(&self, patience: Duration) {
        while !self.is_given_up(patience) {
            tokio::time::sleep(GIVEN_UP_AFTER / 10).await;
        }
    }

    fn is_given_up(&self, patience: Duration) -> bool {
        lock(&self.asked_at).elapsed() > patience + GIVEN_UP_AFTER
    }
}

fn json(body: Bytes) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .body(body))
}

/// What is behind these locks is whole at any moment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
