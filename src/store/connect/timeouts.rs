//! How long a database is waited for.

use std::time::Duration;

/// How long to wait for a lock or a free connection.
pub(in crate::store) const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// Reads that take longer are ended by the database itself.
pub(in crate::store) const READ_DEADLINE: Duration = Duration::from_secs(10);
/// How long to wait for PostgreSQL to say that it has committed; a slow disk has its time.
pub(in crate::store) const COMMIT_TIMEOUT: Duration = Duration::from_secs(30);
