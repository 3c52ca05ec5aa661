//! What is PostgreSQL's own, and the statements compiled for it (see `sqlite/mod.rs`).

mod transaction;

pub(super) use transaction::{Home, Transaction};

pub(super) type Db = sqlx::Postgres;

pub(super) const BEGIN_SNAPSHOT: &str = "begin isolation level repeatable read read only";

pub(super) const LIFT_DEADLINE: Option<&str> = Some("set local statement_timeout = 0");

/// PostgreSQL checks its pages as it reads them (`data_checksums`), and the recount reads all of ours.
pub(super) const SELF_CHECK: Option<&str> = None;

pub(super) const ITEMS_OF_SHEET: &str = "json_each_text(s.looted_items::json) as j (key, value)";

pub(super) const EXPERIMENTS_OF_SHEET: &str =
    "json_each_text(s.experiments::json) as j (key, value)";

// The same text is compiled twice on purpose.
#[allow(clippy::duplicate_mod)]
#[path = "../sql/mod.rs"]
pub(super) mod sql;
