//! What `loot generate` takes.

use super::odds::OddsArgs;
use super::pace::Speed;
use super::scenarios::{self, Chosen, Question};
use super::upload_options::UploadOptions;
use crate::client::{Compression, ServerUrl, Transport};
use crate::commands::examples;
use crate::commands::report::DEFAULT_OUTPUTS;
use crate::model::Millis;
use crate::simulator::DEFAULT_START;
use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, ValueEnum, value_parser};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// Make matches and upload them to a server, or only write them to a file
///
/// The same --seed with the same --start gives the same bytes, whatever --threads says, on any machine and on any
/// day. Every sheet carries a key, so a run that is repeated with its seed counts once. With classic, a run with
/// more --matches begins with the sheets of a smaller one.
#[derive(Debug, Args)]
#[command(after_help = examples::GENERATE)]
pub(crate) struct GenerateArgs {
    /// The game and its players: a built-in scenario (--list-scenarios) or a YAML file
    #[arg(help_heading = "The game", long, env = "LOOT_SCENARIO", value_name = "NAME|FILE", default_value = "classic", value_parser = Chosen::parse)]
    pub(super) scenario: Chosen,
    /// Put a value over one of the scenario file's, such as players.churn.first=0.4; may be repeated
    #[arg(help_heading = "The game", long, value_name = "KEY=VALUE", value_parser = scenarios::parse_set)]
    pub(super) set: Vec<(String, String)>,
    /// Matches to play [default: 50 for classic; for others, as many as the players want]
    #[arg(help_heading = "The game", long, env = "LOOT_MATCHES", value_name = "N", value_parser = value_parser!(u32).range(1..))]
    pub(super) matches: Option<u32>,
    /// Players in each match of classic; other scenarios say it themselves [default: 4]
    #[arg(help_heading = "The game", long, env = "LOOT_PLAYERS", value_name = "N", value_parser = value_parser!(u32).range(1..))]
    pub(super) players: Option<u32>,
    /// Players who ever arrive [default: the scenario's]
    #[arg(help_heading = "The game", long, env = "LOOT_PLAYERS_TOTAL", value_name = "N", value_parser = value_parser!(u32).range(1..=100_000_000))]
    pub(super) players_total: Option<u32>,
    /// Days of calendar time [default: the scenario's]
    #[arg(help_heading = "The game", long, env = "LOOT_DAYS", value_name = "N", value_parser = value_parser!(u32).range(1..=3_650))]
    pub(super) days: Option<u32>,
    /// Names the run [default: random, and printed]
    #[arg(help_heading = "The game", long, env = "LOOT_SEED", value_name = "N")]
    pub(super) seed: Option<u64>,
    /// When it begins; classic's matches end within 12 hours after it [default: 2026-01-01T00:00:00Z with --seed or
    /// --generate-only, so that the seed alone names the bytes; else, and always with --pace, so that it ends now]
    #[arg(help_heading = "The game", long, env = "LOOT_START", value_name = "TIME", value_parser = parse_start)]
    pub(super) start: Option<Millis>,
    /// Threads that generate and upload [default: one per core]
    #[arg(long, env = "LOOT_THREADS", value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,

    /// Where to upload to
    #[arg(help_heading = "Sending", long, env = "LOOT_SERVER", hide_env_values = true, value_name = "URL", default_value = "http://localhost:5000", value_parser = ServerUrl::parse)]
    pub(super) server: ServerUrl,
    /// Sheets per request, up to 10000; 1 sends single submits
    #[arg(help_heading = "Sending", long, env = "LOOT_BATCH", value_name = "N", default_value_t = 500, value_parser = value_parser!(u64).range(1..=10_000))]
    pub(super) batch: u64,
    /// Sheets per second over all threads; requests then hold a second's worth at most [default: unlimited]
    #[arg(help_heading = "Sending", long, env = "LOOT_RATE", value_name = "R", value_parser = parse_rate)]
    pub(super) rate: Option<f64>,
    /// How fast the players' time passes: realtime, a multiple such as 60x, or max; not for classic. The days until now
    /// are sent at once, and from then on it is live until Ctrl-C; with --start, all of it has the pace
    #[arg(help_heading = "Sending", long, env = "LOOT_PACE", value_name = "SPEED", default_value = "max", value_parser = Speed::parse)]
    pub(super) pace: Speed,
    /// Compression of request bodies; messages over a WebSocket are sent as they are
    #[arg(help_heading = "Sending", long, env = "LOOT_COMPRESSION", value_enum, default_value_t = CompressionArg::None)]
    pub(super) compression: CompressionArg,
    /// How sheets travel: a request for each batch, or a message over one WebSocket for each thread; there a sheet that
    /// was cut off on the way is a string in its message
    #[arg(help_heading = "Sending", long, env = "LOOT_TRANSPORT", value_enum, default_value_t = TransportArg::Http)]
    pub(super) transport: TransportArg,
    /// Seconds to keep trying a request that gets no answer, 429 or 5xx
    #[arg(help_heading = "Sending", long, env = "LOOT_RETRY_FOR", value_name = "SECONDS", default_value_t = 30, value_parser = value_parser!(u64).range(0..=86_400))]
    pub(super) retry_for: u64,

    /// Upload nothing, write to a file
    #[arg(help_heading = "Files", long, env = "LOOT_GENERATE_ONLY", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub(super) generate_only: bool,
    /// Where to write to: a JSON array with one sheet per line, or just one sheet per line when it ends in .ndjson;
    /// .gz or .zst after that compresses; - is standard output, as a JSON array
    #[arg(
        help_heading = "Files",
        long,
        env = "LOOT_GENERATE_OUTPUT",
        value_name = "FILE",
        requires = "generate_only",
        default_value = "generated_stat_sheets.json"
    )]
    pub(super) output: PathBuf,
    /// Where a run leaves a summary of what it made, for loot report; classic only when it uploads
    #[arg(help_heading = "Files", long, env = "LOOT_OUTPUTS", value_name = "DIR", default_value = DEFAULT_OUTPUTS)]
    pub(super) outputs: PathBuf,
    /// Write down what was drawn and is never uploaded: one JSON record per line, or a folder with a file for each
    /// kind of record (a name that ends in / or is a folder); not for classic
    #[arg(help_heading = "Files", long, env = "LOOT_TRUTH", value_name = "FILE")]
    pub(super) truth: Option<PathBuf>,
    /// Print the summary as JSON
    #[arg(long, env = "LOOT_JSON", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) question: Question,
    #[command(flatten)]
    pub(super) odds: OddsArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum CompressionArg {
    None,
    Gzip,
    Zstd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TransportArg {
    Http,
    Ws,
}

impl GenerateArgs {
    // 32 bits: short enough to be typed again.
    pub(super) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(|| rand::random::<u32>().into())
    }

    /// Whether the flags name bytes, which then must not depend on the day.
    pub(super) fn names_bytes(&self) -> bool {
        self.seed.is_some() || self.generate_only
    }

    /// Whether it is a feed that goes on from now, at the players' pace, until it is ended.
    pub(super) fn is_live(&self) -> bool {
        self.pace != Speed::Max && self.start.is_none() && !self.generate_only
    }

    pub(super) fn threads(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.map_or_else(cores, usize::from)
    }

    pub(super) fn upload_options(&self) -> UploadOptions {
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
    pub(super) fn refuse(&self, flags: &[(&str, bool)], why: &str) {
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

/// The flags that name the same bytes on any day.
pub(super) fn same_again(seed: u64, start: Millis) -> String {
    if start == DEFAULT_START {
        format!("--seed {seed}")
    } else {
        format!("--seed {seed} --start {start}")
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
