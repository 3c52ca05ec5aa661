//! HTTP. A [`Server`] is a function of (options, listener, store): it speaks until it is told to stop, then answers
//! what it has begun and waits for the last commit. No SQL and no statistics here, and no signals either.

mod app;
mod asked;
mod background;
mod base_path;
mod body;
mod compress;
mod connection;
mod dashboard;
mod endpoint;
mod entries;
mod error;
mod guard;
mod home;
mod idempotency;
mod in_totals;
mod known;
mod leaving;
mod letters;
mod live;
mod long_reads;
mod not_found;
mod nul;
mod observe;
mod openapi;
mod options;
mod page;
mod percent;
mod refusals;
mod request_id;
mod routes;
mod socket;
mod split;
mod state;
mod submission;
mod tagged;
mod telemetry;

pub use guard::normal_origin;
pub use options::ServerOptions;

use crate::ingest::{self, Ingest};
use crate::store::{Reader, Writer};
use actix_server::ServerHandle;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// Reads that are worked on at once, as many as there are connections to read with; each may take several times the
/// bytes of its answer.
const READS_AT_ONCE: usize = 4;

/// A running server, and the owner of its tasks.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    /// All that read: for questions, for `/ws/live`, for probes.
    readers: [Reader; 3],
    /// Kept so that the writer does not end, and close the database, before we are ready for it.
    ingest: Ingest,
    handle: ServerHandle,
    serving: JoinHandle<io::Result<()>>,
    writing: JoinHandle<()>,
    /// Told to sockets, which would go on for ever.
    stopping: watch::Sender<bool>,
    /// Ends when the last request has.
    watching: JoinHandle<()>,
    /// End when the server is told to stop.
    working: [JoinHandle<()>; 2],
    refusals: refusals::Refusals,
    long_reads: Arc<long_reads::LongReads>,
}

/// A task of the server ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum ServerFailure {
    /// Requests are no longer accepted.
    #[error("the server stopped answering: {0}")]
    Serving(String),
    /// Nothing can be stored any more.
    #[error("the writer stopped: {0}")]
    Writing(String),
}

impl Server {
    /// Starts to answer on `listener`. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn start(
        options: ServerOptions,
        listener: TcpListener,
        (reader, writer): (Reader, Writer),
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (ingest, writing) = ingest::start(writer);
        let (stopping, stops) = watch::channel(false);
        let sockets = socket::Sockets::default();
        let [watcher, probe] = [reader.apart(live::MOST_LOOKS), reader.apart(1)];
        let (live, hub) = live::Hub::new(watcher.clone(), ingest.commits(), sockets.clone());
        let watching = tokio::spawn(hub.run());
        let openapi = openapi::below(&options.base_path);
        let endpoints = openapi::endpoints(&openapi);
        let (admission, budget) = connection::Admission::of(&options, stops.clone());
        let (background, working) = background::start(
            reader.clone(),
            ingest.clone(),
            budget.clone(),
            stops.clone(),
        );
        let refusals = refusals::Refusals::default();
        let counting = refusals.clone().write_on(ingest.clone(), stops.clone());
        let counting = tokio::spawn(counting);
        let patience = options.read_patience;
        let long_reads = long_reads::LongReads::new(budget.clone(), patience, stops.clone());
        let long_reads = Arc::new(long_reads);
        let state = Arc::new(state::AppState {
            long_reads: Arc::clone(&long_reads),
            refusals: refusals.clone(),
            background,
            reader: reader.clone(),
            probe: probe.clone(),
            ingest: ingest.clone(),
            is_damaged: AtomicBool::new(false),
            budget,
            reads: Semaphore::new(READS_AT_ONCE),
            sockets,
            live,
            stopping: stops,
            home: page::page(home::page(&endpoints), &options).into(),
            openapi: openapi.to_json()?.into(),
            endpoints,
            plotly: dashboard::Plotly::default(),
            hosts: guard::Hosts::new(&options.hosts, address.ip()),
            options,
        });
        let server = app::server(state, admission, listener)?;
        let handle = server.handle();
        let serving = tokio::spawn(server);
        Ok(Self {
            address,
            readers: [reader, watcher, probe],
            ingest,
            handle,
            serving,
            writing,
            stopping,
            watching,
            working: [working, counting],
            refusals,
            long_reads,
        })
    }

    /// Where it listens; the real port when 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the server fails; for ever while all is well.
    pub async fn failed(&mut self) -> ServerFailure {
        tokio::select! {
            ended = &mut self.serving => ServerFailure::Serving(match ended {
                Ok(Ok(())) => "it ended by itself".to_owned(),
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            }),
            ended = &mut self.writing => ServerFailure::Writing(match ended {
                Ok(()) => "it ended by itself".to_owned(),
                Err(error) => error.to_string(),
            }),
        }
    }

    /// Stops: takes no new connections, answers the requests that run, commits what is queued, closes the database.
    ///
    /// # Errors
    /// When a task had failed.
    pub async fn stop(self) -> Result<(), ServerFailure> {
        // Nobody listens where no socket was ever opened.
        let _ = self.stopping.send(true);
        self.handle.stop(true).await;
        match self.serving.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(ServerFailure::Serving(error.to_string())),
            Err(error) => return Err(ServerFailure::Serving(error.to_string())),
        }
        // The doors to it went with the workers.
        let [working, counting] = self.working;
        for task in [self.watching, working, counting] {
            let ended = task.await;
            ended.map_err(|error| ServerFailure::Serving(error.to_string()))?;
        }
        self.long_reads.ended().await;
        self.refusals.write(&self.ingest).await;
        // Before the writer, so that SQLite's last connection is the one that may tidy up.
        for reader in self.readers {
            reader.close().await;
        }
        // The workers are gone, and this is the last door to the queue: the writer finishes.
        drop(self.ingest);
        let written = self.writing.await;
        written.map_err(|error| ServerFailure::Writing(error.to_string()))
    }
}
