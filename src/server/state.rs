//! What every handler shares. Made once, outside the per-worker factory.

use super::ServerOptions;
use super::dashboard::Plotly;
use super::openapi::Endpoint;
use crate::ingest::{Ingest, MemoryBudget};
use crate::store::Reader;
use bytes::Bytes;

#[derive(Debug)]
pub(super) struct AppState {
    pub(super) options: ServerOptions,
    pub(super) reader: Reader,
    pub(super) ingest: Ingest,
    pub(super) budget: MemoryBudget,
    /// What is served, from the API's description.
    pub(super) endpoints: Vec<Endpoint>,
    /// The API's description, as JSON.
    pub(super) openapi: Bytes,
    /// What draws the dashboard's charts.
    pub(super) plotly: Plotly,
    /// The home page.
    pub(super) home: Bytes,
}
