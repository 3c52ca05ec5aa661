//! One transaction that writes, on either database: the statements are said once, in `write/` and `rollups/`, and
//! run here. Which statements there are is not known here.

use super::statement::{Insert, KeyLookup, Value};
use super::{postgres, sqlite};
use crate::store::error::StoreError;
use crate::store::write::plan::NewIds;
use sqlx::FromRow;
use sqlx::postgres::PgRow;

/// Where transactions begin. There is one at a time.
#[derive(Debug)]
pub(in crate::store) enum WriteSide {
    Sqlite(Box<sqlite::WriteSide>),
    Postgres(postgres::WriteSide),
}

/// One transaction; dropped without a commit it is rolled back.
pub(in crate::store) enum Transaction<'side> {
    Sqlite(sqlite::Transaction<'side>),
    Postgres(postgres::Transaction<'side>),
}

/// A row of an answer; tuples are.
pub(in crate::store) trait Answer:
    for<'row> TryFrom<&'row rusqlite::Row<'row>, Error = rusqlite::Error>
    + for<'row> FromRow<'row, PgRow>
{
}

impl<R> Answer for R where
    R: for<'row> TryFrom<&'row rusqlite::Row<'row>, Error = rusqlite::Error>
        + for<'row> FromRow<'row, PgRow>
{
}

impl WriteSide {
    /// Begins a transaction.
    pub(in crate::store) async fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        Ok(match self {
            Self::Sqlite(side) => Transaction::Sqlite(side.begin()?),
            Self::Postgres(side) => Transaction::Postgres(side.begin().await?),
        })
    }

    /// Makes sure that a file has on its own what was committed, and not only together with its log.
    pub(in crate::store) fn settle(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(side) => side.checkpoint(),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Tidies up between transactions; returns whether there is more to do later.
    pub(in crate::store) fn tend(&mut self) -> bool {
        match self {
            Self::Sqlite(side) => side.tend(),
            Self::Postgres(_) => false,
        }
    }

    pub(in crate::store) async fn close(self) {
        if let Self::Postgres(side) = self {
            side.close().await;
        }
    }
}

impl Transaction<'_> {
    /// Makes it durable.
    pub(in crate::store) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit(),
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// Runs one statement; the text names `$1`, `$2`, … in the order of `values`.
    pub(in crate::store) async fn execute(
        &mut self,
        text: &str,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.execute(text, values),
            Self::Postgres(transaction) => transaction.execute(text, values).await,
        }
    }

    /// Asks one question; the text names `$1`, `$2`, … in the order of `values`.
    pub(in crate::store) async fn fetch<R: Answer>(
        &mut self,
        text: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.fetch(text, values),
            Self::Postgres(transaction) => transaction.fetch(text, values).await,
        }
    }

    /// Writes a row for each of `rows`, before the next question about the table at the latest.
    pub(in crate::store) async fn write<'v, T, V: AsRef<[Value<'v>]>>(
        &mut self,
        insert: &Insert<'_>,
        rows: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.write(insert, rows, values),
            Self::Postgres(transaction) => transaction.write(insert, rows, values).await,
        }
    }

    /// Inserts rows whose ids rise by one from `first_id`, and says which of them were inserted.
    pub(in crate::store) async fn write_new<'v, T, V: AsRef<[Value<'v>]>>(
        &mut self,
        insert: &Insert<'_>,
        first_id: i64,
        rows: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<NewIds, StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.write_new(insert, first_id, rows, values),
            Self::Postgres(transaction) => {
                transaction.write_new(insert, first_id, rows, values).await
            }
        }
    }

    /// Asks for each of `keys`; one may be found more than once.
    pub(in crate::store) async fn find<'v, T, R: Answer, V: AsRef<[Value<'v>]>>(
        &mut self,
        lookup: &KeyLookup,
        keys: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<Vec<R>, StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.find(lookup, keys, values),
            Self::Postgres(transaction) => transaction.find(lookup, keys, values).await,
        }
    }
}
