//! What every handler shares. Made once, outside the per-worker factory.

use super::ServerOptions;
use super::background::Background;
use super::dashboard::Plotly;
use super::endpoint::Endpoint;
use super::guard::Hosts;
use super::live::HubDoor;
use super::long_reads::LongReads;
use super::refusals::Refusals;
use super::socket::Sockets;
use crate::ingest::{Ingest, MemoryBudget};
use crate::store::Reader;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::{Semaphore, watch};

#[derive(Debug)]
pub(super) struct AppState {
    pub(super) options: ServerOptions,
    /// The names of this server.
    pub(super) hosts: Hosts,
    pub(super) reader: Reader,
    /// For probes alone: a server whose readers are all busy is well.
    pub(super) probe: Reader,
    pub(super) ingest: Ingest,
    /// Turns true when a read finds the database damaged.
    pub(super) is_damaged: AtomicBool,
    pub(super) budget: MemoryBudget,
    /// A permit for each read that may be worked on.
    pub(super) reads: Semaphore,
    pub(super) background: Background,
    pub(super) long_reads: Arc<LongReads>,
    pub(super) refusals: Refusals,
    /// How many sockets are open.
    pub(super) sockets: Sockets,
    pub(super) live: HubDoor,
    /// Turns true when the server stops: sockets would go on for ever.
    pub(super) stopping: watch::Receiver<bool>,
    /// What is served, from the API's description.
    pub(super) endpoints: Vec<Endpoint>,
    /// The API's description, as JSON.
    pub(super) openapi: Bytes,
    /// What draws the dashboard's charts.
    pub(super) plotly: Plotly,
    /// The home page.
    pub(super) home: Bytes,
}
