//! A scan under way: who reads and who uses what was read work at the same time.

use super::events::{EventBatch, EventColumns};
use super::filter::Condition;
use super::session::{BATCH_BYTES, Columns, Newest, Progress, Session, Step};
use super::sheets::{SheetBatch, SheetColumns};
use super::snapshot::Snapshot;
use crate::model::{EventFilter, SheetFilter};
use crate::store::ask::Reader;
use crate::store::connect::address::Address;
use crate::store::error::StoreError;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::{JoinHandle, spawn_blocking};

/// Batches that wait while the reader makes the next one.
const WAITING: usize = 1;

/// Where a scan begins and how far it may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanOptions {
    /// Only rows with an id above this: the last one that was seen, when a scan is taken up again.
    pub after: Option<i64>,
    /// Only rows with an id up to this.
    pub up_to: Option<i64>,
    /// A batch ends with the row that makes it this large.
    pub batch_bytes: usize,
    /// How long all of it may take, the time in which nobody asks for the next batch included.
    pub deadline: Duration,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            after: None,
            up_to: None,
            batch_bytes: BATCH_BYTES,
            deadline: Duration::from_secs(3_600),
        }
    }
}

/// Batches of rows in the order of their ids. Ends when dropped, at the end of the chunk that is being read; it never
/// holds more than three batches: the caller's, a waiting one, and the one in the making.
#[derive(Debug)]
pub struct Scan<B> {
    batches: Receiver<Result<B, StoreError>>,
    task: JoinHandle<()>,
    /// Up to which id was looked.
    position: Arc<AtomicI64>,
}

impl<B> Scan<B> {
    /// The next batch, never an empty one; `None` at the end and after an error.
    ///
    /// # Errors
    /// When the database does not answer, a row is damaged, or the deadline has passed.
    pub async fn next(&mut self) -> Result<Option<B>, StoreError> {
        self.batches.recv().await.transpose()
    }

    /// Up to which id was looked, for wanted rows and for others, in the order of ids.
    pub fn position(&self) -> i64 {
        self.position.load(Ordering::Relaxed)
    }

    /// Ends the scan and waits until its connection is closed.
    pub async fn close(self) {
        drop(self.batches);
        let _ = self.task.await;
    }
}

impl Reader {
    /// All sheets that `filter` wants, as columns; see [`Scan`].
    pub fn scan_sheets(
        &self,
        columns: SheetColumns,
        filter: &SheetFilter,
        options: ScanOptions,
    ) -> Scan<SheetBatch> {
        self.in_order_of_ids(columns, filter.into(), options)
    }

    /// All events that `filter` wants, as columns; see [`Scan`].
    pub fn scan_events(
        &self,
        columns: EventColumns,
        filter: &EventFilter,
        options: ScanOptions,
    ) -> Scan<EventBatch> {
        self.in_order_of_ids(columns, filter.into(), options)
    }

    fn in_order_of_ids<C: Columns>(
        &self,
        columns: C,
        condition: Condition,
        options: ScanOptions,
    ) -> Scan<C::Batch> {
        let after = options.after.unwrap_or(i64::MIN);
        let mut progress = Progress::new(columns, condition, after, options.batch_bytes);
        progress.up_to = options.up_to.unwrap_or(i64::MAX);
        let way = Way::ById(progress);
        start(self.address().clone(), way, options.deadline)
    }

    /// The rows of a condition that an index serves, the newest first by their own time.
    pub(super) fn newest_first<C: Columns>(
        &self,
        columns: C,
        condition: Condition,
        deadline: Duration,
    ) -> Scan<C::Batch> {
        let way = Way::Newest(Newest::new(columns, condition));
        start(self.address().clone(), way, deadline)
    }

    /// One moment of the database; see [`Snapshot`].
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Snapshot::begin(self.address()).await
    }
}

/// In which order rows are read, and how far that has come.
enum Way<C> {
    ById(Progress<C>),
    Newest(Newest<C>),
}

impl<C: Columns> Way<C> {
    async fn step(&mut self, session: &mut Session) -> Result<Step<C::Batch>, StoreError> {
        match self {
            Self::ById(progress) => session.step(progress).await,
            Self::Newest(newest) => session.page(newest).await,
        }
    }

    /// Up to which id it has looked; of no use where it goes by time.
    fn position(&self) -> i64 {
        match self {
            Self::ById(progress) => progress.after,
            Self::Newest(_) => i64::MIN,
        }
    }
}

/// Reads on a thread of its own: with SQLite, reading is work for a processor.
fn start<C: Columns>(address: Address, way: Way<C>, deadline: Duration) -> Scan<C::Batch> {
    let (sender, batches) = channel(WAITING);
    let position = Arc::new(AtomicI64::new(way.position()));
    let at = Arc::clone(&position);
    let runtime = Handle::current();
    let task = spawn_blocking(move || {
        runtime.block_on(async {
            if let Err(error) = run(&address, way, deadline, &sender, &at).await {
                let _ = sender.send(Err(error)).await;
            }
        });
    });
    Scan {
        batches,
        task,
        position,
    }
}

async fn run<C: Columns>(
    address: &Address,
    mut way: Way<C>,
    deadline: Duration,
    sender: &Sender<Result<C::Batch, StoreError>>,
    position: &AtomicI64,
) -> Result<(), StoreError> {
    let begun = Instant::now();
    let too_slow = || StoreError::TooSlow(deadline.as_secs());
    let mut session = Session::connect(address).await?;
    while !sender.is_closed() {
        let left = deadline.checked_sub(begun.elapsed()).ok_or_else(too_slow)?;
        let step = way.step(&mut session).await?;
        position.store(way.position(), Ordering::Relaxed);
        let batch = match step {
            Step::Batch(batch) => batch,
            Step::Nothing => continue,
            Step::End => return Ok(()),
        };
        // The statement has ended: who is slow to take the batch keeps nothing in the database.
        let sent = tokio::time::timeout(left, sender.send(Ok(batch))).await;
        if sent.map_err(|_| too_slow())?.is_err() {
            return Ok(());
        }
    }
    Ok(())
}
