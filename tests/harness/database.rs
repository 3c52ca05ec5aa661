//! A database of a story's own, made empty and removed in the end, and the way to run one story on both kinds.

use super::postgres;
use loot::store::{self, Reader, Writer};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqliteConnection};
use std::path::PathBuf;
use tempfile::TempDir;

/// Makes two tests of each story: `sqlite::story` and `postgres::story`.
macro_rules! on_both_databases {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                super::$story($crate::harness::database::TestDatabase::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                super::$story($crate::harness::database::TestDatabase::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both_databases;

/// An empty database.
pub(crate) enum TestDatabase {
    Sqlite { folder: TempDir },
    Postgres { name: String },
}

impl TestDatabase {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::Sqlite { folder }
    }

    pub(crate) async fn postgres() -> Self {
        let name = format!("loot_{}", uuid::Uuid::now_v7().simple());
        on_the_shared_server(format!("create database {name}")).await;
        Self::Postgres { name }
    }

    /// As [`postgres`](Self::postgres), in an encoding of its own.
    pub(crate) async fn postgres_in(encoding: &str) -> Self {
        let name = format!("loot_{}", uuid::Uuid::now_v7().simple());
        let create =
            format!("create database {name} encoding '{encoding}' locale 'C' template template0");
        on_the_shared_server(create).await;
        Self::Postgres { name }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite { .. } => format!("sqlite://{}", self.file().display()),
            Self::Postgres { name } => database_url(name),
        }
    }

    /// The file of an SQLite database.
    pub(crate) fn file(&self) -> PathBuf {
        match self {
            Self::Sqlite { folder } => folder.path().join("loot.db"),
            Self::Postgres { name } => panic!("{name} has no file"),
        }
    }

    pub(crate) async fn open(&self) -> (Reader, Writer) {
        store::open(&self.url()).await.unwrap()
    }

    /// Runs SQL behind the store's back; returns the number of rows changed.
    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite { .. } => {
                let mut connection = self.sqlite_connection().await;
                let done = connection.execute(sql).await.unwrap().rows_affected();
                connection.close().await.unwrap();
                done
            }
            Self::Postgres { .. } => {
                let mut connection = self.postgres_connection().await;
                let done = connection.execute(sql).await.unwrap().rows_affected();
                connection.close().await.unwrap();
                done
            }
        }
    }

    /// The one number that `sql` gives.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite { .. } => sqlx::query_scalar(AssertSqlSafe(sql))
                .fetch_one(&mut self.sqlite_connection().await)
                .await
                .unwrap(),
            Self::Postgres { .. } => sqlx::query_scalar(AssertSqlSafe(sql))
                .fetch_one(&mut self.postgres_connection().await)
                .await
                .unwrap(),
        }
    }

    /// The texts that `sql` gives.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite { .. } => sqlx::query_scalar(AssertSqlSafe(sql))
                .fetch_all(&mut self.sqlite_connection().await)
                .await
                .unwrap(),
            Self::Postgres { .. } => sqlx::query_scalar(AssertSqlSafe(sql))
                .fetch_all(&mut self.postgres_connection().await)
                .await
                .unwrap(),
        }
    }

    /// Keeps everybody from writing to the file until it is let go.
    pub(crate) async fn hold_the_write_lock(&self) -> HeldLock {
        let mut connection = self.sqlite_connection().await;
        connection.execute("begin immediate").await.unwrap();
        HeldLock(connection)
    }

    /// Reads one state of the file until it is let go.
    pub(crate) async fn hold_a_read(&self) -> HeldLock {
        let mut connection = self.sqlite_connection().await;
        let read = "begin; select count(*) from stat_sheets";
        connection.execute(read).await.unwrap();
        HeldLock(connection)
    }

    /// Takes a PostgreSQL database away under those who use it.
    pub(crate) async fn drop_it(&self) {
        match self {
            Self::Sqlite { .. } => panic!("a file cannot be dropped"),
            Self::Postgres { name } => {
                on_the_shared_server(format!("drop database {name} with (force)")).await;
            }
        }
    }

    async fn sqlite_connection(&self) -> SqliteConnection {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.file());
        options.create_if_missing(true).connect().await.unwrap()
    }

    pub(crate) async fn postgres_connection(&self) -> PgConnection {
        PgConnection::connect(&self.url()).await.unwrap()
    }
}

/// Another process's hand on an SQLite file.
pub(crate) struct HeldLock(SqliteConnection);

impl HeldLock {
    pub(crate) async fn let_go(mut self) {
        self.0.execute("rollback").await.unwrap();
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Self::Postgres { name } = self {
            let statement = format!("drop database if exists {name} with (force)");
            // A runtime cannot be entered twice, and the story's own may be ending.
            let dropping = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build();
                runtime.unwrap().block_on(on_the_shared_server(statement));
            });
            let _ = dropping.join();
        }
    }
}

fn database_url(name: &str) -> String {
    postgres::shared().replace("localhost", &format!("localhost/{name}"))
}

async fn on_the_shared_server(statement: String) {
    let mut connection = PgConnection::connect(&database_url("postgres"))
        .await
        .unwrap();
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
    connection.close().await.unwrap();
}
