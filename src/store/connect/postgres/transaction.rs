//! The writing side of PostgreSQL. Many rows travel as one array for each column, so that a statement has the same
//! text, and is prepared once, for any number of them. Statements that answer nothing wait for each other and travel
//! as one: each round trip costs two context switches.

use super::binding::bind_each;
use crate::store::connect::statement::{Column, Insert, KeyLookup, Type, Value};
use crate::store::connect::timeouts::{COMMIT_TIMEOUT, LOCK_TIMEOUT};
use crate::store::error::StoreError;
use crate::store::write::plan::NewIds;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{
    Arguments, AssertSqlSafe, Connection, Encode, FromRow, PgConnection, PgPool, Postgres,
    Type as SqlType,
};
use std::fmt::Write;
use tokio::time::timeout;

/// Where transactions begin: a pool that connects, and the connection while all goes well. Given back to the pool, it
/// would be asked twice between two commits whether it still stands.
#[derive(Debug)]
pub(in crate::store) struct WriteSide {
    pool: PgPool,
    connection: Option<PgConnection>,
    /// What begins a transaction.
    begin: String,
    is_pooled: bool,
}

/// All that the writer asks PostgreSQL for are rows by key. A plan made while a table was small would read all of it,
/// and is kept when it has grown; so other plans are ruled out, and plans made once. Rows come in the order of the key
/// then, and not of the disk, so that two servers lock the same rows in the same order. Ruling out makes the rest look
/// costly enough to be compiled. With `local` it is for the transaction.
pub(in crate::store) fn key_lookups_only(local: &str) -> String {
    let off = |setting| format!("set {local} {setting} = off; ");
    let rule_out = [
        "enable_seqscan",
        "enable_bitmapscan",
        "enable_hashjoin",
        "enable_mergejoin",
        "jit",
    ]
    .map(off);
    rule_out.concat() + &format!("set {local} plan_cache_mode = force_generic_plan")
}

impl WriteSide {
    /// `is_pooled` when each transaction may get another connection.
    pub(in crate::store) fn new(pool: PgPool, is_pooled: bool) -> Self {
        let begin = match is_pooled {
            false => "begin".to_owned(),
            true => format!("begin; {}", key_lookups_only("local")),
        };
        Self {
            pool,
            connection: None,
            begin,
            is_pooled,
        }
    }

    /// Begins a transaction.
    pub(in crate::store) async fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        let connection = match self.connection.take() {
            // It may have been cut off since it was used last.
            Some(connection) => match begin(connection, &self.begin).await {
                Ok(connection) => connection,
                Err(_) => self.connect().await?,
            },
            None => self.connect().await?,
        };
        Ok(Transaction {
            home: &mut self.connection,
            connection,
            is_pooled: self.is_pooled,
            waiting: Waiting::default(),
        })
    }

    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        begin(self.pool.acquire().await?.detach(), &self.begin).await
    }

    pub(in crate::store) async fn close(self) {
        if let Some(connection) = self.connection {
            // Nothing waits to be written.
            let _ = connection.close().await;
        }
        self.pool.close().await;
    }
}

/// A connection that says nothing any more counts as cut off.
async fn begin(mut connection: PgConnection, text: &str) -> Result<PgConnection, sqlx::Error> {
    let begin = sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(&mut connection);
    match timeout(LOCK_TIMEOUT, begin).await {
        Ok(begun) => begun.map(|_| connection),
        Err(elapsed) => Err(sqlx::Error::Io(elapsed.into())),
    }
}

/// Inserts that were not sent yet: parts of one `with` statement, each into a table of its own, because the parts of
/// such a statement do not see each other.
#[derive(Default)]
struct Waiting {
    tables: Vec<&'static str>,
    parts: Vec<String>,
    arguments: PgArguments,
}

/// One transaction. Dropped without a commit it closes its connection, which rolls it back.
pub(in crate::store) struct Transaction<'home> {
    home: &'home mut Option<PgConnection>,
    connection: PgConnection,
    is_pooled: bool,
    waiting: Waiting,
}

