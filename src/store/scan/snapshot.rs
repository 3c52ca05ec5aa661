//! Scans that all see one moment of the database. SQLite's log grows and PostgreSQL keeps old rows while one is open,
//! so this is for what is short: a check, never an export.

use super::events::{EventBatch, EventColumns};
use super::session::{Columns, Progress, Session, Step};
use super::sheets::{SheetBatch, SheetColumns};
use super::stream::BATCH_BYTES;
use crate::store::connect::address::Address;
use crate::store::error::StoreError;
use sqlx::{AssertSqlSafe, Executor, FromRow};

/// A connection of its own in a transaction that only reads; ends when dropped.
#[derive(Debug)]
pub struct Snapshot {
    session: Session,
}

impl Snapshot {
    pub(in crate::store) async fn begin(address: &Address) -> Result<Self, StoreError> {
        let mut session = Session::connect(address).await?;
        match &mut session {
            Session::Sqlite(connection) => connection.execute_batch("begin")?,
            Session::Postgres(connection) => {
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

    /// Asks one question without values.
    #[allow(
        dead_code,
        reason = "for the stored sums that a recount is compared with"
    )]
    pub(in crate::store) async fn fetch<R>(&mut self, text: &str) -> Result<Vec<R>, StoreError>
    where
        R: for<'row> TryFrom<&'row rusqlite::Row<'row>, Error = rusqlite::Error>
            + for<'row> FromRow<'row, sqlx::postgres::PgRow>,
    {
        match &mut self.session {
            Session::Sqlite(connection) => {
                let mut statement = connection.prepare(text)?;
                let mut rows = statement.query([])?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(R::try_from(row)?);
                }
                Ok(found)
            }
            Session::Postgres(connection) => {
                let rows = sqlx::query(AssertSqlSafe(text))
                    .fetch_all(&mut **connection)
                    .await?;
                let rows = rows.iter().map(R::from_row);
                Ok(rows.collect::<Result<_, _>>()?)
            }
        }
    }

    async fn all<C: Columns>(
        &mut self,
        columns: C,
        mut each: impl FnMut(&C::Batch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut progress = Progress::new(columns, Default::default(), i64::MIN, BATCH_BYTES);
        loop {
            match self.session.step(&mut progress).await? {
                Step::Batch(batch) => each(&batch)?,
                Step::Nothing => {}
                Step::End => return Ok(()),
            }
        }
    }
}
