//! Statements and the functions that run them, compiled once for each database (see `connect/sqlite/mod.rs`).
//! Nothing here decides anything: it is told what to store and what to look for.

pub(in crate::store) mod ask;
pub(in crate::store) mod write;

use super::{
    BEGIN_SNAPSHOT, Db, EXPERIMENTS_OF_SHEET, ITEMS_OF_SHEET, LIFT_DEADLINE, SELF_CHECK,
    Transaction, WriteSide,
};

type Connection = <Db as sqlx::Database>::Connection;
type Pool = sqlx::Pool<Db>;
