//! The command line as a whole: the subcommands and the flags they share. What a subcommand takes and does is
//! in its own file under `commands/`.

use crate::commands;
use crate::runtime::logging;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

/// A game studio's whole telemetry loop in one binary.
#[derive(Debug, Parser)]
#[command(
    name = "loot",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) logging: LogArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(commands::serve::ServeArgs),
    // Boxed: it has far more settings than the others.
    Generate(Box<commands::generate::GenerateArgs>),
    Check(commands::check::CheckArgs),
    Stats(commands::stats::StatsArgs),
    Report(commands::report::ReportArgs),
    DeadLetters(commands::dead_letters::DeadLettersArgs),
    Demo(commands::demo::DemoArgs),
    Completions(commands::completions::CompletionsArgs),
}

impl Command {
    /// What is logged when nothing else is asked for: 0 is info. A demo's log would bury what it shows.
    pub(crate) fn usual_loudness(&self) -> i16 {
        match self {
            Self::Demo(_) => -1,
            _ => 0,
        }
    }
}

/// What is logged, and how. Logs go to stderr.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// Say more; twice for debug, three times for everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Say less: warnings and errors only; twice for errors only
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "verbose")]
    pub(crate) quiet: u8,
    /// The form of log lines
    #[arg(long, global = true, env = "LOOT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

impl LogArgs {
    /// Sets up logging, from `usual` loudness on; what is left of it is written when the guard is dropped.
    pub(crate) fn init(&self, usual: i16) -> impl Drop + use<> {
        let form = match self.log_format {
            LogFormat::Text => logging::Form::Text,
            LogFormat::Json => logging::Form::Json,
        };
        logging::init(
            usual + i16::from(self.verbose) - i16::from(self.quiet),
            form,
        )
    }
}
