//! Our HTTP API spoken from outside: blocking, with retries. One [`Client`] per thread, so that each keeps its
//! own connection. Prints nothing; what happens between two tries is the caller's to decide.

mod address;
mod answer;
mod compression;
mod connection;
mod counted;
mod dead_letters;
mod delivery;
mod durations;
mod economy;
mod error;
mod maps;
mod names;
mod questions;
mod retry;
mod roots;
mod server_url;
mod submit;
mod telemetry;
mod timeouts;

#[cfg(test)]
pub(crate) mod scripted_server;

pub use compression::Compression;
pub use connection::Client;
pub use delivery::{Delivery, Rejection};
pub use error::ClientError;
pub use retry::Retry;
pub use server_url::ServerUrl;
pub use submit::Begun;
pub use telemetry::Transport;
