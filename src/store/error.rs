//! What can go wrong with a database, by what the caller does about it.

use super::connect::timeouts::READ_DEADLINE;
use super::write::entry::Outcome;

/// Why the store did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It does not answer, is locked by another process, full or read-only. Nothing was stored; trying again later may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The file or its contents are damaged.
    #[error(
        "the database is damaged ({0}); put back a backup, or let `loot check` say how far the damage goes"
    )]
    Damaged(String),
    /// One of its rows is not what we write.
    #[error("the database has a row that cannot be read: {0}")]
    BadRow(String),
    /// It was written by a newer `loot`, or by something else, or another file took its place.
    #[error("{0}")]
    Unsuitable(String),
    /// What was given was stored from its start up to somewhere, which `outcomes` tell of; not the rest.
    #[error("not all of it was stored: {cause}")]
    Partly {
        /// What became of the first.
        outcomes: Vec<Outcome>,
        /// Why there are no more.
        cause: Box<StoreError>,
    },
    /// It does not say whether it has stored what it was given.
    #[error("the database did not say whether it stored this: {0}")]
    Unknown(String),
    /// A read took longer than its deadline, in seconds.
    #[error(
        "the answer took longer than {0} s; ask for less (a shorter time range, a smaller limit)"
    )]
    TooSlow(u64),
    /// It does not take a value of one of the rows; without that row it would go on.
    #[error("the database refuses a row: {0}")]
    Refused(String),
    /// Anything else: a bug.
    #[error("unexpected database error: {0}")]
    Unexpected(String),
}

impl StoreError {
    /// Whether it stays as it is until somebody mends the database.
    pub fn needs_the_operator(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::Unsuitable(_) => true,
            Self::Partly { cause, .. } => cause.needs_the_operator(),
            _ => false,
        }
    }

    /// A row that cannot be turned into what it should be.
    pub(in crate::store) fn bad_row(
        table: &str,
        id: impl std::fmt::Display,
        reason: impl std::fmt::Display,
    ) -> Self {
        Self::BadRow(format!("{table} row {id}: {reason}"))
    }

    /// What a database said, with its code.
    fn told(code: &str, message: String) -> Self {
        match kind_of(code) {
            Kind::Unavailable => Self::Unavailable(message),
            Kind::Damaged => Self::Damaged(message),
            Kind::Unsuitable if POOLER.contains(&code) => Self::Unsuitable(format!(
                "{message}: a pooler gives transactions of one client different connections; add ?pgbouncer=true to the \
                address of the database"
            )),
            Kind::Unsuitable => Self::Unsuitable(message),
            Kind::TooSlow => Self::TooSlow(READ_DEADLINE.as_secs()),
            Kind::Refused => Self::Refused(format!("{message} (code {code})")),
            Kind::Other => Self::Unexpected(format!("{message} (code {code})")),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(cause) => {
                let code = cause.code().unwrap_or_default();
                Self::told(&code, cause.message().to_owned())
            }
            sqlx::Error::PoolTimedOut => {
                Self::Unavailable("no connection became free in time".into())
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error.to_string()),
            // A value that is not what its column holds: our own statements only write such as are.
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Self::BadRow(error.to_string())
            }
            // A connection that broke in the middle of a message.
            sqlx::Error::Protocol(_) => Self::Unavailable(error.to_string()),
            _ => Self::Unexpected(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(cause, message) = &error else {
            return match error {
                // A value that is not what its column holds.
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..) => Self::BadRow(error.to_string()),
                _ => Self::Unexpected(error.to_string()),
            };
        };
        let message = message.clone().unwrap_or_else(|| cause.to_string());
        Self::told(&cause.extended_code.to_string(), message)
    }
}

/// A prepared statement is not there, or there already: somebody else prepared it.
const POOLER: [&str; 2] = ["26000", "42P05"];

enum Kind {
    Unavailable,
    Damaged,
    Unsuitable,
    TooSlow,
    Refused,
    Other,
}

/// SQLite's codes are decimal numbers whose low byte is the class (sqlite.org/rescode.html); PostgreSQL's have
/// five characters, of which two are the class (its manual's appendix A).
fn kind_of(code: &str) -> Kind {
    if code.len() == 5 && !code.starts_with("SQLITE") {
        return match code {
            "57014" => Kind::TooSlow,
            // The last one: another server has changed the schema; the next connection knows.
            "40001" | "40P01" | "55P03" | "25006" | "0A000" => Kind::Unavailable,
            _ => match &code[..2] {
                "08" | "53" | "57" | "58" => Kind::Unavailable,
                // "Data corrupted" and "index corrupted"; the rest of the class are bugs of its own.
                "XX" if code != "XX000" => Kind::Damaged,
                "26" | "28" | "3D" | "42" => Kind::Unsuitable,
                // bad values, broken constraints, limits, and what triggers raise
                "22" | "23" | "54" | "P0" => Kind::Refused,
                _ => Kind::Other,
            },
        };
    }
    match code.parse::<u32>().map(|code| code & 0xff) {
        // busy, locked, read-only, I/O error, full, cannot open
        Ok(5 | 6 | 8 | 10 | 13 | 14) => Kind::Unavailable,
        // interrupted by the deadline
        Ok(9) => Kind::TooSlow,
        // corrupt, not a database
        Ok(11 | 26) => Kind::Damaged,
        // too big, constraint (a trigger's too), mismatch
        Ok(18..=20) => Kind::Refused,
        _ => Kind::Other,
    }
}
