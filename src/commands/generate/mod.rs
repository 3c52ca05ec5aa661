//! `loot generate`: makes matches and uploads them to a server, or only writes them to a file.

mod classic;
mod encode;
mod file;
mod odds;
mod pace;
mod population;
mod scenarios;
mod summary;
pub(crate) mod upload;

use crate::client::{ClientError, Compression, ServerUrl, Transport};
use crate::commands::report::DEFAULT_OUTPUTS;
use crate::model::{Millis, Totals};
use crate::runtime::stop::StopOnSignal;
use crate::simulator::DEFAULT_START;
use anyhow::{Context, bail};
use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, ValueEnum, value_parser};
use odds::OddsArgs;
use pace::Speed;
use scenarios::{Chosen, Question};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;
use upload::UploadOptions;

/// Make matches and upload them to a server, or only write them to a file
///
/// The same --seed with the same --start gives the same bytes, whatever --threads says, on any machine and on any
/// day. Every sheet carries a key, so a run that is repeated with its seed counts once. With classic, a run with
/// more --matches begins with the sheets of a smaller one.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// The game and its players: a built-in scenario (--list-scenarios) or a YAML file
    #[arg(long, env = "LOOT_SCENARIO", value_name = "NAME|FILE", default_value = "classic", value_parser = Chosen::parse)]
    scenario: Chosen,
    /// Put a value over one of the scenario file's, such as players.churn.first=0.4; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = scenarios::parse_set)]
    set: Vec<(String, String)>,
    /// Matches to play [default: 50 for classic; for others, as many as the players want]
    #[arg(long, env = "LOOT_MATCHES", value_name = "N", value_parser = value_parser!(u32).range(1..))]
    matches: Option<u32>,
    /// Players in each match of classic; other scenarios say it themselves [default: 4]
    #[arg(long, env = "LOOT_PLAYERS", value_name = "N", value_parser = value_parser!(u32).range(1..))]
    players: Option<u32>,
    /// Players who ever arrive [default: the scenario's]
    #[arg(long, env = "LOOT_PLAYERS_TOTAL", value_name = "N", value_parser = value_parser!(u32).range(1..=100_000_000))]
    players_total: Option<u32>,
    /// Days of calendar time [default: the scenario's]
    #[arg(long, env = "LOOT_DAYS", value_name = "N", value_parser = value_parser!(u32).range(1..=3_650))]
    days: Option<u32>,
    /// Names the run [default: random, and printed]
    #[arg(long, env = "LOOT_SEED", value_name = "N")]
    seed: Option<u64>,
    /// When it begins; classic's matches end within 12 hours after it [default: 2026-01-01T00:00:00Z with --seed or
    /// --generate-only, so that the seed alone names the bytes; else so that it ends now, or begins now with
    /// --pace realtime]
    #[arg(long, env = "LOOT_START", value_name = "TIME", value_parser = parse_start)]
    start: Option<Millis>,
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
    /// How fast the players' time passes: realtime, a multiple such as 60x, or max; not for classic
    #[arg(long, env = "LOOT_PACE", value_name = "SPEED", default_value = "max", value_parser = Speed::parse)]
    pace: Speed,
    /// Compression of request bodies; messages over a WebSocket are sent as they are
    #[arg(long, env = "LOOT_COMPRESSION", value_enum, default_value_t = CompressionArg::None)]
    compression: CompressionArg,
    /// How sheets travel: a request for each batch, or a message over one WebSocket for each thread; there a sheet that
    /// was cut off on the way is a string in its message
    #[arg(long, env = "LOOT_TRANSPORT", value_enum, default_value_t = TransportArg::Http)]
    transport: TransportArg,
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
    /// Where a run leaves a summary of what it made, for loot report; classic only when it uploads
    #[arg(long, env = "LOOT_OUTPUTS", value_name = "DIR", default_value = DEFAULT_OUTPUTS)]
    outputs: PathBuf,
    /// Write down what was drawn and is never uploaded: one JSON record per line, or a folder with a file for each
    /// kind of record (a name that ends in / or is a folder); not for classic
    #[arg(long, env = "LOOT_TRUTH", value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Print the summary as JSON
    #[arg(long, env = "LOOT_JSON", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    json: bool,

    #[command(flatten)]
    question: Question,
    #[command(flatten)]
    odds: OddsArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CompressionArg {
    None,
    Gzip,
    Zstd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TransportArg {
    Http,
    Ws,
}

pub(crate) fn run(args: GenerateArgs) -> anyhow::Result<ExitCode> {
    if let Some(answer) = args.question.answer() {
        return answer;
    }
    let scenario = match args.scenario.read(&args.set)? {
        Some(scenario) => {
            args.refuse(
                &[("--players", args.players.is_some())],
                "the scenario says how many players a match has",
            );
            Some(scenario)
        }
        None => {
            let of_others = [
                ("--players-total", args.players_total.is_some()),
                ("--days", args.days.is_some()),
                ("--truth", args.truth.is_some()),
                ("--pace", args.pace != Speed::Max),
                ("--set", !args.set.is_empty()),
            ];
            args.refuse(
                &of_others,
                "classic has no players who return; --list-scenarios shows the others",
            );
            None
        }
    };
    if let Some(table) = &args.odds.odds {
        let Some(scenario) = &scenario else {
            bail!("classic has no loot tables; --list-scenarios shows scenarios that have");
        };
        args.odds.print(scenario.loot_tables(), table, args.json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let signals = StopOnSignal::listen().context("listening for Ctrl-C")?;
    match scenario {
        Some(scenario) => population::run(scenario, &args, signals.stop()),
        None => classic::run(&args, signals.stop()),
    }
}

/// The flags that name the same bytes on any day.
fn same_again(seed: u64, start: Millis) -> String {
    if start == DEFAULT_START {
        format!("--seed {seed}")
    } else {
        format!("--seed {seed} --start {start}")
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
    anstream::eprintln!(
        "Server {} is {}, version {}",
        options.server,
        health.status,
        health.version
    );
    Ok(())
}

impl GenerateArgs {
    // 32 bits: short enough to be typed again.
    fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(|| rand::random::<u32>().into())
    }

    /// Whether the flags name bytes, which then must not depend on the day.
    fn names_bytes(&self) -> bool {
        self.seed.is_some() || self.generate_only
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
            transport: match self.transport {
                TransportArg::Http => Transport::Http,
                TransportArg::Ws => Transport::WebSocket,
            },
            retry_for: Duration::from_secs(self.retry_for),
        }
    }

    /// Ends the program when a flag was given that the chosen scenario has no use for.
    fn refuse(&self, flags: &[(&str, bool)], why: &str) {
        if let Some((flag, _)) = flags.iter().find(|(_, given)| *given) {
            let text = format!(
                "{flag} cannot be used with --scenario {}: {why}",
                self.scenario
            );
            let kind = clap::error::ErrorKind::ArgumentConflict;
            clap::Error::raw(kind, format!("{text}\n")).exit();
        }
    }
}

impl UploadOptions {
    /// What the server holds, when it says so.
    fn totals(&self) -> Option<Totals> {
        let totals = self.client().totals(None);
        let told = totals
            .inspect_err(|error| anstream::eprintln!("The server's totals are missing: {error}"));
        told.ok().map(|told| told.totals)
    }
}

fn parse_start(text: &str) -> Result<Millis, String> {
    let start = Millis::parse(text)?;
    if !(Millis::FIRST_BUCKET..Millis::LAST_BUCKET).contains(&start) {
        return Err("must be in the years 2000 to 2099".into());
    }
    Ok(start)
}

fn parse_rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate: &f64| rate.is_finite() && *rate > 0.0)
        .ok_or_else(|| "must be a number greater than 0".into())
}
