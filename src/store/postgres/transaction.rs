//! The writing side of PostgreSQL: many rows travel as one array for each column, so that a statement has the same
//! text, and is prepared once, for any number of them.

use crate::store::error::StoreError;
use crate::store::plan::NewIds;
use crate::store::statement::{Column, Insert, Question, Type, Value};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, FromRow, PgPool, Postgres};
use std::fmt::Write;
use std::marker::PhantomData;

/// Where transactions begin: a pool of one connection.
#[derive(Debug)]
pub(in crate::store) struct Home {
    pool: PgPool,
}

impl Home {
    pub(in crate::store) fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// Begins a transaction.
    pub(in crate::store) async fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        Ok(Transaction {
            transaction: self.pool.begin().await?,
            home: PhantomData,
        })
    }

    pub(in crate::store) async fn close(self) {
        self.pool.close().await;
    }
}

/// One transaction; dropped without a commit it is rolled back.
pub(in crate::store) struct Transaction<'home> {
    transaction: sqlx::Transaction<'static, Postgres>,
    /// One at a time, as with SQLite.
    home: PhantomData<&'home mut Home>,
}

impl Transaction<'_> {
    /// Makes it durable.
    pub(in crate::store) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    /// Runs one statement; `$1` is the first of `values`.
    pub(in crate::store) async fn execute(
        &mut self,
        text: &'static str,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        let query = bind_each(sqlx::query(text), values);
        query.execute(&mut *self.transaction).await?;
        Ok(())
    }

    /// Asks one question; `$1` is the first of `values`.
    pub(in crate::store) async fn fetch<R>(
        &mut self,
        text: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'row> FromRow<'row, PgRow>,
    {
        let query = bind_each(sqlx::query(text), values);
        decode(query.fetch_all(&mut *self.transaction).await?)
    }

    /// Writes a row for each of `rows`.
    pub(in crate::store) async fn write<'v, T, const N: usize>(
        &mut self,
        insert: &Insert<N>,
        rows: &'v [T],
        values: impl Fn(&'v T) -> [Value<'v>; N],
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let text = insert.text(write_arrays);
        let query = bind_columns(
            sqlx::query(AssertSqlSafe(text)),
            &insert.columns,
            rows,
            values,
        );
        query.execute(&mut *self.transaction).await?;
        Ok(())
    }

    /// Inserts rows whose ids rise by one from `first_id`, and says which of them were inserted.
    pub(in crate::store) async fn write_new<'v, T, const N: usize>(
        &mut self,
        insert: &Insert<N>,
        first_id: i64,
        rows: &'v [T],
        values: impl Fn(&'v T) -> [Value<'v>; N],
    ) -> Result<NewIds, StoreError> {
        let mut new = NewIds::none(first_id, rows.len());
        if rows.is_empty() {
            return Ok(new);
        }
        let text = insert.text(write_arrays) + " returning id";
        let query = bind_columns(
            sqlx::query(AssertSqlSafe(text)),
            &insert.columns,
            rows,
            values,
        );
        let inserted: Vec<(i64,)> = decode(query.fetch_all(&mut *self.transaction).await?)?;
        for (id,) in inserted {
            new.add(id);
        }
        Ok(new)
    }

    /// Asks for each of `keys`; one may be found more than once.
    pub(in crate::store) async fn find<'v, T, R, const N: usize>(
        &mut self,
        question: &Question<N>,
        keys: &'v [T],
        values: impl Fn(&'v T) -> [Value<'v>; N],
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'row> FromRow<'row, PgRow>,
    {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let text = question.text(write_arrays);
        let query = bind_columns(
            sqlx::query(AssertSqlSafe(text)),
            &question.asked,
            keys,
            values,
        );
        decode(query.fetch_all(&mut *self.transaction).await?)
    }
}

/// `select * from unnest($1::text[], $2::bigint[])`
fn write_arrays(text: &mut String, columns: &[Column]) {
    text.push_str("select * from unnest(");
    for (index, (_, kind)) in columns.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let kind = match kind {
            Type::Bigint => "bigint",
            Type::Double => "double precision",
            Type::Text => "text",
            Type::Bytea => "bytea",
        };
        let _ = write!(text, "{comma}${}::{kind}[]", index + 1);
    }
    text.push(')');
}

type Bound<'q> = Query<'q, Postgres, PgArguments>;

fn bind_each<'q>(mut query: Bound<'q>, values: &[Value<'_>]) -> Bound<'q> {
    for value in values {
        query = match value {
            Value::Null => query.bind(None::<i64>),
            Value::Bigint(n) => query.bind(*n),
            Value::Double(x) => query.bind(*x),
            Value::Text(text) => query.bind(text.to_string()),
            Value::Bytea(bytes) => query.bind(bytes.to_vec()),
        };
    }
    query
}

fn bind_columns<'q, 'v, T, const N: usize>(
    mut query: Bound<'q>,
    columns: &[Column; N],
    rows: &'v [T],
    values: impl Fn(&'v T) -> [Value<'v>; N],
) -> Bound<'q> {
    let rows: Vec<[Value<'v>; N]> = rows.iter().map(values).collect();
    for (index, (_, kind)) in columns.iter().enumerate() {
        let column = rows.iter().map(|row| &row[index]);
        query = match kind {
            Type::Bigint => query.bind(column.map(Value::bigint).collect::<Vec<_>>()),
            Type::Double => query.bind(column.map(Value::double).collect::<Vec<_>>()),
            Type::Text => query.bind(column.map(Value::text).collect::<Vec<_>>()),
            Type::Bytea => query.bind(column.map(Value::bytea).collect::<Vec<_>>()),
        };
    }
    query
}

fn decode<R>(rows: Vec<PgRow>) -> Result<Vec<R>, StoreError>
where
    R: for<'row> FromRow<'row, PgRow>,
{
    let decoded = rows.iter().map(R::from_row);
    Ok(decoded.collect::<Result<_, _>>()?)
}