impl Transaction<'_> {
    /// Makes it durable.
    pub(in crate::store) async fn commit(mut self) -> Result<(), StoreError> {
        self.send_waiting().await?;
        if self.is_pooled {
            self.connection.clear_cached_statements().await?;
        }
        let commit = sqlx::raw_sql("commit").execute(&mut self.connection);
        match timeout(COMMIT_TIMEOUT, commit).await {
            Ok(Ok(_)) => {}
            Ok(Err(error @ sqlx::Error::Database(_))) => return Err(error.into()),
            // The connection broke: it may be that the commit had arrived.
            Ok(Err(error)) => return Err(StoreError::Unknown(error.to_string())),
            Err(elapsed) => return Err(StoreError::Unknown(elapsed.to_string())),
        }
        *self.home = Some(self.connection);
        Ok(())
    }

    /// Runs one statement; the text names `$1`, `$2`, … in the order of `values`.
    pub(in crate::store) async fn execute(
        &mut self,
        text: &str,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        self.send_waiting().await?;
        let query = bind_each(sqlx::query(AssertSqlSafe(text.to_owned())), values);
        query.execute(&mut self.connection).await?;
        Ok(())
    }

    /// Asks one question; the text names `$1`, `$2`, … in the order of `values`.
    pub(in crate::store) async fn fetch<R>(
        &mut self,
        text: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'row> FromRow<'row, PgRow>,
    {
        self.send_waiting().await?;
        let query = bind_each(sqlx::query(text), values);
        decode(query.fetch_all(&mut self.connection).await?)
    }

    /// Writes a row for each of `rows`, before the next question about the table at the latest.
    pub(in crate::store) async fn write<'v, T, V: AsRef<[Value<'v>]>>(
        &mut self,
        insert: &Insert<'_>,
        rows: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        // Rows that cannot be there meet none of those that wait for the same table.
        if !insert.on_conflict.is_empty() && self.waiting.tables.contains(&insert.table) {
            self.send_waiting().await?;
        }
        let waiting = &mut self.waiting;
        waiting.tables.push(insert.table);
        let first = waiting.arguments.len() + 1;
        let part = insert.text(|text, columns| write_arrays(text, columns, first));
        waiting.parts.push(part);
        add_columns(&mut waiting.arguments, insert.columns, rows, values)
    }

    /// Inserts rows whose ids rise by one from `first_id`, and says which of them were inserted.
    pub(in crate::store) async fn write_new<'v, T, V: AsRef<[Value<'v>]>>(
        &mut self,
        insert: &Insert<'_>,
        first_id: i64,
        rows: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<NewIds, StoreError> {
        let mut new = NewIds::none(first_id, rows.len());
        if rows.is_empty() {
            return Ok(new);
        }
        let text = insert.text(|text, columns| write_arrays(text, columns, 1)) + " returning id";
        let mut arguments = PgArguments::default();
        add_columns(&mut arguments, insert.columns, rows, values)?;
        let query = sqlx::query_with(AssertSqlSafe(text), arguments);
        let inserted: Vec<(i64,)> = decode(query.fetch_all(&mut self.connection).await?)?;
        for (id,) in inserted {
            new.add(id);
        }
        Ok(new)
    }

    /// Asks for each of `keys`; one may be found more than once.
    pub(in crate::store) async fn find<'v, T, R, V: AsRef<[Value<'v>]>>(
        &mut self,
        question: &KeyLookup,
        keys: &'v [T],
        values: impl Fn(&'v T) -> V,
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'row> FromRow<'row, PgRow>,
    {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        if self.waiting.tables.contains(&question.table) {
            self.send_waiting().await?;
        }
        let text = question.text(|text, columns| write_arrays(text, columns, 1));
        let mut arguments = PgArguments::default();
        add_columns(&mut arguments, question.asked, keys, values)?;
        let query = sqlx::query_with(AssertSqlSafe(text), arguments);
        decode(query.fetch_all(&mut self.connection).await?)
    }

    async fn send_waiting(&mut self) -> Result<(), StoreError> {
        let Waiting {
            parts, arguments, ..
        } = std::mem::take(&mut self.waiting);
        if parts.is_empty() {
            return Ok(());
        }
        let mut text = String::from("with ");
        for (index, part) in parts.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}part_{index} as ({part})");
        }
        text.push_str(" select 1");
        let query = sqlx::query_with(AssertSqlSafe(text), arguments);
        query.execute(&mut self.connection).await?;
        Ok(())
    }
}

/// `select * from unnest($1::text[], $2::bigint[])`, counted from `$first`.
pub(in crate::store) fn write_arrays(text: &mut String, columns: &[Column], first: usize) {
    text.push_str("select * from unnest(");
    for (index, (_, kind)) in columns.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let kind = match kind {
            Type::Bigint => "bigint",
            Type::Double => "double precision",
            Type::Text => "text",
            Type::Bytea => "bytea",
        };
        let _ = write!(text, "{comma}${}::{kind}[]", first + index);
    }
    text.push(')');
}

/// Adds an array for each column.
fn add_columns<'v, T, V: AsRef<[Value<'v>]>>(
    arguments: &mut PgArguments,
    columns: &[Column],
    rows: &'v [T],
    values: impl Fn(&'v T) -> V,
) -> Result<(), StoreError> {
    let rows: Vec<V> = rows.iter().map(values).collect();
    for (index, (_, kind)) in columns.iter().enumerate() {
        let column = rows.iter().map(|row| &row.as_ref()[index]);
        match kind {
            Type::Bigint => add(arguments, column.map(Value::bigint)),
            Type::Double => add(arguments, column.map(Value::double)),
            Type::Text => add(arguments, column.map(Value::text)),
            Type::Bytea => add(arguments, column.map(Value::bytea)),
        }?;
    }
    Ok(())
}

fn add<'v, V>(
    arguments: &mut PgArguments,
    column: impl Iterator<Item = Option<V>>,
) -> Result<(), StoreError>
where
    Vec<Option<V>>: Encode<'v, Postgres> + SqlType<Postgres>,
{
    let added = arguments.add(column.collect::<Vec<_>>());
    added.map_err(|error| sqlx::Error::Encode(error).into())
}

fn decode<R>(rows: Vec<PgRow>) -> Result<Vec<R>, StoreError>
where
    R: for<'row> FromRow<'row, PgRow>,
{
    let decoded = rows.iter().map(R::from_row);
    Ok(decoded.collect::<Result<_, _>>()?)
}
