//! `loot serve`: runs the collector, its API and its pages until it is told to stop.

use super::DEFAULT_DATABASE;
use crate::runtime::shutdown::{Shutdown, Signal};
use crate::server::{Server, ServerOptions, normal_origin};
use crate::store::{self, Reader, StoreError, Writer};
use anyhow::Context;
use clap::Args;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Run the collector, its API and its pages
#[derive(Debug, Args)]
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

/// How the server behaves.
#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// Let POST /api/clear delete everything
    #[arg(long, env = "LOOT_ALLOW_CLEAR")]
    allow_clear: bool,
    /// A name that this server is reached by, such as stats.example.com; repeatable; * for all. Names of this machine alone
    /// (localhost) and the address of --listen are known; requests to others are answered with 421
    #[arg(long, value_name = "NAME", env = "LOOT_HOST", value_delimiter = ',', value_parser = host)]
    host: Vec<String>,
    /// The path below which a reverse proxy serves this, such as /loot; it may pass it on or take it away
    #[arg(long, value_name = "PATH", env = "LOOT_BASE_PATH", default_value = "", value_parser = base_path)]
    base_path: String,
    /// What the pages call this server, such as staging: its name and colour are in the head of each page
    #[arg(long, value_name = "NAME", env = "LOOT_ENVIRONMENT", value_parser = environment)]
    environment: Option<String>,
    /// An origin whose pages may call the API, such as https://stats.example.com; repeatable; * for all
    #[arg(long, value_name = "ORIGIN", env = "LOOT_CORS_ORIGIN", value_delimiter = ',', value_parser = origin)]
    cors_origin: Vec<String>,
    /// Mebibytes that all requests and their answers together may hold in memory; past it they are answered with 503
    #[arg(long, value_name = "MIB", env = "LOOT_MEMORY_BUDGET", default_value_t = 192, value_parser = clap::value_parser!(u32).range(32..=65_536))]
    memory_budget: u32,
    /// Seconds that a request's body may take to arrive
    #[arg(long, value_name = "SECONDS", env = "LOOT_BODY_TIMEOUT", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    body_timeout: u32,
    /// Seconds after which a client that reads less than 16 KiB of what waits for it is let go
    #[arg(long, value_name = "SECONDS", env = "LOOT_WRITE_TIMEOUT", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    write_timeout: u32,
    /// Seconds of silence after which a WebSocket is closed; the other side is asked three times before
    #[arg(long, value_name = "SECONDS", env = "LOOT_SOCKET_TIMEOUT", default_value_t = 60, value_parser = clap::value_parser!(u32).range(3..=3_600))]
    socket_timeout: u32,
    /// Seconds that running requests are waited for when the server stops
    #[arg(long, value_name = "SECONDS", env = "LOOT_DRAIN_TIMEOUT", default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=3_600))]
    drain_timeout: u32,
    /// Threads that answer requests [default: one per core]
    #[arg(long, value_name = "N", env = "LOOT_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    workers: Option<u16>,
}

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

impl From<ServerArgs> for ServerOptions {
    fn from(args: ServerArgs) -> Self {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        let usual = Self::default();
        Self {
            allow_clear: args.allow_clear,
            hosts: args.host,
            base_path: args.base_path,
            environment: args.environment,
            cors_origins: args.cors_origin,
            memory_budget_bytes: (args.memory_budget as usize) << 20,
            body_timeout: seconds(args.body_timeout),
            write_timeout: seconds(args.write_timeout),
            socket_timeout: seconds(args.socket_timeout),
            read_patience: usual.read_patience,
            drain_timeout: seconds(args.drain_timeout),
            workers: args.workers.map_or(usual.workers, usize::from),
        }
    }
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

/// What is before the port of `listen`.
fn host_of(listen: &str) -> Option<String> {
    let (name, _) = listen.rsplit_once(':')?;
    host(name).ok().filter(|name| name != "*")
}

/// A name or an address, without a port; or `*`.
fn host(text: &str) -> Result<String, String> {
    let bare = text.trim_matches(['[', ']']);
    let is_name = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    if text == "*" || is_name || bare.parse::<IpAddr>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err("must be * or like stats.example.com, without a scheme and a port".to_owned())
    }
}

/// `/a/b`, without a slash at the end; nothing for the root.
fn base_path(text: &str) -> Result<String, String> {
    let bare = text.strip_suffix('/').unwrap_or(text);
    let is_path = bare.strip_prefix('/').is_some_and(|path| {
        path.split('/').all(|part| {
            let mut characters = part.chars();
            !part.is_empty()
                && part != "."
                && part != ".."
                && characters.all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
        })
    });
    if bare.is_empty() || is_path {
        Ok(bare.to_owned())
    } else {
        Err(
            "must be like /loot: parts of letters, digits, -, ., _ and ~, each after a /"
                .to_owned(),
        )
    }
}

/// A short name that can stand in a page as it is.
fn environment(text: &str) -> Result<String, String> {
    let fits = (1..=24).contains(&text.len())
        && text.trim() == text
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " ._-".contains(c));
    if fits {
        Ok(text.to_owned())
    } else {
        Err("must be like staging: 1 to 24 letters, digits, spaces, ., _ and -".to_owned())
    }
}

/// `scheme://host[:port]` without a path, or `*`.
fn origin(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    let wanted = "must be * or like https://stats.example.com, without a path";
    normal_origin(text).ok_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_no_path() {
        for good in [
            "*",
            "http://localhost:3000",
            "https://stats.example.com",
            "http://[::1]:8080",
            "capacitor://localhost",
        ] {
            assert_eq!(origin(good).as_deref(), Ok(good));
        }
        let written = origin("HTTPS://Stats.example.com:443");
        assert_eq!(written.as_deref(), Ok("https://stats.example.com"));
        for bad in [
            "",
            "localhost",
            "https://",
            "https://a.com/",
            "null",
            "file://",
            "https://a b",
        ] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_base_path_begins_with_a_slash_and_ends_without() {
        for (text, path) in [
            ("", ""),
            ("/", ""),
            ("/loot", "/loot"),
            ("/a/b-c/", "/a/b-c"),
        ] {
            assert_eq!(base_path(text).as_deref(), Ok(path), "{text}");
        }
        for bad in ["loot", "//", "/a//b", "/../a", "/a b", "/a\"b", "/a?b"] {
            assert!(base_path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_host_has_no_scheme_and_no_port() {
        for good in ["*", "loot", "stats.example.com", "10.0.0.7", "::1", "[::1]"] {
            assert!(host(good).is_ok(), "{good}");
        }
        for bad in ["", "a:80", "http://a", "a/b", "a b", "[::1]:80"] {
            assert!(host(bad).is_err(), "{bad}");
        }
        assert_eq!(host_of("stats.lan:5000").as_deref(), Some("stats.lan"));
        assert_eq!(host_of("[::1]:5000").as_deref(), Some("[::1]"));
    }

    #[test]
    fn an_environment_is_a_short_name() {
        for good in ["staging", "QA 2", "eu-west.1", "prod_eu"] {
            assert_eq!(environment(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            " a",
            "a ",
            "<b>",
            "a\"b",
            "a&b",
            "höhle",
            &"a".repeat(25),
        ] {
            assert!(environment(bad).is_err(), "{bad}");
        }
    }

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
