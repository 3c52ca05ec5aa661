//! A connection of a scan's own, and the next chunk of rows from it. SQLite is read through rusqlite, as it is written:
//! sqlx would send each row from one thread to another.

use super::filter::Condition;
use super::row::Row;
use crate::store::connect::address::Address;
use crate::store::connect::database::SQLITE_CACHE;
use crate::store::connect::postgres::bind_each;
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
    /// Own time and id of the last row.
    fn last_place(batch: &Self::Batch) -> Option<(i64, i64)>;
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
    pub(super) after: i64,
    /// The last id that is looked at.
    pub(super) up_to: i64,
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
            up_to: i64::MAX,
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

    /// Where a chunk that ends at `end` ends for this scan; `None` when there are no more rows that it wants.
    fn wanted_end(&self, end: Option<i64>) -> Option<i64> {
        end.filter(|_| self.after < self.up_to)
            .map(|end| end.min(self.up_to))
    }
}

/// Where a scan is that begins with the newest row. Its condition is one that an index serves, or a statement might look at
/// any number of rows.
pub(in crate::store) struct Newest<C> {
    columns: C,
    condition: Condition,
    /// Own time and id of the last row that was read.
    before: (i64, i64),
    /// Of one statement, on PostgreSQL.
    rows: i64,
    is_over: bool,
    /// `select … where (timestamp_ms, id) < ($1, $2) … order by …`
    fetch: String,
}

impl<C: Columns> Newest<C> {
    pub(super) fn new(columns: C, condition: Condition) -> Self {
        let (select, table, more) = (columns.select(), C::TABLE, &condition.text);
        Self {
            fetch: format!(
                "select {select} from {table} where (timestamp_ms, id) < ($1, $2){more} order by timestamp_ms desc, id desc"
            ),
            columns,
            condition,
            before: (i64::MAX, i64::MAX),
            rows: POSTGRES_CHUNK,
            is_over: false,
        }
    }

    fn step(&mut self, batch: C::Batch, is_full: bool, most: i64) -> Step<C::Batch> {
        let Some(last) = C::last_place(&batch).filter(|_| !self.is_over) else {
            return Step::End;
        };
        self.before = last;
        let rows = C::rows(&batch);
        self.is_over = !is_full && (rows as i64) < most;
        let row_bytes = C::size_bytes(&batch) / rows.max(1);
        self.rows = ((BATCH_BYTES / row_bytes.max(1)) as i64).clamp(SMALLEST_CHUNK, POSTGRES_CHUNK);
        Step::Batch(batch)
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
            Self::Pooled(connection) => {
                begin_pooled(connection).await?;
                let step = step_postgres(connection, progress).await?;
                end_pooled(connection).await?;
                Ok(step)
            }
        }
    }

    /// The rows that come next, the newest first. With SQLite the thread is busy until it is done.
    pub(super) async fn page<C: Columns>(
        &mut self,
        newest: &mut Newest<C>,
    ) -> Result<Step<C::Batch>, StoreError> {
        let most = match self {
            Self::Sqlite(_) => SQLITE_CHUNK,
            Self::Postgres(_) | Self::Pooled(_) => newest.rows,
        };
        let text = format!("{} limit {most}", newest.fetch);
        let (columns, keys, condition) = (newest.columns, newest.before, &newest.condition);
        let (batch, is_full) = match self {
            Self::Sqlite(connection) => {
                fetch_sqlite(connection, columns, &text, keys, condition, BATCH_BYTES)?
            }
            Self::Postgres(connection) => {
                fetch_postgres(connection, columns, &text, keys, condition, BATCH_BYTES).await?
            }
            Self::Pooled(connection) => {
                begin_pooled(connection).await?;
                let page = fetch_postgres(connection, columns, &text, keys, condition, BATCH_BYTES)
                    .await?;
                end_pooled(connection).await?;
                page
            }
        };
        Ok(newest.step(batch, is_full, most))
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
            let Some(end) = progress.wanted_end(end) else {
                return Ok(Step::End);
            };
            end
        }
    };
    let Progress {
        columns,
        condition,
        fetch,
        batch_bytes,
        after,
        ..
    } = progress;
    let (batch, is_full) = fetch_sqlite(
        connection,
        *columns,
        fetch,
        (*after, end),
        condition,
        *batch_bytes,
    )?;
    Ok(progress.step(batch, end, is_full))
}

/// What `text` selects with `keys` as its first two values, until a batch is full.
fn fetch_sqlite<C: Columns>(
    connection: &rusqlite::Connection,
    columns: C,
    text: &str,
    keys: (i64, i64),
    condition: &Condition,
    batch_bytes: usize,
) -> Result<(C::Batch, bool), StoreError> {
    let mut statement = connection.prepare_cached(text)?;
    statement.raw_bind_parameter(1, keys.0)?;
    statement.raw_bind_parameter(2, keys.1)?;
    for (index, value) in condition.values.iter().enumerate() {
        statement.raw_bind_parameter(index + 3, value)?;
    }
    let mut batch = C::Batch::default();
    let mut is_full = false;
    let mut rows = statement.raw_query();
    while !is_full && let Some(row) = rows.next()? {
        columns.push(&mut batch, row)?;
        is_full = C::size_bytes(&batch) >= batch_bytes;
    }
    Ok((batch, is_full))
}

/// Begins the transaction of one step.
async fn begin_pooled(connection: &mut PgConnection) -> Result<(), StoreError> {
    let deadline_ms = READ_DEADLINE.as_millis();
    let begin = format!("begin read only; set local statement_timeout = {deadline_ms}");
    sqlx::raw_sql(AssertSqlSafe(begin))
        .execute(connection)
        .await?;
    Ok(())
}

async fn end_pooled(connection: &mut PgConnection) -> Result<(), StoreError> {
    connection.clear_cached_statements().await?;
    sqlx::raw_sql("rollback").execute(connection).await?;
    Ok(())
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
            let Some(end) = progress.wanted_end(end) else {
                return Ok(Step::End);
            };
            end
        }
    };
    let Progress {
        columns,
        condition,
        fetch,
        batch_bytes,
        after,
        ..
    } = progress;
    let (batch, is_full) = fetch_postgres(
        connection,
        *columns,
        fetch,
        (*after, end),
        condition,
        *batch_bytes,
    )
    .await?;
    Ok(progress.step(batch, end, is_full))
}

/// As [`fetch_sqlite`].
async fn fetch_postgres<C: Columns>(
    connection: &mut PgConnection,
    columns: C,
    text: &str,
    keys: (i64, i64),
    condition: &Condition,
    batch_bytes: usize,
) -> Result<(C::Batch, bool), StoreError> {
    let query = sqlx::query(AssertSqlSafe(text)).bind(keys.0).bind(keys.1);
    let query = bind_each(query, &condition.values);
    let mut batch = C::Batch::default();
    let mut is_full = false;
    let mut rows = query.fetch(&mut *connection);
    while !is_full && let Some(row) = rows.try_next().await? {
        columns.push(&mut batch, &row)?;
        is_full = C::size_bytes(&batch) >= batch_bytes;
    }
    Ok((batch, is_full))
}
