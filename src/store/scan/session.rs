//! A connection of a scan's own, and the next chunk of rows from it. SQLite is read through rusqlite, as it is written:
//! sqlx would send each row from one thread to another.

use super::filter::Condition;
use super::row::Row;
use crate::store::connect::address::Address;
use crate::store::connect::database::SQLITE_CACHE;
use crate::store::connect::statement::Value;
use crate::store::connect::timeouts::{LOCK_TIMEOUT, READ_DEADLINE};
use crate::store::error::StoreError;
use futures_util::TryStreamExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rusqlite::OpenFlags;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::path::Path;

/// Large enough that a hand-over costs nothing, small enough for a processor's cache.
pub(super) const BATCH_BYTES: usize = 2 << 20;
/// Rows that one chunk looks at. PostgreSQL's are fewer because it sends what it has found, wanted or not; SQLite stops
/// where it is told to.
const SQLITE_CHUNK: i64 = 20_000;
const POSTGRES_CHUNK: i64 = 2_000;
/// Of rows that are large a chunk has fewer, but never less than this.
const SMALLEST_CHUNK: i64 = 16;

/// Which columns of a table are wanted, and the batch they go into.
pub(in crate::store) trait Columns: Copy + Send + Sync + 'static {
    type Batch: Default + Send + 'static;

    const TABLE: &'static str;

    /// The columns, in the order in which `push` takes them; null for what is not wanted.
    fn select(self) -> String;
    fn push(self, batch: &mut Self::Batch, row: &impl Row) -> Result<(), StoreError>;
    fn last_id(batch: &Self::Batch) -> Option<i64>;
    fn rows(batch: &Self::Batch) -> usize;
    fn size_bytes(batch: &Self::Batch) -> usize;
}

/// Where a scan is, and what it wants.
pub(in crate::store) struct Progress<C> {
    columns: C,
    condition: Condition,
    /// A batch ends with the row that reaches it.
    batch_bytes: usize,
    /// The last id that was looked at.
    after: i64,
    /// Up to where the chunk goes that was begun.
    chunk_end: Option<i64>,
    chunk_rows: i64,
    /// `select max(id) …` and `select … where id > $1 and id <= $2`.
    find_end: String,
    fetch: String,
}

/// What a step has brought.
pub(in crate::store) enum Step<B> {
    Batch(B),
    /// None of the rows that were looked at is wanted; there are more.
    Nothing,
    End,
}

impl<C: Columns> Progress<C> {
    pub(super) fn new(columns: C, condition: Condition, after: i64, batch_bytes: usize) -> Self {
        let table = C::TABLE;
        let (select, conditions) = (columns.select(), &condition.text);
        Self {
            find_end: format!(
                "select max(id) from (select id from {table} where id > $1 order by id limit $2) as chunk"
            ),
            fetch: format!(
                "select {select} from {table} where id > $1 and id <= $2{conditions} order by id"
            ),
            columns,
            condition,
            batch_bytes,
            after,
            chunk_end: None,
            chunk_rows: i64::MAX,
        }
    }

    /// Takes note of a chunk that was read up to `end`, or up to the last row of `batch`.
    fn step(&mut self, batch: C::Batch, end: i64, is_full: bool) -> Step<C::Batch> {
        let Some(last) = C::last_id(&batch) else {
            (self.after, self.chunk_end) = (end, None);
            return Step::Nothing;
        };
        self.after = if is_full { last } else { end };
        self.chunk_end = Some(end).filter(|end| is_full && last < *end);
        let row_bytes = C::size_bytes(&batch) / C::rows(&batch).max(1);
        self.chunk_rows =
            ((self.batch_bytes / row_bytes.max(1)) as i64).clamp(SMALLEST_CHUNK, POSTGRES_CHUNK);
        Step::Batch(batch)
    }

    fn is_full(&self, batch: &C::Batch) -> bool {
        C::size_bytes(batch) >= self.batch_bytes
    }
}

/// A connection for reading.
#[derive(Debug)]
pub(in crate::store) enum Session {
    Sqlite(rusqlite::Connection),
    Postgres(Box<PgConnection>),
    /// Through a pooler; each step is a transaction.
    Pooled(Box<PgConnection>),
}

