//! Connections to a SQLite file that end what they do when their read is over. A read is bound to its connection when it
//! takes one, without a journey to the connection's thread: that alone takes as long as a small read.

use crate::store::connect::address::Address;
use crate::store::connect::reading::{self, Reading};
use crate::store::connect::timeouts::LOCK_TIMEOUT;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Steps of SQLite's virtual machine between two looks at the read; a fraction of a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// So many connections; clones share them. Each is made when it is first needed.
#[derive(Debug, Clone)]
pub(in crate::store) struct SqliteConnections {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    address: Address,
    options: SqliteConnectOptions,
    permits: Arc<Semaphore>,
    /// The one that was given back first comes first: what a pool gives back needs a moment until it can be used again.
    free: Mutex<VecDeque<Connection>>,
}

/// A pool of one connection, which makes it anew when it breaks, and the read that it serves.
#[derive(Debug)]
struct Connection {
    pool: SqlitePool,
    read: Arc<Mutex<Option<Reading>>>,
}

/// A connection for one question, which is [given back](Self::give_back) with the answer. Dropped without, it may still
/// work on the question; it is closed when it has ended.
#[derive(Debug)]
pub(in crate::store) struct Taken {
    connection: Connection,
    shared: Arc<Shared>,
    _permit: OwnedSemaphorePermit,
}

impl SqliteConnections {
    pub(in crate::store) fn new(
        address: &Address,
        options: SqliteConnectOptions,
        most: u32,
    ) -> Self {
        let free = (0..most).map(|_| Connection::new(&options));
        let shared = Shared {
            address: address.clone(),
            free: Mutex::new(free.collect()),
            permits: Arc::new(Semaphore::new(most as usize)),
            options,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Makes the first one, to see that it can be made.
    pub(in crate::store) async fn connect(&self) -> sqlx::Result<()> {
        let taken = self.take().await?;
        let made = taken.acquire().await.map(drop);
        taken.give_back();
        made
    }

    /// One that nobody uses, for the read of this task.
    pub(in crate::store) async fn take(&self) -> sqlx::Result<Taken> {
        let rests = self.shared.address.require_rest();
        rests.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
        let permit = timeout(LOCK_TIMEOUT, self.shared.permits.clone().acquire_owned());
        let permit = permit.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let permit = permit.map_err(|_| sqlx::Error::PoolClosed)?;
        let free = lock(&self.shared.free).pop_front();
        // One that was abandoned is missing.
        let connection = free.unwrap_or_else(|| Connection::new(&self.shared.options));
        *lock(&connection.read) = reading::current();
        Ok(Taken {
            connection,
            shared: self.shared.clone(),
            _permit: permit,
        })
    }

    pub(in crate::store) fn options(&self) -> &SqliteConnectOptions {
        &self.shared.options
    }

    /// Closes those that nobody uses; there will be no others.
    pub(in crate::store) async fn close(&self) {
        self.shared.permits.close();
        let free = std::mem::take(&mut *lock(&self.shared.free));
        for connection in free {
            connection.pool.close().await;
        }
    }
}

impl Connection {
    fn new(options: &SqliteConnectOptions) -> Self {
        let read: Arc<Mutex<Option<Reading>>> = Arc::default();
        let of_connection = read.clone();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(LOCK_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            // A ping before each use is a journey to the connection's thread and back; a file does not hang up.
            .test_before_acquire(false)
            .after_connect(move |connection, _| {
                let read = of_connection.clone();
                Box::pin(async move {
                    let goes_on = move || lock(&read).as_ref().is_none_or(|read| !read.is_over());
                    let mut handle = connection.lock_handle().await?;
                    handle.set_progress_handler(STEPS_BETWEEN_LOOKS, goes_on);
                    Ok(())
                })
            });
        Self {
            pool: pool.connect_lazy_with(options.clone()),
            read,
        }
    }
}

impl Taken {
    pub(in crate::store) fn give_back(self) {
        let Self {
            connection, shared, ..
        } = self;
        *lock(&connection.read) = None;
        lock(&shared.free).push_back(connection);
    }
}

impl Deref for Taken {
    type Target = SqlitePool;

    fn deref(&self) -> &SqlitePool {
        &self.connection.pool
    }
}

/// What it guards is whole at any time.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
