//! `loot generate`: makes matches and uploads them to a server, or only writes them to a file.

mod encode;
mod file;
// Until the reader of scenario files calls it.
#[allow(dead_code)]
mod odds;
mod pace;
mod summary;
pub(crate) mod upload;

use crate::client::{ClientError, Compression, ServerUrl};
use crate::commands::progress::Progress;
use crate::model::Millis;
use crate::runtime::clock;
use crate::runtime::stop::{Stop, StopOnSignal};
use crate::simulator::{DEFAULT_START, SPAN_MS, Scenario, Simulation};
use anyhow::{Context, bail};
use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, ValueEnum, value_parser};
use file::{Output, Writing};
use indicatif::HumanCount;
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use summary::Summary;
use upload::{UploadOptions, Uploaded, upload};

/// Make matches and upload them to a server, or only write them to a file
///
/// The same --seed with the same --start gives the same bytes, whatever --threads says, on any machine and on any
/// day; a run with more --matches begins with the sheets of a smaller one. Every sheet carries a key, so a run
/// that is repeated with its seed counts once.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Matches to play
    #[arg(long, env = "LOOT_MATCHES", value_name = "N", default_value_t = 50, value_parser = value_parser!(u32).range(1..))]
    matches: u32,
    /// Players in each match
    #[arg(long, env = "LOOT_PLAYERS", value_name = "N", default_value_t = 4, value_parser = value_parser!(u32).range(1..))]
    players: u32,
    /// Names the run [default: random, and printed]
    #[arg(long, env = "LOOT_SEED", value_name = "N")]
    seed: Option<u64>,
    /// When matches begin to end; all end within the 12 hours after it [default: 2026-01-01T00:00:00Z with --seed
    /// or --generate-only, so that the seed alone names the bytes; else 12 hours ago]
    #[arg(long, env = "LOOT_START", value_name = "TIME", value_parser = parse_start)]
    start: Option<Millis>,
    /// The rules by which matches are made
    #[arg(long, env = "LOOT_SCENARIO", value_name = "NAME", default_value_t = Scenario::Classic, value_parser = parse_scenario)]
    scenario: Scenario,
    /// Threads that generate and upload [default: one per core]
    #[arg(long, env = "LOOT_THREADS", value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Where to upload to
    #[arg(long, env = "LOOT_SERVER", hide_env_values = true, value_name = "URL", default_value = "http://localhost:5000", value_parser = ServerUrl::parse)]
    server: ServerUrl,
    /// Sheets per request, up to 10000; 1 sends single submits
    #[arg(long, env = "LOOT_BATCH", value_name = "N", default_value_t = 500, value_parser = value_parser!(u64).range(1..=10_000))]
    batch: u64,
    /// Sheets per second over all threads; requests then hold a second's worth at most [default: unlimited]
    #[arg(long, env = "LOOT_RATE", value_name = "R", value_parser = parse_rate)]
    rate: Option<f64>,
    /// Compression of request bodies
    #[arg(long, env = "LOOT_COMPRESSION", value_enum, default_value_t = CompressionArg::None)]
    compression: CompressionArg,
    /// Seconds to keep trying a request that gets no answer, 429 or 5xx
    #[arg(long, env = "LOOT_RETRY_FOR", value_name = "SECONDS", default_value_t = 30, value_parser = value_parser!(u64).range(0..=86_400))]
    retry_for: u64,

    /// Upload nothing, write to a file
    #[arg(long, env = "LOOT_GENERATE_ONLY", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    generate_only: bool,
    /// Where to write to: a JSON array with one sheet per line, or just one sheet per line when it ends in .ndjson;
    /// .gz or .zst after that compresses; - is standard output, as a JSON array
    #[arg(
        long,
        env = "LOOT_GENERATE_OUTPUT",
        value_name = "FILE",
        requires = "generate_only",
        default_value = "generated_stat_sheets.json"
    )]
    output: PathBuf,
    /// Print the summary as JSON
    #[arg(long, env = "LOOT_JSON", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CompressionArg {
    None,
    Gzip,
    Zstd,
}

pub(crate) fn run(args: GenerateArgs) -> anyhow::Result<ExitCode> {
    let run = args.simulation();
    let signals = StopOnSignal::listen().context("listening for Ctrl-C")?;
    announce(&run);
    if args.generate_only {
        write_file(&run, &args, signals.stop())
    } else {
        upload_all(&run, &args, signals.stop())
    }
}

