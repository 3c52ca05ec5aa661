//! Statements that read and the functions that run them, compiled once for each database (see `connect/sqlite/mod.rs`).
//! Nothing here decides anything: it is told what to look for. Statements that write are in `write/`, and compiled once.

pub(in crate::store) mod ask;

use super::{Db, TABLE_NUMBER, begin_snapshot, lookup, pairs_of};

type Connection = <Db as sqlx::Database>::Connection;
type Pool = sqlx::Pool<Db>;
