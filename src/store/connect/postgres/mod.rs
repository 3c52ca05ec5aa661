//! What is PostgreSQL's own, and the statements compiled for it (see `sqlite/mod.rs`).

mod binding;
mod greeting;
mod reading;
mod suitable;
mod transaction;

pub(in crate::store) use binding::bind_each;
pub(in crate::store) use greeting::require_postgres;
pub(in crate::store) use reading::begin_snapshot;
pub(in crate::store) use suitable::require_suitable;
#[cfg(test)]
pub(in crate::store) use transaction::write_arrays;
pub(in crate::store) use transaction::{Transaction, WriteSide, key_lookups_only};

pub(in crate::store) type Db = sqlx::Postgres;

pub(in crate::store) const BEGIN_SNAPSHOT: &str = "begin isolation level repeatable read read only";

pub(in crate::store) fn pairs_of(column: &str) -> String {
    format!("json_each_text({column}::json) as j (key, value)")
}

/// Stands for the tables as they were made: `pg_restore --clean` makes others.
pub(in crate::store) const TABLE_NUMBER: &str = "cast(cast('counters' as regclass) as bigint)";

/// Joins the rows `t` of a table that meet the condition, which names an index, to each of a few rows. Of a table that was
/// filled since it was last analyzed, PostgreSQL expects many rows for each, and would read all of it; `offset 0` keeps it
/// from making a join of this.
pub(in crate::store) fn lookup(table: &str, condition: &str) -> String {
    format!("cross join lateral (select * from {table} as t where {condition} offset 0) as t")
}

// The same text is compiled twice on purpose.
#[allow(clippy::duplicate_mod)]
#[path = "../../sql/mod.rs"]
pub(in crate::store) mod sql;
