//! What can go wrong with a database, by what the caller does about it.

/// Why the store did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It does not answer, is locked by another process, full or read-only. Nothing was stored; trying again later may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The file or its contents are damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// It was written by a newer `loot`, or by something else.
    #[error("{0}")]
    Unsuitable(String),
    /// A read took longer than its deadline.
    #[error(
        "the answer took longer than {0} s; ask for less (a shorter time range, a smaller limit)"
    )]
    TooSlow(u64),
    /// Anything else: a bug.
    #[error("unexpected database error: {0}")]
    Unexpected(String),
}
