//! `loot serve`: runs the collector, its API and its pages until it is told to stop.

mod args;

use super::DEFAULT_DATABASE;
use crate::commands::examples;
use crate::runtime::shutdown::{Shutdown, Signal};
use crate::server::{Server, ServerOptions};
use crate::store::{self, Reader, StoreError, Writer};
use anyhow::Context;
use args::{ServerArgs, host_of};
use clap::Args;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Run the collector, its API and its pages
#[derive(Debug, Args)]
#[command(after_help = examples::SERVE)]
pub(crate) struct ServeArgs {
    /// The database: sqlite://FILE, a bare file name, or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        value_name = "URL",
        env = "LOOT_DATABASE",
        default_value = DEFAULT_DATABASE,
        hide_env_values = true
    )]
    pub(crate) database: String,
    /// Where to listen; port 0 picks a free one and prints it
    #[arg(
        long,
        value_name = "ADDR",
        env = "LOOT_LISTEN",
        default_value = "127.0.0.1:5000"
    )]
    pub(crate) listen: String,
    /// How long to wait for a database server that does not answer yet, such as 60s or 5m
    #[arg(long, value_name = "TIME", env = "LOOT_WAIT_FOR_DATABASE", default_value = "60s", value_parser = waiting_time)]
    pub(crate) wait_for_database: Duration,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

/// How long to leave a database server alone that does not answer.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

pub(crate) fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    let outcome = runtime.block_on(serve(args));
    // After a second signal something may still hang; it must not keep the process.
    runtime.shutdown_background();
    outcome
}

async fn serve(args: ServeArgs) -> anyhow::Result<ExitCode> {
    let mut shutdown = Shutdown::listen().context("listening for signals")?;
    let listener = bind(&args.listen)?;
    let mut options: ServerOptions = args.server.into();
    options.hosts.extend(host_of(&args.listen));
    let opening = open(&args.database, args.wait_for_database);
    let store = tokio::select! {
        opened = opening => opened?,
        signal = shutdown.requested() => {
            tracing::info!(signal = signal.as_str(), "stopped before the database was open");
            return Ok(ExitCode::SUCCESS);
        }
    };
    let mut server = start(options, listener, store).await?;
    announce(server.address())?;
    let signal = tokio::select! {
        signal = shutdown.requested() => signal,
        failure = server.failed() => return Err(failure.into()),
    };
    tracing::info!(
        signal = signal.as_str(),
        "stopping: finishing what has begun; a second signal forces"
    );
    tokio::select! {
        stopped = server.stop() => {
            stopped?;
            tracing::info!("stopped; everything acknowledged is stored");
            Ok(ExitCode::SUCCESS)
        }
        signal = shutdown.requested() => Ok(forced(signal)),
    }
}

/// A listener on `listen`, which may name several addresses.
pub(crate) fn bind(listen: &str) -> anyhow::Result<TcpListener> {
    let addresses: Vec<SocketAddr> = listen
        .to_socket_addrs()
        .with_context(|| format!("reading --listen {listen}: it must be like 127.0.0.1:5000"))?
        .collect();
    TcpListener::bind(&*addresses).with_context(|| {
        format!("listening on {listen} (choose another with --listen; port 0 picks a free one)")
    })
}

/// Opens the database; waits so long for a server that does not answer.
pub(crate) async fn open(database: &str, wait: Duration) -> anyhow::Result<(Reader, Writer)> {
    let deadline = Instant::now() + wait;
    let mut told = false;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match store::open(database).await {
            Err(StoreError::Unavailable(cause))
                if left > BETWEEN_TRIES && store::is_server(database) =>
            {
                if !told {
                    let database = store::shown(database);
                    let seconds = left.as_secs();
                    tracing::warn!(
                        cause,
                        database,
                        seconds,
                        "the database does not answer; waiting for it"
                    );
                    told = true;
                }
                tokio::time::sleep(BETWEEN_TRIES).await;
            }
            opened => {
                return opened
                    .with_context(|| format!("opening database {}", store::shown(database)));
            }
        }
    }
}

/// Answers on `listener` from what was opened; the caller stops the server.
pub(crate) async fn start(
    options: ServerOptions,
    listener: TcpListener,
    (reader, writer): (Reader, Writer),
) -> anyhow::Result<Server> {
    for note in writer.notes() {
        tracing::info!("{note}");
    }
    let info = reader.info().await?;
    let server =
        Server::start(options, listener, (reader, writer)).context("starting the server")?;
    tracing::info!(
        address = %server.address(),
        database = info.location,
        schema_version = info.schema_version,
        "listening"
    );
    Ok(server)
}

/// The first line on stdout: where to go. Programs that asked for port 0 read the port from it.
fn announce(address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "loot listens on http://{address} (live: /dashboard, API reference: /docs/)"
    )?;
    out.flush()
}

fn forced(signal: Signal) -> ExitCode {
    tracing::warn!(
        signal = signal.as_str(),
        "forced to stop; requests in flight are not answered"
    );
    signal.exit_code()
}

/// A number with `s` or `m`; seconds without.
fn waiting_time(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.strip_suffix('m') {
        Some(number) => (number, 60),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let seconds = number
        .parse::<u32>()
        .ok()
        .map(|number| u64::from(number) * unit);
    let seconds = seconds.filter(|seconds| *seconds <= 86_400);
    let seconds = seconds.ok_or("must be like 60s or 5m, a day at most; 0s waits for nothing")?;
    Ok(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiting_time_is_a_number_with_its_unit() {
        for (text, seconds) in [
            ("60s", 60),
            ("0s", 0),
            ("5m", 300),
            ("90", 90),
            ("1440m", 86_400),
        ] {
            assert_eq!(
                waiting_time(text),
                Ok(Duration::from_secs(seconds)),
                "{text}"
            );
        }
        for bad in ["", "s", "-1s", "1h", "1.5s", "86401s"] {
            assert!(waiting_time(bad).is_err(), "{bad}");
        }
    }
}