impl Session {
    pub(super) async fn connect(address: &Address) -> Result<Self, StoreError> {
        match address {
            Address::Sqlite(path) => Ok(Self::Sqlite(connect_sqlite(path, OpenFlags::empty())?)),
            Address::Resting(path) => {
                let path = path.to_string_lossy();
                let path = utf8_percent_encode(&path, NON_ALPHANUMERIC);
                let name = format!("file:{path}?immutable=1");
                let connection = connect_sqlite(name, OpenFlags::SQLITE_OPEN_URI)?;
                Ok(Self::Sqlite(connection))
            }
            Address::Postgres(server) => {
                let options = server.options.clone().application_name("loot scan");
                let mut connection = PgConnection::connect_with(&options).await?;
                if server.is_pooled {
                    return Ok(Self::Pooled(Box::new(connection)));
                }
                // Set here and not on the way in: poolers drop start-up options.
                let deadline_ms = READ_DEADLINE.as_millis();
                let settings = format!(
                    "set default_transaction_read_only = on; set statement_timeout = {deadline_ms}"
                );
                sqlx::raw_sql(AssertSqlSafe(settings))
                    .execute(&mut connection)
                    .await?;
                Ok(Self::Postgres(Box::new(connection)))
            }
        }
    }

    /// Reads on from where the scan is. With SQLite the thread is busy until it is done.
    pub(super) async fn step<C: Columns>(
        &mut self,
        progress: &mut Progress<C>,
    ) -> Result<Step<C::Batch>, StoreError> {
        match self {
            Self::Sqlite(connection) => step_sqlite(connection, progress),
            Self::Postgres(connection) => step_postgres(connection, progress).await,
            Self::Pooled(connection) => step_pooled(connection, progress).await,
        }
    }
}

fn connect_sqlite(
    name: impl AsRef<Path>,
    more: OpenFlags,
) -> Result<rusqlite::Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = rusqlite::Connection::open_with_flags(name, flags)?;
    connection.busy_timeout(LOCK_TIMEOUT)?;
    connection.pragma_update(None, "cache_size", SQLITE_CACHE)?;
    Ok(connection)
}

fn step_sqlite<C: Columns>(
    connection: &rusqlite::Connection,
    progress: &mut Progress<C>,
) -> Result<Step<C::Batch>, StoreError> {
    let end = match progress.chunk_end {
        Some(end) => end,
        None => {
            let mut statement = connection.prepare_cached(&progress.find_end)?;
            let end: Option<i64> =
                statement.query_row((progress.after, SQLITE_CHUNK), |row| row.get(0))?;
            let Some(end) = end else {
                return Ok(Step::End);
            };
            end
        }
    };
    let mut statement = connection.prepare_cached(&progress.fetch)?;
    statement.raw_bind_parameter(1, progress.after)?;
    statement.raw_bind_parameter(2, end)?;
    for (index, value) in progress.condition.values.iter().enumerate() {
        statement.raw_bind_parameter(index + 3, value)?;
    }
    let mut batch = C::Batch::default();
    let mut is_full = false;
    let mut rows = statement.raw_query();
    while !is_full && let Some(row) = rows.next()? {
        progress.columns.push(&mut batch, row)?;
        is_full = progress.is_full(&batch);
    }
    Ok(progress.step(batch, end, is_full))
}

async fn step_pooled<C: Columns>(
    connection: &mut PgConnection,
    progress: &mut Progress<C>,
) -> Result<Step<C::Batch>, StoreError> {
    let deadline_ms = READ_DEADLINE.as_millis();
    let begin = format!("begin read only; set local statement_timeout = {deadline_ms}");
    sqlx::raw_sql(AssertSqlSafe(begin))
        .execute(&mut *connection)
        .await?;
    let step = step_postgres(connection, progress).await?;
    connection.clear_cached_statements().await?;
    sqlx::raw_sql("rollback").execute(connection).await?;
    Ok(step)
}

async fn step_postgres<C: Columns>(
    connection: &mut PgConnection,
    progress: &mut Progress<C>,
) -> Result<Step<C::Batch>, StoreError> {
    let end = match progress.chunk_end {
        Some(end) => end,
        None => {
            let chunk = progress.chunk_rows.min(POSTGRES_CHUNK);
            let end: Option<i64> = sqlx::query_scalar(AssertSqlSafe(progress.find_end.as_str()))
                .bind(progress.after)
                .bind(chunk)
                .fetch_one(&mut *connection)
                .await?;
            let Some(end) = end else {
                return Ok(Step::End);
            };
            end
        }
    };
    let mut query = sqlx::query(AssertSqlSafe(progress.fetch.as_str()))
        .bind(progress.after)
        .bind(end);
    for value in &progress.condition.values {
        query = match value {
            Value::Bigint(n) => query.bind(*n),
            Value::Double(x) => query.bind(*x),
            Value::Text(text) => query.bind(text.as_ref()),
            Value::Bytea(bytes) => query.bind(bytes.as_ref()),
            Value::Null => query.bind(None::<i64>),
        };
    }
    let mut batch = C::Batch::default();
    let mut is_full = false;
    let mut rows = query.fetch(&mut *connection);
    while !is_full && let Some(row) = rows.try_next().await? {
        progress.columns.push(&mut batch, &row)?;
        is_full = progress.is_full(&batch);
    }
    drop(rows);
    Ok(progress.step(batch, end, is_full))
}
