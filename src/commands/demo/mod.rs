//! `loot demo`: the whole product in one command. A server, simulated matches sent to its API, the numbers and
//! the charts, and then the pages, until Ctrl-C.

mod earlier;

use super::generate::upload::{Uploaded, upload};
use super::generate::upload_options::UploadOptions;
use super::generated::{self, Generated};
use super::progress::Progress;
use super::screen::{FAINT, GOOD, HEADING, WARNING, counted, grouped, styled, wrapped};
use super::source::Source;
use super::{DEFAULT_DATABASE, check, report, scenario_map, serve, stats};
use crate::client::{Client, Compression, ServerUrl, Transport};
use crate::model::Millis;
use crate::runtime::clock;
use crate::runtime::shutdown::{Shutdown, Signal};
use crate::runtime::stop::Stop;
use crate::server::{Server, ServerOptions};
use crate::simulator::{SPAN_MS, Simulation, classic_maps};
use crate::store::Reader;
use anyhow::{Context, bail};
use clap::Args;
use earlier::Earlier;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// See all of it in one go: a server, 100 simulated matches, the numbers, the charts, then the pages until Ctrl-C
///
/// The matches are played on two maps with pictures, in modes, from platforms and regions, with a new build halfway.
/// A run that is repeated with the same --seed is recognized: nothing counts twice.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The database: sqlite://FILE, a bare file name, or postgres://USER:PASSWORD@HOST/NAME
    #[arg(long, value_name = "URL", env = "LOOT_DATABASE", default_value = DEFAULT_DATABASE, hide_env_values = true)]
    database: String,
    /// Where to listen; when the port is taken, another one is picked
    #[arg(
        long,
        value_name = "ADDR",
        env = "LOOT_LISTEN",
        default_value = "127.0.0.1:5000"
    )]
    listen: String,
    /// Matches to play
    #[arg(long, env = "LOOT_MATCHES", value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    matches: u32,
    /// Players in each match
    #[arg(long, env = "LOOT_PLAYERS", value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    players: u32,
    /// Names the run [default: random, and printed]
    #[arg(long, env = "LOOT_SEED", value_name = "N")]
    seed: Option<u64>,
    /// Where the charts are written
    #[arg(long, env = "LOOT_OUTPUTS", value_name = "DIR", default_value = report::DEFAULT_OUTPUTS)]
    output: PathBuf,
    /// Stop after the summary
    #[arg(long, env = "LOOT_ONCE")]
    once: bool,
}

/// Sheets per request: small enough for the bar to move.
const BATCH: u64 = 100;
const THREADS: usize = 2;
const RETRY_FOR: Duration = Duration::from_secs(30);

pub(crate) fn run(args: DemoArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    let outcome = runtime.block_on(demo(args));
    runtime.shutdown_background();
    outcome
}

async fn demo(args: DemoArgs) -> anyhow::Result<ExitCode> {
    let mut shutdown = Shutdown::listen().context("listening for signals")?;
    let listener = bind_or_pick(&args.listen)?;
    let store = serve::open(&args.database, Duration::ZERO).await?;
    let reader = store.0.clone();
    let mut server = serve::start(ServerOptions::default(), listener, store).await?;
    let address = server.address();
    let outcome = tokio::select! {
        shown = play(&args, &reader, address, &mut shutdown) => shown,
        failure = server.failed() => return Err(failure.into()),
    };
    let interrupted = match &outcome {
        Ok(Some(_)) => true,
        Ok(None) if args.once => false,
        Ok(None) => {
            announce(address)?;
            tokio::select! {
                _ = shutdown.requested() => true,
                failure = server.failed() => return Err(failure.into()),
            }
        }
        Err(_) => false,
    };
    if interrupted {
        anstream::eprintln!("\nStopping; what was acknowledged is stored. A second Ctrl-C forces.");
    }
    let code = stop(server, &mut shutdown).await?;
    outcome.map(|_| code)
}

/// Listens where it was asked to, or on a port that is free.
fn bind_or_pick(listen: &str) -> anyhow::Result<TcpListener> {
    match serve::bind(listen) {
        Ok(listener) => Ok(listener),
        Err(error) => {
            let taken = error
                .downcast_ref::<io::Error>()
                .is_some_and(|cause| cause.kind() == io::ErrorKind::AddrInUse);
            if !taken {
                return Err(error);
            }
            let host = listen.rsplit_once(':').map_or(listen, |(host, _)| host);
            let listener = serve::bind(&format!("{host}:0"))?;
            let address = listener.local_addr()?;
            anstream::eprintln!("{listen} is taken; listening on {address} instead.");
            Ok(listener)
        }
    }
}

