//! Reaching a database: its address, its connections, its schema, and what differs between the two kinds.

pub(in crate::store) mod address;
pub(in crate::store) mod adopt;
pub(in crate::store) mod beside;
pub(in crate::store) mod connections;
pub(in crate::store) mod database;
pub(in crate::store) mod file_kind;
pub(in crate::store) mod migrate;
pub(in crate::store) mod reading;
pub(in crate::store) mod statement;
pub(in crate::store) mod timeouts;
pub(in crate::store) mod transaction;

// What differs between the two databases, and below each of them the same `sql/`, compiled for it.
pub(in crate::store) mod postgres;
pub(in crate::store) mod sqlite;
