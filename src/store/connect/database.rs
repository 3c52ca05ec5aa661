//! A pool of connections to one of the two databases, and the dispatch between them.

use crate::store::StoreError;
use crate::store::connect::address::Address;
use crate::store::connect::connections::SqliteConnections;
use crate::store::connect::postgres;
use crate::store::connect::timeouts::{LOCK_TIMEOUT, READ_DEADLINE};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres};
use std::path::Path;
use std::time::{Duration, Instant};

/// Connections to one database.
#[derive(Debug, Clone)]
pub(in crate::store) enum Database {
    Sqlite(SqliteConnections),
    Postgres(PgPool),
}

/// What the connections are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Access {
    /// One connection that may change things.
    Write,
    /// So many that cannot, at the database's own level.
    Read(u32),
}

impl Access {
    fn connections(self) -> u32 {
        match self {
            Self::Write => 1,
            Self::Read(connections) => connections,
        }
    }
}

/// Calls the same function of `sqlite::sql` or `postgres::sql` with a pool of the database at hand.
macro_rules! on {
    ($database:expr, $($function:ident)::+($($argument:expr),*)) => {
        match &$database {
            $crate::store::connect::database::Database::Sqlite(connections) => {
                match connections.take().await {
                    Ok(taken) => {
                        let answer = $crate::store::connect::sqlite::sql::$($function)::+(
                            &taken, $($argument),*
                        ).await;
                        taken.give_back();
                        answer
                    }
                    Err(error) => Err(error.into()),
                }
            }
            $crate::store::connect::database::Database::Postgres(pool) =>
                $crate::store::connect::postgres::sql::$($function)::+(pool, $($argument),*).await,
        }
    };
}
pub(in crate::store) use on;

/// Rows on their way from a SQLite connection's thread; at its default of 50 the two threads take turns.
const ROWS_IN_FLIGHT: usize = 1_024;
/// Pages of 4 KiB that gather in the log before they move into the file. At SQLite's own 1,000 a busy server would
/// write the same pages, and wait for the disk, every few commits.
pub(in crate::store) const CHECKPOINT_PAGES: u32 = 8_000;
/// What the writer keeps of the file. Negative: KiB instead of pages.
pub(in crate::store) const SQLITE_CACHE: i32 = -16_000;
/// What each connection that reads keeps; the system keeps the file for all of them.
const SQLITE_READ_CACHE: i32 = -4_000;

impl Database {
    pub(in crate::store) async fn connect(
        address: &Address,
        access: Access,
    ) -> Result<Self, StoreError> {
        match Self::connect_later(address, access) {
            Self::Sqlite(connections) => {
                connect_sqlite(&connections).await?;
                Ok(Self::Sqlite(connections))
            }
            Self::Postgres(pool) => {
                drop(pool.acquire().await?);
                Ok(Self::Postgres(pool))
            }
        }
    }

    /// As [`connect`](Self::connect), but each connection is made when it is first needed.
    pub(in crate::store) fn connect_later(address: &Address, access: Access) -> Self {
        match address {
            Address::Sqlite(path) => {
                let options = sqlite_options(path, access);
                Self::Sqlite(SqliteConnections::new(
                    address,
                    options,
                    access.connections(),
                ))
            }
            Address::Resting(path) => {
                let options = sqlite_options(path, access).immutable(true);
                Self::Sqlite(SqliteConnections::new(
                    address,
                    options,
                    access.connections(),
                ))
            }
            Address::Postgres(server) => {
                let pool = match server.is_pooled {
                    false => postgres_pool(access),
                    true => pooled(access),
                };
                Self::Postgres(pool.connect_lazy_with(server.options.clone()))
            }
        }
    }

    pub(in crate::store) async fn close(&self) {
        match self {
            Self::Sqlite(connections) => connections.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A file that two processes turn into a WAL database at once is the one lock for which SQLite does not wait by itself.
async fn connect_sqlite(connections: &SqliteConnections) -> Result<(), StoreError> {
    const BETWEEN: Duration = Duration::from_millis(20);
    let deadline = Instant::now() + LOCK_TIMEOUT;
    loop {
        match connections.connect().await {
            Err(error) if is_locked(&error) && Instant::now() < deadline => {
                tokio::time::sleep(BETWEEN).await;
            }
            outcome => return Ok(outcome?),
        }
    }
}

fn is_locked(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|cause| cause.code());
    // SQLITE_BUSY, and when another process recovers the log.
    code.is_some_and(|code| ["5", "261"].contains(&code.as_ref()))
}

fn sqlite_options(path: &Path, access: Access) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .row_buffer_size(ROWS_IN_FLIGHT)
        .busy_timeout(LOCK_TIMEOUT)
        .foreign_keys(true);
    match access {
        Access::Read(_) => options
            .read_only(true)
            .pragma("cache_size", SQLITE_READ_CACHE.to_string()),
        Access::Write => options
            .create_if_missing(true)
            .pragma("cache_size", SQLITE_CACHE.to_string())
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full),
    }
}

/// What a connection needs is set once it stands: poolers between it and the database drop options of its start.
fn postgres_pool(access: Access) -> PoolOptions<Postgres> {
    let settings = match access {
        Access::Read(_) => format!("set default_transaction_read_only = on; {}", for_reads("")),
        Access::Write => postgres::key_lookups_only(""),
    };
    postgres_connections(access).after_connect(move |connection: &mut PgConnection, _| {
        let settings = sqlx::raw_sql(AssertSqlSafe(settings.clone()));
        Box::pin(async move { settings.execute(connection).await.map(drop) })
    })
}

/// What sets how long a statement may take, and that it is not compiled: where estimates are high, that alone took 400 ms of a read of 10.
fn for_reads(local: &str) -> String {
    let deadline_ms = READ_DEADLINE.as_millis();
    format!("set {local} statement_timeout = {deadline_ms}; set {local} jit = off")
}

/// Connections through a pooler. All that is read between taking one and giving it back is one transaction, which has
/// its settings and takes with it what it has prepared.
fn pooled(access: Access) -> PoolOptions<Postgres> {
    let Access::Read(_) = access else {
        // Transactions that write bring their settings.
        return postgres_connections(access);
    };
    postgres_connections(access)
        .after_connect(|connection, _| Box::pin(begin_pooled(connection)))
        .before_acquire(|connection, _| {
            Box::pin(async move { begin_pooled(connection).await.map(|()| true) })
        })
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.clear_cached_statements().await?;
                let end = sqlx::raw_sql("rollback").execute(connection);
                end.await.map(|_| true)
            })
        })
}

fn postgres_connections(access: Access) -> PoolOptions<Postgres> {
    PoolOptions::new()
        .max_connections(access.connections())
        .acquire_timeout(LOCK_TIMEOUT)
}

async fn begin_pooled(connection: &mut PgConnection) -> sqlx::Result<()> {
    let begin = format!("{}; {}", postgres::BEGIN_SNAPSHOT, for_reads("local"));
    let begin = sqlx::raw_sql(AssertSqlSafe(begin));
    begin.execute(connection).await.map(drop)
}