/// Sends the matches and shows the numbers. Returns the signal that interrupted it, if one did.
async fn play(
    args: &DemoArgs,
    reader: &Reader,
    address: SocketAddr,
    shutdown: &mut Shutdown,
) -> anyhow::Result<Option<Signal>> {
    let mut run = Simulation {
        matches: args.matches,
        players_per_match: args.players,
        seed: args.seed.unwrap_or_else(|| rand::random::<u32>().into()),
        start: Millis(clock::now_ms() - i64::from(SPAN_MS)),
        dressed: true,
    };
    let earlier = earlier::look(reader, &run).await?;
    if let Earlier::Same(start) = earlier {
        run.start = start;
    }
    let server = ServerUrl::parse(&format!("http://{address}")).map_err(anyhow::Error::msg)?;
    anstream::eprintln!(
        "{} {} × {} to {server} {}",
        styled(HEADING, "Playing"),
        counted(run.matches.into(), "match", "matches"),
        counted(run.players_per_match.into(), "player", "players"),
        styled(
            FAINT,
            &format!("(--seed {} plays the same again)", run.seed)
        ),
    );
    if earlier == Earlier::Others {
        let said = "Matches of these names are stored already, of another run: each gets a second report of each player. \
            With --database FILE the demo begins with an empty one.";
        for line in wrapped(said, 80) {
            anstream::eprintln!("{}", styled(WARNING, &line));
        }
    }
    let stop = Stop::default();
    let sending = send(run, server.clone(), stop.clone());
    tokio::pin!(sending);
    let (uploaded, signal) = tokio::select! {
        uploaded = &mut sending => (uploaded?, None),
        signal = shutdown.requested() => {
            stop.set();
            (sending.await?, Some(signal))
        }
    };
    if signal.is_some() {
        return Ok(signal);
    }
    report_upload(&run, &uploaded)?;
    let source = Source::Server(server);
    show_numbers(&source).await?;
    draw_charts(&source, &run, args.output.clone()).await?;
    Ok(None)
}

async fn send(run: Simulation, server: ServerUrl, stop: Stop) -> anyhow::Result<Uploaded> {
    let options = UploadOptions {
        server,
        threads: THREADS,
        batch: BATCH,
        rate: None,
        compression: Compression::None,
        transport: Transport::Http,
        retry_for: RETRY_FOR,
    };
    let sending = tokio::task::spawn_blocking(move || {
        scenario_map::set_where_there_is_nothing(
            &Client::new(options.server.clone()),
            &scenario_map::of(&classic_maps()),
        );
        let progress = Arc::new(Progress::new(run.sheet_count(), "sheets"));
        let uploaded = upload(&run, &options, &progress, &stop);
        progress.finish();
        uploaded
    });
    sending.await.context("sending the matches")
}

fn report_upload(run: &Simulation, uploaded: &Uploaded) -> anyhow::Result<()> {
    if let Some(failure) = &uploaded.failure {
        bail!(
            "{} of {} not delivered: {failure}",
            grouped(run.sheet_count() - uploaded.answered()),
            counted(run.sheet_count(), "sheet", "sheets")
        );
    }
    if uploaded.rejected > 0 {
        bail!(
            "the server refused {}: {}",
            counted(uploaded.rejected, "sheet", "sheets"),
            uploaded.reasons.join("; ")
        );
    }
    let seconds = uploaded.elapsed.as_secs_f64().max(0.001);
    let known = match uploaded.duplicates {
        0 => String::new(),
        known => format!(
            "; {} there already and counted once",
            counted(known, "was", "were")
        ),
    };
    anstream::eprintln!(
        "{} {} stored in {seconds:.1} s ({} a second){known}\n",
        styled(GOOD, "✓"),
        counted(uploaded.accepted, "stat sheet", "stat sheets"),
        grouped((uploaded.delivered() as f64 / seconds) as u64),
    );
    Ok(())
}

async fn show_numbers(source: &Source) -> anyhow::Result<()> {
    let mut text = stats::screen(&stats::gather(source).await?);
    check::write_quality(&mut text, &source.quality().await?);
    Ok(anstream::stdout().lock().write_all(text.as_bytes())?)
}

async fn draw_charts(source: &Source, run: &Simulation, output: PathBuf) -> anyhow::Result<()> {
    generated::leave(&Generated::of_classic(run, 0), &output)?;
    let drawn = report::draw(source, &report::Wanted::all(output)).await?;
    Ok(anstream::stdout()
        .lock()
        .write_all(drawn.in_brief().as_bytes())?)
}

fn announce(address: SocketAddr) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "\n{}", styled(HEADING, "Open in a browser"))?;
    for (path, shows) in [
        ("dashboard", "what is stored, live"),
        ("", "every endpoint with an example"),
        ("docs/", "the API reference"),
    ] {
        let address = format!("http://{address}/{path}");
        writeln!(out, "  {address:<33}{shows}")?;
    }
    writeln!(out, "\nCtrl-C stops.")?;
    Ok(out.flush()?)
}

/// Stops the server; a second signal forces.
async fn stop(server: Server, shutdown: &mut Shutdown) -> anyhow::Result<ExitCode> {
    tokio::select! {
        stopped = server.stop() => {
            stopped?;
            Ok(ExitCode::SUCCESS)
        }
        signal = shutdown.requested() => Ok(signal.exit_code()),
    }
}
