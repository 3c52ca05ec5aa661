//! Scans that all see one moment of the database. SQLite's log grows and PostgreSQL keeps old rows while one is open,
//! so this is for what is short: a check, never an export.

use super::events::{EventBatch, EventColumns};
use super::session::{BATCH_BYTES, Columns, Progress, Session, Step};
use super::sheets::{SheetBatch, SheetColumns};
use crate::store::connect::address::Address;
use crate::store::connect::transaction::Answer;
use crate::store::error::StoreError;
use crate::store::rollups::dialect::Dialect;
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Executor};

/// A connection of its own in a transaction that only reads; ends when dropped.
#[derive(Debug)]
pub struct Snapshot {
    session: Session,
}

impl Snapshot {
    pub(in crate::store) async fn begin(address: &Address) -> Result<Self, StoreError> {
        let mut session = match Session::connect(address).await? {
            // All of it is one transaction.
            Session::Pooled(connection) => Session::Postgres(connection),
            session => session,
        };
        match &mut session {
            Session::Sqlite(connection) => connection.execute_batch("begin")?,
            Session::Postgres(connection) | Session::Pooled(connection) => {
                connection
                    .execute("begin isolation level repeatable read read only")
                    .await?;
                // Who asks for everything waits for it.
                connection
                    .execute("set local statement_timeout = 0")
                    .await?;
            }
        }
        Ok(Self { session })
    }

    /// Hands all sheets to `each`, a batch at a time. With SQLite the thread is busy while one is read.
    ///
    /// # Errors
    /// When they cannot be read; also what `each` answers.
    pub async fn sheets(
        &mut self,
        columns: SheetColumns,
        each: impl FnMut(&SheetBatch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.all(columns, each).await
    }

    /// As [`Snapshot::sheets`], of events.
    ///
    /// # Errors
    /// As there.
    pub async fn events(
        &mut self,
        columns: EventColumns,
        each: impl FnMut(&EventBatch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.all(columns, each).await
    }

    /// All rows of one question without values.
    pub(in crate::store) async fn fetch<R: Answer>(
        &mut self,
        text: &str,
    ) -> Result<Vec<R>, StoreError> {
        let mut found = Vec::new();
        self.each(text, |row| {
            found.push(row);
            Ok(())
        })
        .await?;
        Ok(found)
    }

    /// Hands the rows of one question without values to `each`, one after the other.
    pub(in crate::store) async fn each<R: Answer>(
        &mut self,
        text: &str,
        mut each: impl FnMut(R) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match &mut self.session {
            Session::Sqlite(connection) => {
                let mut statement = connection.prepare(text)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    each(R::try_from(row)?)?;
                }
            }
            Session::Postgres(connection) | Session::Pooled(connection) => {
                let mut rows = sqlx::query(AssertSqlSafe(text)).fetch(&mut **connection);
                while let Some(row) = rows.try_next().await? {
                    each(R::from_row(&row)?)?;
                }
            }
        }
        Ok(())
    }

    /// What the database finds wrong with itself. PostgreSQL checks its pages as it reads them (`data_checksums`).
    pub(in crate::store) async fn self_check(&mut self) -> Result<Option<Vec<String>>, StoreError> {
        if !matches!(self.session, Session::Sqlite(_)) {
            return Ok(None);
        }
        let lines: Vec<(String,)> = self.fetch("pragma integrity_check(20)").await?;
        let lines = lines.into_iter().map(|(line,)| line);
        Ok(Some(lines.filter(|line| line != "ok").collect()))
    }

    /// The words of this database.
    pub(in crate::store) fn dialect(&self) -> Dialect {
        match self.session {
            Session::Sqlite(_) => Dialect::Sqlite,
            Session::Postgres(_) | Session::Pooled(_) => Dialect::Postgres,
        }
    }

    /// Begins to read all rows of a table.
    pub(in crate::store) fn begin_scan<C: Columns>(columns: C) -> Progress<C> {
        Self::begin_scan_after(columns, i64::MIN)
    }

    /// Begins to read all rows of a table with ids above `after`.
    pub(in crate::store) fn begin_scan_after<C: Columns>(columns: C, after: i64) -> Progress<C> {
        Progress::new(columns, Default::default(), after, BATCH_BYTES)
    }

    /// The next rows; `None` when there are no more.
    pub(in crate::store) async fn next<C: Columns>(
        &mut self,
        progress: &mut Progress<C>,
    ) -> Result<Option<C::Batch>, StoreError> {
        loop {
            match self.session.step(progress).await? {
                Step::Batch(batch) => return Ok(Some(batch)),
                Step::Nothing => {}
                Step::End => return Ok(None),
            }
        }
    }

    async fn all<C: Columns>(
        &mut self,
        columns: C,
        mut each: impl FnMut(&C::Batch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut progress = Self::begin_scan(columns);
        while let Some(batch) = self.next(&mut progress).await? {
            each(&batch)?;
        }
        Ok(())
    }
}