fn write_file(run: &Simulation, args: &GenerateArgs, stop: &Stop) -> anyhow::Result<ExitCode> {
    let output = Output::from_path(args.output.clone());
    let progress = Progress::new(run.sheet_count(), "sheets");
    let writing = Writing {
        threads: args.threads(),
        progress: &progress,
        stop,
    };
    let begun = Instant::now();
    let outcome = output.write(run, &writing);
    progress.finish();
    let written = match outcome {
        Ok(written) => written,
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {
            bail!("interrupted; {} was left as it was", args.output.display())
        }
        Err(error) => {
            return Err(error).with_context(|| format!("writing {}", args.output.display()));
        }
    };
    let summary = Summary::of_file(run, &args.output, written, begun.elapsed());
    // Standard output holds the sheets and nothing else.
    match output {
        Output::Stdout => summary.print(&mut anstream::stderr().lock(), args.json)?,
        Output::File(_) => summary.print(&mut anstream::stdout().lock(), args.json)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn upload_all(run: &Simulation, args: &GenerateArgs, stop: &Stop) -> anyhow::Result<ExitCode> {
    let options = args.upload_options();
    greet(&options)?;
    let progress = Arc::new(Progress::new(run.sheet_count(), "sheets"));
    let mut uploaded = upload(run, &options, &progress, stop);
    progress.finish();
    let failure = uploaded.failure.take();
    let interrupted = stop.is_set() && uploaded.answered() < run.sheet_count();
    let totals = if failure.is_none() && !interrupted {
        let totals = options.client().totals();
        totals
            .inspect_err(|error| anstream::eprintln!("The server's totals are missing: {error}"))
            .ok()
    } else {
        None
    };
    let summary = Summary::of_upload(run, &options.server, &uploaded, totals);
    summary.print(&mut anstream::stdout().lock(), args.json)?;
    conclude(run, args, &uploaded, failure)
}

/// Turns what became of the upload into an exit code or an error that says what to do.
fn conclude(
    run: &Simulation,
    args: &GenerateArgs,
    uploaded: &Uploaded,
    failure: Option<ClientError>,
) -> anyhow::Result<ExitCode> {
    let missing = run.sheet_count() - uploaded.answered();
    let again = format!(
        "{} of {} sheets were not delivered; run it again with {} to send them (no sheet counts twice)",
        HumanCount(missing),
        HumanCount(run.sheet_count()),
        same_again(run),
    );
    match failure {
        Some(error) if error.is_transient() => {
            bail!(
                "gave up after trying for {} s: {error}; {again}",
                args.retry_for
            )
        }
        Some(error) => bail!("{error}; {again}"),
        None if missing > 0 => bail!("interrupted; {again}"),
        None if uploaded.rejected > 0 => Ok(ExitCode::FAILURE),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Says what is made, and how to make the same again.
fn announce(run: &Simulation) {
    anstream::eprintln!(
        "Generating {} matches × {} players = {} stat sheets (scenario {})",
        HumanCount(run.matches.into()),
        HumanCount(run.players_per_match.into()),
        HumanCount(run.sheet_count()),
        run.scenario,
    );
    anstream::eprintln!("The same again: {}", same_again(run));
}

/// The flags that name the same bytes on any day.
fn same_again(run: &Simulation) -> String {
    if run.start == DEFAULT_START {
        format!("--seed {}", run.seed)
    } else {
        format!("--seed {} --start {}", run.seed, run.start)
    }
}

/// Makes sure that there is a server before anything is sent.
fn greet(options: &UploadOptions) -> anyhow::Result<()> {
    let health = options.client().health();
    let health = health.map_err(|error| match error {
        ClientError::Unreachable { .. } => anyhow::anyhow!(
            "{error}. Start a server with `loot serve`, name another with --server URL, or write a file with \
             --generate-only"
        ),
        error => error.into(),
    })?;
    let version = health.version.map(|version| format!(", version {version}"));
    anstream::eprintln!(
        "Server {} is {}{}",
        options.server,
        health.status,
        version.unwrap_or_default()
    );
    Ok(())
}

impl GenerateArgs {
    fn simulation(&self) -> Simulation {
        // 32 bits: short enough to be typed again.
        let seed = self.seed.unwrap_or_else(|| rand::random::<u32>().into());
        Simulation {
            scenario: self.scenario,
            matches: self.matches,
            players_per_match: self.players,
            seed,
            start: self.start.unwrap_or_else(|| self.default_start()),
        }
    }

    /// A seed names bytes, so it must not depend on the day. Live data without one should look live.
    fn default_start(&self) -> Millis {
        if self.seed.is_some() || self.generate_only {
            DEFAULT_START
        } else {
            Millis(clock::now_ms() - i64::from(SPAN_MS))
        }
    }

    fn threads(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.map_or_else(cores, usize::from)
    }

    fn upload_options(&self) -> UploadOptions {
        UploadOptions {
            server: self.server.clone(),
            threads: self.threads(),
            batch: self.batch,
            rate: self.rate,
            compression: match self.compression {
                CompressionArg::None => Compression::None,
                CompressionArg::Gzip => Compression::Gzip,
                CompressionArg::Zstd => Compression::Zstd,
            },
            retry_for: Duration::from_secs(self.retry_for),
        }
    }
}

fn parse_start(text: &str) -> Result<Millis, String> {
    let start = Millis::parse(text)?;
    if !(Millis::FIRST_BUCKET..Millis::LAST_BUCKET).contains(&start) {
        return Err("must be in the years 2000 to 2099".into());
    }
    Ok(start)
}

fn parse_scenario(text: &str) -> Result<Scenario, String> {
    let known = Scenario::ALL.map(Scenario::name);
    let found = Scenario::ALL
        .into_iter()
        .find(|scenario| scenario.name() == text);
    found.ok_or_else(|| format!("must be one of: {}", known.join(", ")))
}

fn parse_rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate: &f64| rate.is_finite() && *rate > 0.0)
        .ok_or_else(|| "must be a number greater than 0".into())
}
