//! A PostgreSQL server of a bench's own, durable, as the tests start theirs.

use super::postgres::OwnServer;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::cell::Cell;

pub(crate) struct Cluster {
    server: OwnServer,
    databases: Cell<u32>,
}

impl Cluster {
    pub(crate) fn start() -> Self {
        Self {
            server: OwnServer::start(),
            databases: Cell::new(0),
        }
    }

    /// The URL of an empty database, in place of the one before the last.
    pub(crate) fn new_database(&self) -> String {
        let number = self.databases.get() + 1;
        self.databases.set(number);
        self.execute(&[
            format!(
                "drop database if exists bench_{} with (force)",
                number.saturating_sub(2)
            ),
            format!("create database bench_{number}"),
            // Nobody pays for what others have left to be written.
            "checkpoint".to_owned(),
        ]);
        let url = self.server.url();
        url.replace("/postgres?", &format!("/bench_{number}?"))
    }

    fn execute(&self, statements: &[String]) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let connecting = PgConnection::connect(&self.server.url());
            let mut connection = connecting.await.expect("the bench's own server");
            for statement in statements {
                let done = connection.execute(AssertSqlSafe(statement.as_str())).await;
                done.expect("a sound statement");
            }
        });
    }
}
