//! A server of a story's own, in this process: a free port, an empty database, gone in the end.

use super::database::TestDatabase;
use super::http::{self, Answer};
use loot::server::{Server, ServerOptions};
use loot::store::Reader;
use serde_json::Value;
use std::net::{SocketAddr, TcpListener};

/// A running server and the database behind it.
pub(crate) struct TestApp {
    pub(crate) address: SocketAddr,
    pub(crate) database: TestDatabase,
    /// The same database, asked directly.
    pub(crate) reader: Reader,
    // Its tasks end with the story's runtime.
    _server: Server,
}

impl TestApp {
    pub(crate) async fn spawn() -> Self {
        Self::spawn_with(ServerOptions::default()).await
    }

    pub(crate) async fn spawn_with(options: ServerOptions) -> Self {
        Self::spawn_on(TestDatabase::sqlite(), options).await
    }

    pub(crate) async fn spawn_on(database: TestDatabase, options: ServerOptions) -> Self {
        let (reader, writer) = database.open().await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let options = ServerOptions {
            workers: 2,
            ..options
        };
        let server = Server::start(options, listener, (reader.clone(), writer)).unwrap();
        Self {
            address: server.address(),
            database,
            reader,
            _server: server,
        }
    }

    pub(crate) async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let bytes = http::request(method, path, headers, body.as_ref());
        let answer = http::exchange(self.address, &bytes).await;
        answer.unwrap_or_else(|| panic!("{method} {path}: no answer"))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[], "").await
    }

    /// The JSON at `path`, which must be answered with 200.
    pub(crate) async fn get_json(&self, path: &str) -> Value {
        self.get(path).await.expect(200)
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.request("POST", path, &[("content-type", "application/json")], body)
            .await
    }

    /// Posts lines of JSON.
    pub(crate) async fn post_lines(&self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.request(
            "POST",
            path,
            &[("content-type", "application/x-ndjson")],
            body,
        )
        .await
    }

    /// Submits one sheet.
    pub(crate) async fn submit(&self, sheet: &Value) -> Answer {
        self.post("/api/submit", sheet.to_string()).await
    }

    /// Submits a batch.
    pub(crate) async fn submit_batch(&self, sheets: &[Value]) -> Answer {
        self.post("/api/submit/batch", Value::from(sheets).to_string())
            .await
    }

    /// How many sheets are stored.
    pub(crate) async fn stored_sheets(&self) -> u64 {
        self.reader.totals(None).await.unwrap().total_stat_sheets
    }
}
