//! One read and its end: at its deadline, or when nobody waits for the answer any more.
//!
//! PostgreSQL ends a statement at its `statement_timeout`. SQLite knows no such thing, and runs on a thread that does not
//! notice that the future which waits for it is gone; so it asks, while it works, whether its read is over.

use crate::store::StoreError;
use crate::store::connect::timeouts::READ_DEADLINE;
use sqlx::SqliteConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Steps of SQLite's virtual machine between two looks at the read; a fraction of a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

tokio::task_local! {
    /// The read that the task is at, for the connections which it takes from the pool.
    static READING: Arc<AtomicBool>;
}

/// Says that the read is over when it is dropped.
struct OverWhenDropped(Arc<AtomicBool>);

impl Drop for OverWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The answer, or [`StoreError::TooSlow`] at [`READ_DEADLINE`]. What the database does for it ends then, too, and also
/// when the future is dropped.
pub(in crate::store) async fn in_time<T>(
    answer: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let is_over = Arc::new(AtomicBool::new(false));
    let _over = OverWhenDropped(is_over.clone());
    let answer = READING.scope(is_over, answer);
    match tokio::time::timeout(READ_DEADLINE, answer).await {
        Ok(outcome) => outcome,
        Err(_) => Err(StoreError::TooSlow(READ_DEADLINE.as_secs())),
    }
}

/// Lets the connection, just taken from the pool, end what it does when the read of this task is over. Waits until it
/// has ended what it did for the read before.
pub(in crate::store) async fn follow(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let reading = READING.try_with(Arc::clone).ok();
    let mut handle = connection.lock_handle().await?;
    match reading {
        Some(is_over) => handle.set_progress_handler(STEPS_BETWEEN_LOOKS, move || {
            !is_over.load(Ordering::Relaxed)
        }),
        None => handle.remove_progress_handler(),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{READING, in_time};
    use crate::store::StoreError;
    use crate::store::connect::address::Address;
    use crate::store::connect::database::{Access, Database};
    use crate::store::connect::timeouts::READ_DEADLINE;
    use sqlx::SqlitePool;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    /// Counts for about an hour before its first row.
    const ENDLESS: &str =
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000000000)
        select max(i) from n";

    /// One connection for reading a file that is deleted with the folder.
    async fn reading_pool(folder: &tempfile::TempDir) -> SqlitePool {
        let path = folder.path().join("loot.db");
        let address = Address::Sqlite(path);
        Database::connect(&address, Access::Write)
            .await
            .unwrap()
            .close()
            .await;
        match Database::connect(&address, Access::Read(1)).await.unwrap() {
            Database::Sqlite(pool) => pool,
            Database::Postgres(_) => unreachable!("the address names a file"),
        }
    }

    async fn endless(pool: &SqlitePool) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(ENDLESS).fetch_one(pool).await?)
    }

    async fn one(pool: &SqlitePool) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("select 1").fetch_one(pool).await?)
    }

    #[tokio::test]
    async fn a_read_whose_client_has_left_frees_its_connection() {
        let folder = tempfile::tempdir().unwrap();
        let pool = reading_pool(&folder).await;
        let abandoned = in_time(endless(&pool));
        let waited = tokio::time::timeout(Duration::from_millis(200), abandoned).await;
        assert!(waited.is_err(), "it ended by itself: {waited:?}");
        // The pool has one connection, and gives up waiting for it long before the other statement would end.
        assert_eq!(in_time(one(&pool)).await.unwrap(), 1);
        assert_eq!(one(&pool).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn the_database_ends_a_read_that_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let pool = reading_pool(&folder).await;
        let is_over = Arc::new(AtomicBool::new(false));
        let ending = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            is_over.store(true, Ordering::Relaxed);
        };
        let reading = READING.scope(is_over.clone(), endless(&pool));
        let (answer, ()) = tokio::join!(reading, ending);
        let error = answer.unwrap_err();
        let StoreError::TooSlow(seconds) = error else {
            panic!("{error:?}")
        };
        assert_eq!(seconds, READ_DEADLINE.as_secs());
    }
}
