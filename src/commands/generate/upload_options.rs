//! Where sheets are uploaded to, and how.

use crate::client::{Client, ClientError, Compression, Retry, ServerUrl, Transport};
use crate::commands::progress::Progress;
use crate::model::Totals;
use crate::runtime::stop::Stop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Where to and how.
#[derive(Debug, Clone)]
pub(crate) struct UploadOptions {
    pub(crate) server: ServerUrl,
    pub(crate) threads: usize,
    /// Sheets per request; 1 means single submits.
    pub(crate) batch: u64,
    /// Sheets per second over all threads.
    pub(crate) rate: Option<f64>,
    pub(crate) compression: Compression,
    pub(crate) transport: Transport,
    /// How long each request is tried.
    pub(crate) retry_for: Duration,
}

impl UploadOptions {
    /// A client for one thread, or for questions.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.server.clone())
            .retry_for(self.retry_for)
            .compression(self.compression)
            .transport(self.transport)
    }

    /// A client for one of several threads: it tells what it waits for, and all end when one gives up or `stop` wishes so.
    pub(super) fn client_among(
        &self,
        progress: &Arc<Progress>,
        stop: &Stop,
        gave_up: &Arc<AtomicBool>,
    ) -> Client {
        let (progress, stop, gave_up) = (progress.clone(), stop.clone(), gave_up.clone());
        self.client().between_tries(move |retry: &Retry<'_>| {
            progress.waiting(&retry.error.to_string());
            !stop.wait(retry.pause) && !gave_up.load(Ordering::Relaxed)
        })
    }

    /// A slow rate is kept evenly by requests that hold a second's worth at most.
    pub(super) fn sheets_per_request(&self) -> u64 {
        let second = self.rate.map_or(u64::MAX, |rate| rate.ceil() as u64);
        self.batch.min(second).max(1)
    }

    /// What the server holds, when it says so.
    pub(super) fn totals(&self) -> Option<Totals> {
        let totals = self.client().totals(None);
        let told = totals
            .inspect_err(|error| anstream::eprintln!("The server's totals are missing: {error}"));
        told.ok().map(|told| told.totals)
    }

    /// Makes sure that there is a server before anything is sent.
    pub(super) fn greet(&self) -> anyhow::Result<()> {
        let health = self.client().health();
        let health = health.map_err(|error| match error {
            ClientError::Unreachable { .. } => anyhow::anyhow!(
                "{error}. Start a server with `loot serve`, name another with --server URL, or write a file with \
                 --generate-only"
            ),
            error => error.into(),
        })?;
        anstream::eprintln!(
            "Server {} is {}, version {}",
            self.server,
            health.status,
            health.version
        );
        Ok(())
    }
}
