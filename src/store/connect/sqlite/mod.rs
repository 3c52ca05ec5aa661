//! What is SQLite's own, and the statements compiled for it.
//!
//! `sql/` holds what reads, written once and compiled once for each database: `Db` is what differs. A generic function
//! would drag the bounds of every bound type along; a trait with two implementations drifts apart.

pub(in crate::store) mod file;
mod log;
mod transaction;

#[cfg(test)]
pub(in crate::store) use transaction::write_one_row;
pub(in crate::store) use transaction::{Transaction, WriteSide};

pub(in crate::store) type Db = sqlx::Sqlite;

/// A transaction whose statements all see one state.
pub(in crate::store) struct Snapshot(sqlx::Transaction<'static, Db>);

/// Begins it.
pub(in crate::store) async fn begin_snapshot(pool: &sqlx::SqlitePool) -> sqlx::Result<Snapshot> {
    Ok(Snapshot(pool.begin().await?))
}

impl Snapshot {
    /// Ends it.
    pub(in crate::store) async fn end(self) -> sqlx::Result<()> {
        self.0.rollback().await
    }
}

impl std::ops::Deref for Snapshot {
    type Target = sqlx::SqliteConnection;

    fn deref(&self) -> &sqlx::SqliteConnection {
        &self.0
    }
}

impl std::ops::DerefMut for Snapshot {
    fn deref_mut(&mut self) -> &mut sqlx::SqliteConnection {
        &mut self.0
    }
}

/// The pairs of a column that is a JSON object, as rows `j` with a `key` and a `value`.
pub(in crate::store) fn pairs_of(column: &str) -> String {
    format!("json_each({column}) as j")
}

/// Stands for the tables as they were made; a file that is exchanged is noticed by `file.rs`.
pub(in crate::store) const TABLE_NUMBER: &str = "0";

/// Joins the rows `t` of a table that meet the condition, which names an index, to each of a few rows.
pub(in crate::store) fn lookup(table: &str, condition: &str) -> String {
    format!("cross join {table} as t on {condition}")
}

#[path = "../../sql/mod.rs"]
pub(in crate::store) mod sql;
