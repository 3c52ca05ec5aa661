//! The writing side of SQLite: a connection of its own, through rusqlite.
//!
//! sqlx gives each SQLite connection a thread and sends every statement there and every row back. A commit has two
//! dozen statements, so a busy server spent more time on the way than in SQLite: here it runs on one thread from its
//! first statement to its last, and stores twice as much. Nothing in here waits for anything but SQLite.

use super::file::FileAt;
use super::log::{self, LogKeeper};
use crate::store::connect::beside::beside;
use crate::store::connect::database::{CHECKPOINT_PAGES, SQLITE_CACHE};
use crate::store::connect::statement::{Column, Insert, KeyLookup, Type, Value};
use crate::store::connect::timeouts::LOCK_TIMEOUT;
use crate::store::error::StoreError;
use crate::store::write::plan::NewIds;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, Row, ToSql};
use std::path::PathBuf;

/// More than there are statements.
const CACHED_STATEMENTS: usize = 128;

/// Where transactions begin: a file, and the connection to it while all goes well.
#[derive(Debug)]
pub(in crate::store) struct WriteSide {
    path: PathBuf,
    /// Of the database itself.
    file: FileAt,
    open: Option<Open>,
}

/// A connection with its log.
#[derive(Debug)]
struct Open {
    connection: Connection,
    /// Once SQLite has made it, which is when it first looks into the database.
    log: Option<FileAt>,
    keeper: LogKeeper,
}

impl WriteSide {
    /// The file at `path`, which exists and has our schema.
    pub(in crate::store) fn new(path: PathBuf) -> Self {
        Self {
            file: FileAt::now(path.clone()),
            path,
            open: None,
        }
    }

    /// Begins a transaction, with the lock for writing at once: one that reads first could not upgrade while another
    /// process writes.
    pub(in crate::store) fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        // Before a connection is made anew: it would make a new log beside the old one's index.
        self.require_same()?;
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.connect()?,
        };
        let begun = open.connection.prepare_cached("begin immediate");
        let begun = begun.and_then(|mut begin| begin.execute([]));
        begun.map_err(|error| self.explain(error))?;
        open.log
            .get_or_insert_with(|| FileAt::now(beside(&self.path, "-wal")));
        Ok(Transaction {
            home: &mut self.open,
            file: &self.file,
            open,
        })
    }

    /// Moves what is in the log into the file, as far as nobody reads it.
    pub(in crate::store) fn checkpoint(&mut self) -> Result<(), StoreError> {
        if let Some(Open { connection, .. }) = &self.open {
            connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Keeps the log short while nothing is written. Returns whether it is too long still.
    pub(in crate::store) fn tend(&mut self) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        open.tend();
        let bytes = open.log.as_ref().map_or(0, FileAt::bytes);
        bytes > log::LONGEST_BYTES
    }

    /// Fails when the files are not the ones that were opened.
    fn require_same(&self) -> Result<(), StoreError> {
        self.file.require_same()?;
        self.open.as_ref().map_or(Ok(()), Open::require_same)
    }

    fn connect(&self) -> Result<Open, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags);
        let connection = connection.map_err(|error| self.explain(error))?;
        connection.busy_timeout(LOCK_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", SQLITE_CACHE)?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "journal_size_limit", log::LONGEST_BYTES as i64)?;
        Ok(Open {
            connection,
            log: None,
            keeper: LogKeeper::default(),
        })
    }

    /// Says what has to be writable where something is not.
    fn explain(&self, error: rusqlite::Error) -> StoreError {
        let code = error.sqlite_error_code();
        match (StoreError::from(error), code) {
            (
                StoreError::Unavailable(cause),
                Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied),
            ) => StoreError::Unavailable(format!(
                "{cause}; the user that loot runs as has to be able to write to {0}, to {0}-wal and {0}-shm where they are                 there, and to their folder",
                self.path.display()
            )),
            (error, _) => error,
        }
    }
}

impl Open {
    /// Keeps the log short. That it could not be is nobody's failure.
    fn tend(&mut self) {
        let bytes = self.log.as_ref().map_or(0, FileAt::bytes);
        if let Err(error) = self.keeper.tend(&self.connection, bytes, LOCK_TIMEOUT) {
            tracing::warn!(%error, "the database's log could not be emptied");
        }
    }

    fn require_same(&self) -> Result<(), StoreError> {
        self.log.as_ref().map_or(Ok(()), FileAt::require_same)
    }
}

impl Drop for WriteSide {
    /// The last connection to a database deletes its log by name, which may be another one's by now.
    fn drop(&mut self) {
        if let (Err(_), Some(open)) = (self.require_same(), &self.open) {
            let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
            let _ = open.connection.set_db_config(keep, true);
        }
    }
}

/// One transaction. Dropped without a commit it closes its connection, which rolls it back: when the disk fails
/// SQLite ends a transaction by itself, and only a new connection is sure to be in none.
pub(in crate::store) struct Transaction<'home> {
    home: &'home mut Option<Open>,
    file: &'home FileAt,
    open: Open,
}

