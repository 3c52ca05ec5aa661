//! One read and its end: at its deadline, or when nobody waits for the answer any more.
//!
//! PostgreSQL ends a statement at its `statement_timeout`. SQLite knows no such thing, and runs on a thread that does not
//! notice that the future which waits for it is gone; so it asks, while it works, whether its read is over.

use crate::store::StoreError;
use crate::store::connect::timeouts::READ_DEADLINE;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One read; clones are of the same.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Reading {
    is_over: Arc<AtomicBool>,
}

impl Reading {
    pub(in crate::store) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

tokio::task_local! {
    static READING: Reading;
}

/// The read that this task is at.
pub(in crate::store) fn current() -> Option<Reading> {
    READING.try_with(Reading::clone).ok()
}

/// Ends the read when it is dropped.
struct OverWhenDropped(Reading);

impl Drop for OverWhenDropped {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }
}

/// The answer, or [`StoreError::TooSlow`] at [`READ_DEADLINE`]. What the database does for it ends then, too, and also
/// when the future is dropped.
pub(in crate::store) async fn in_time<T>(
    answer: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let reading = Reading::default();
    let _over = OverWhenDropped(reading.clone());
    let answer = READING.scope(reading, answer);
    match tokio::time::timeout(READ_DEADLINE, answer).await {
        Ok(outcome) => outcome,
        Err(_) => Err(StoreError::TooSlow(READ_DEADLINE.as_secs())),
    }
}

#[cfg(test)]
mod tests {
    use super::{READING, Reading, in_time};
    use crate::store::StoreError;
    use crate::store::connect::address::Address;
    use crate::store::connect::connections::SqliteConnections;
    use crate::store::connect::database::{Access, Database};
    use crate::store::connect::timeouts::READ_DEADLINE;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    /// Counts for about an hour before its first row.
    const ENDLESS: &str =
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000000000)
        select max(i) from n";

    /// One connection for reading a file that is deleted with the folder.
    async fn one_connection(folder: &tempfile::TempDir) -> SqliteConnections {
        let path = folder.path().join("loot.db");
        let address = Address::Sqlite(path);
        let writing = Database::connect(&address, Access::Write).await.unwrap();
        writing.close().await;
        match Database::connect(&address, Access::Read(1)).await.unwrap() {
            Database::Sqlite(connections) => connections,
            Database::Postgres(_) => unreachable!("the address names a file"),
        }
    }

    async fn ask(connections: &SqliteConnections, text: &'static str) -> Result<i64, StoreError> {
        let taken = connections.take().await?;
        let answer = sqlx::query_scalar(text).fetch_one(&*taken).await;
        taken.give_back();
        Ok(answer?)
    }

    #[tokio::test]
    async fn a_read_whose_client_has_left_frees_its_connection() {
        let folder = tempfile::tempdir().unwrap();
        let connections = one_connection(&folder).await;
        for _ in 0..3 {
            let abandoned = in_time(ask(&connections, ENDLESS));
            let waited = tokio::time::timeout(Duration::from_millis(100), abandoned).await;
            assert!(waited.is_err(), "it ended by itself: {waited:?}");
            assert_eq!(in_time(ask(&connections, "select 1")).await.unwrap(), 1);
            assert_eq!(ask(&connections, "select 1").await.unwrap(), 1);
        }
    }

    #[tokio::test]
    async fn the_database_ends_a_read_that_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let connections = one_connection(&folder).await;
        let reading = Reading::default();
        let ending = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            reading.is_over.store(true, Ordering::Relaxed);
        };
        let endless = READING.scope(reading.clone(), ask(&connections, ENDLESS));
        let (answer, ()) = tokio::join!(endless, ending);
        let error = answer.unwrap_err();
        let StoreError::TooSlow(seconds) = error else {
            panic!("{error:?}")
        };
        assert_eq!(seconds, READ_DEADLINE.as_secs());
        assert_eq!(ask(&connections, "select 1").await.unwrap(), 1);
    }
}
