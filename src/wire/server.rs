//! What a server says of itself.

use crate::model::Millis;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// The state of the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `healthy` or `unhealthy`.
    pub status: Cow<'static, str>,
    /// Now.
    pub timestamp: Millis,
    /// The same in a sentence.
    pub message: String,
    /// The server's version.
    pub version: Cow<'static, str>,
    /// What the server was named with `--environment`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The database, when it answers.
    pub database: Option<Database>,
}

/// Which database a server has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Database {
    /// `sqlite` or `postgresql`.
    pub kind: String,
    /// The number of its newest migration.
    pub schema_version: i64,
    /// Bytes that the data take on disk: with indexes, and with SQLite's log. Left out while a table is locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_bytes: Option<u64>,
    /// SQLite: bytes of the write-ahead log. Past 64 MiB it is emptied as soon as no reader needs it, so a number that stays
    /// above tells of one that does not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_bytes: Option<u64>,
}

/// Whether the process runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Probe {
    /// `live` or `ready`.
    pub status: Cow<'static, str>,
}

/// Everything is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cleared {
    /// Always true.
    pub success: bool,
    /// The same in a sentence.
    pub message: Cow<'static, str>,
}
