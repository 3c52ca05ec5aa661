//! `loot demo`: the whole product in one command. A server, two weeks of a simulated game sent to its API, the numbers
//! and the charts, and then the pages and the game as it goes on, until Ctrl-C.

mod earlier;
mod game;
mod live;

use super::generate::population::Played;
use super::generated::{self, Generated};
use super::screen::{FAINT, GOOD, HEADING, WARNING, counted, grouped, styled, wrapped};
use super::source::Source;
use super::{DEFAULT_DATABASE, check, report, serve, stats};
use crate::client::ServerUrl;
use crate::commands::examples;
use crate::model::Millis;
use crate::runtime::clock;
use crate::runtime::shutdown::{Shutdown, Signal};
use crate::runtime::stop::Stop;
use crate::server::{Server, ServerOptions};
use crate::simulator::Population;
use crate::store::Reader;
use anyhow::{Context, bail};
use clap::Args;
use earlier::Earlier;
use live::Live;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// See all of it in one go: a server, two weeks of a simulated game, the numbers, the charts, then the pages until Ctrl-C
///
/// The game has something for every page: players who return, two modes on two maps with pictures, events, experiments,
/// cheaters, money. After the two weeks until now it goes on live. A run that is repeated with the same --seed is
/// recognized and continued: nothing counts twice. Its file: loot generate --print-scenario showcase
#[derive(Debug, Args)]
#[command(after_help = examples::DEMO)]
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
    /// Matches to play [default: as many as the players want]
    #[arg(long, env = "LOOT_MATCHES", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    matches: Option<u32>,
    /// Players in each match [default: the scenario's, 3 and 4]
    #[arg(long, env = "LOOT_PLAYERS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    players: Option<u32>,
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
        Ok((_, Some(_))) => true,
        Ok((_, None)) if args.once => false,
        Ok((live, None)) => {
            announce(address)?;
            let stop = Stop::default();
            let playing = live.go_on(stop.clone());
            tokio::select! {
                _ = shutdown.requested() => {}
                failure = server.failed() => return Err(failure.into()),
            }
            stop.set();
            playing.await.context("playing on")??;
            true
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

/// Sends the two weeks until now and shows the numbers: what was played until when, and the signal that interrupted it, if
/// one did.
async fn play(
    args: &DemoArgs,
    reader: &Reader,
    address: SocketAddr,
    shutdown: &mut Shutdown,
) -> anyhow::Result<(Live, Option<Signal>)> {
    let now = Millis(clock::now_ms());
    let seed = args.seed.unwrap_or_else(|| rand::random::<u32>().into());
    let scenario = game::scenario(args.players)?;
    let mut run = game::run(&scenario, seed, args.matches, now);
    let population = Population::new(scenario.clone(), run);
    let earlier = earlier::look(reader, &population).await?;
    if let Earlier::Same(start) = earlier {
        run.start = start;
    }
    let server = ServerUrl::parse(&format!("http://{address}")).map_err(anyhow::Error::msg)?;
    anstream::eprintln!(
        "{} {} from {} until now, to {server} {}",
        styled(HEADING, "Playing"),
        scenario.name(),
        &run.start.to_string()[..10],
        styled(FAINT, &format!("(--seed {seed} plays the same again)")),
    );
    if earlier == Earlier::Others {
        let said = "The database holds data of another run, or of another game: the pages show all of it. \
            With --database FILE the demo begins with an empty one.";
        for line in wrapped(said, 80) {
            anstream::eprintln!("{}", styled(WARNING, &line));
        }
    }
    let live = Live {
        population: Arc::new(Population::new(scenario, run).going_on()),
        server: server.clone(),
        since: now,
    };
    let stop = Stop::default();
    let mut sending = live.send_the_past(stop.clone());
    let (played, signal) = tokio::select! {
        played = &mut sending => (played, None),
        signal = shutdown.requested() => {
            stop.set();
            (sending.await, Some(signal))
        }
    };
    let played = played.context("sending what was played")??;
    if signal.is_some() {
        return Ok((live, signal));
    }
    report_upload(&played)?;
    let source = Source::Server(server);
    show_numbers(&source).await?;
    draw_charts(&source, &played.generated, args.output.clone()).await?;
    Ok((live, None))
}

fn report_upload(played: &Played) -> anyhow::Result<()> {
    let uploaded = &played.uploaded;
    if let Some(failure) = &uploaded.failure {
        bail!(
            "{} of {} not delivered: {failure}",
            grouped(played.uploads - uploaded.answered()),
            counted(played.uploads, "sheet", "sheets")
        );
    }
    if uploaded.rejected != played.expected_rejected {
        bail!(
            "the server refused {} where {} should have been: {}",
            counted(uploaded.rejected, "sheet", "sheets"),
            grouped(played.expected_rejected),
            uploaded.reasons.join("; ")
        );
    }
    let seconds = uploaded.elapsed.as_secs_f64().max(0.001);
    let mishaps = played.generated.mishaps.as_ref();
    let repeats = mishaps.map_or(0, |mishaps| mishaps.duplicates);
    let known = match uploaded.duplicates.saturating_sub(repeats) {
        0 => String::new(),
        known => format!(
            "; {} there already and counted once",
            counted(known, "was", "were")
        ),
    };
    let refused = match uploaded.rejected {
        0 => String::new(),
        refused => format!(
            "; {} broken on the way and refused",
            counted(refused, "was", "were")
        ),
    };
    anstream::eprintln!(
        "{} {} stored in {seconds:.1} s ({} a second){known}{refused}\n",
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

async fn draw_charts(
    source: &Source,
    generated: &Generated,
    output: PathBuf,
) -> anyhow::Result<()> {
    generated::leave(generated, &output)?;
    let drawn = report::draw(source, &report::Wanted::all(output)).await?;
    Ok(anstream::stdout()
        .lock()
        .write_all(drawn.in_brief().as_bytes())?)
}

fn announce(address: SocketAddr) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "\n{}", styled(HEADING, "Where to look"))?;
    for (path, shows) in game::WHERE_TO_LOOK {
        writeln!(out, "  http://{address}/{path}\n    {shows}")?;
    }
    writeln!(
        out,
        "\nEvery endpoint with an example: http://{address}/\nThe game goes on, at the pace of life."
    )?;
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
