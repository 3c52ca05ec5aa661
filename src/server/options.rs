//! What an operator can choose about the server. Plain values; the flags are in `commands/serve/args.rs`.

use std::time::Duration;

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Whether `POST /api/clear` may delete everything.
    pub allow_clear: bool,
    /// Names that this server is reached by, beside those of the loopback interface and the address it listens on; `*`
    /// for all.
    pub hosts: Vec<String>,
    /// The path below which a reverse proxy serves this, such as `/loot`; empty without one.
    pub base_path: String,
    /// What the pages call this server, such as `staging`; letters, digits and ` ._-`.
    pub environment: Option<String>,
    /// Origins whose pages may call the API, as [`normal_origin`](super::normal_origin) writes them; `*` for all; none
    /// switches CORS off.
    pub cors_origins: Vec<String>,
    /// Bytes that all requests together may hold in memory.
    pub memory_budget_bytes: usize,
    /// How long a request's body may take to arrive.
    pub body_timeout: Duration,
    /// How long a client may take too little of what it is sent, until its connection is closed.
    pub write_timeout: Duration,
    /// A silence after which the other side of a WebSocket is taken for gone; it is asked three times before.
    pub socket_timeout: Duration,
    /// How long a question that goes through all rows is waited for, until the answer says that it takes longer.
    pub read_patience: Duration,
    /// How long running requests are waited for when the server stops.
    pub drain_timeout: Duration,
    /// Threads that answer requests.
    pub workers: usize,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            allow_clear: false,
            hosts: Vec::new(),
            base_path: String::new(),
            environment: None,
            cors_origins: Vec::new(),
            memory_budget_bytes: 192 << 20,
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            socket_timeout: Duration::from_secs(60),
            read_patience: Duration::from_secs(3),
            drain_timeout: Duration::from_secs(30),
            workers: std::thread::available_parallelism().map_or(1, |cores| cores.get()),
        }
    }
}