impl Transaction<'_> {
    /// Makes it durable, in the files that are where they were.
    pub(in crate::store) fn commit(mut self) -> Result<(), StoreError> {
        let Open { connection, .. } = &self.open;
        let same = self.file.require_same();
        if let Err(error) = same.and_then(|()| self.open.require_same()) {
            // Kept as it is: a new connection would make a new log.
            connection.execute_batch("rollback")?;
            *self.home = Some(self.open);
            return Err(error);
        }
        connection.prepare_cached("commit")?.execute([])?;
        self.open.tend();
        *self.home = Some(self.open);
        Ok(())
    }

    /// Runs one statement; the text names `$1`, `$2`, … in the order of `values`: SQLite counts them as they appear.
    pub(in crate::store) fn execute(
        &mut self,
        text: &str,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        let mut statement = self.open.connection.prepare_cached(text)?;
        bind(&mut statement, values)?;
        statement.raw_execute()?;
        Ok(())
    }

    /// Asks one question; the text names `$1`, `$2`, … in the order of `values`: SQLite counts them as they appear.
    pub(in crate::store) fn fetch<R>(
        &mut self,
        text: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'row> TryFrom<&'row Row<'row>, Error = rusqlite::Error>,
    {
        let mut statement = self.open.connection.prepare_cached(text)?;
        let mut found = Vec::new();
        bind(&mut statement, values)?;
        fetch_into(&mut found, &mut statement)?;
        Ok(found)
    }

    /// Writes a row for each of `rows`.
    pub(in crate::store) fn write<'v, T, V: AsRef<[Value<'v>]>>(
        &mut self,
        insert: &Insert<'_>,
        rows: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<(), StoreError> {
        self.run(insert, rows, values, |_, _| ())
    }

    /// Inserts rows whose ids rise by one from `first_id`, and says which of them were inserted.
    pub(in crate::store) fn write_new<'v, T, V: AsRef<[Value<'v>]>>(
        &mut self,
        insert: &Insert<'_>,
        first_id: i64,
        rows: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<NewIds, StoreError> {
        let mut new = NewIds::none(first_id, rows.len());
        self.run(insert, rows, values, |index, inserted| {
            if inserted > 0 {
                new.add(first_id + index as i64);
            }
        })?;
        Ok(new)
    }

    /// Asks for each of `keys`; one may be found more than once.
    pub(in crate::store) fn find<'v, T, R, V: AsRef<[Value<'v>]>>(
        &mut self,
        question: &KeyLookup,
        keys: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'row> TryFrom<&'row Row<'row>, Error = rusqlite::Error>,
    {
        let mut found = Vec::new();
        if keys.is_empty() {
            return Ok(found);
        }
        let mut statement = self
            .open
            .connection
            .prepare_cached(&question.text(write_one_row))?;
        for key in keys {
            bind(&mut statement, values(key).as_ref().iter().map(InRow))?;
            fetch_into(&mut found, &mut statement)?;
        }
        Ok(found)
    }

    /// Runs the statement for each row and tells `after` the row's index and how many it changed.
    fn run<'v, T, V: AsRef<[Value<'v>]>>(
        &mut self,
        insert: &Insert<'_>,
        rows: &'v [T],
        values: impl Fn(&'v T) -> V,
        mut after: impl FnMut(usize, usize),
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut statement = self
            .open
            .connection
            .prepare_cached(&insert.text(write_one_row))?;
        for (index, row) in rows.iter().enumerate() {
            bind(&mut statement, values(row).as_ref().iter().map(InRow))?;
            after(index, statement.raw_execute()?);
        }
        Ok(())
    }
}

/// `values (?, cast(? as text))`
pub(in crate::store) fn write_one_row(text: &mut String, columns: &[Column]) {
    text.push_str("values (");
    for (index, (_, kind)) in columns.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        text.push_str(comma);
        text.push_str(match kind {
            // What [`InRow`] is cast back.
            Type::Text => "cast(? as text)",
            Type::Bigint | Type::Double | Type::Bytea => "?",
        });
    }
    text.push(')');
}

fn bind(
    statement: &mut CachedStatement<'_>,
    values: impl IntoIterator<Item = impl ToSql>,
) -> Result<(), rusqlite::Error> {
    for (index, value) in values.into_iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(())
}

fn fetch_into<R>(
    found: &mut Vec<R>,
    statement: &mut CachedStatement<'_>,
) -> Result<(), rusqlite::Error>
where
    R: for<'row> TryFrom<&'row Row<'row>, Error = rusqlite::Error>,
{
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        found.push(R::try_from(row)?);
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Bigint(n) => ValueRef::Integer(*n),
            Self::Double(x) => ValueRef::Real(*x),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytea(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A value of a row ([`write_one_row`]). An empty text is bound as an empty blob, which is cast: rusqlite gives SQLite a
/// text of no length at the address 1, and to compare nothing at an address that is not mapped takes a processor with
/// AVX-512 four times as long as all the rest of an insert into a table whose key begins with it.
struct InRow<'v>(&'v Value<'v>);

impl ToSql for InRow<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self.0 {
            Value::Text(text) if text.is_empty() => Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&[]))),
            value => value.to_sql(),
        }
    }
}
