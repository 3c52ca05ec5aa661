//! The command line as a whole: the subcommands and the flags they share. What a subcommand takes and does is
//! in its own file under `commands/`; what went wrong is printed here.

use crate::commands;
use crate::runtime::logging;
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::process::ExitCode;

/// A game studio's whole telemetry loop in one binary.
#[derive(Debug, Parser)]
#[command(
    name = "loot",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    // Of a narrower terminal its own width; where there is no terminal clap takes 100.
    max_term_width = 80
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
    Names(commands::names::NamesArgs),
    Maps(commands::maps::MapsArgs),
    Economy(commands::economy::EconomyArgs),
    Demo(commands::demo::DemoArgs),
    Completions(commands::completions::CompletionsArgs),
}

impl Cli {
    /// Runs what the command line names. Errors go to stderr, the outcome into the exit code.
    pub fn run(self) -> ExitCode {
        let _logging = self.logging.init(self.command.usual_loudness());
        let outcome = match self.command {
            Command::Serve(args) => commands::serve::run(args),
            Command::Generate(args) => commands::generate::run(*args),
            Command::Check(args) => wait_for(commands::check::run(args)),
            Command::Stats(args) => wait_for(commands::stats::run(args)),
            Command::DeadLetters(args) => wait_for(commands::dead_letters::run(args)),
            Command::Names(args) => wait_for(commands::names::run(args)),
            Command::Maps(args) => wait_for(commands::maps::run(args)),
            Command::Economy(args) => wait_for(commands::economy::run(args)),
            Command::Report(args) => wait_for(commands::report::run(args)),
            Command::Demo(args) => commands::demo::run(args),
            Command::Completions(args) => commands::completions::run(args, Self::command()),
        };
        match outcome {
            Ok(code) => code,
            Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
            Err(error) => {
                // It may quote what came from outside.
                let told = commands::visible_lines(&format!("{error:#}")).into_owned();
                anstream::eprintln!("{}error:{} {told}", ERROR.render(), ERROR.render_reset());
                ExitCode::FAILURE
            }
        }
    }
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
#[command(next_help_heading = "Global options")]
pub(crate) struct LogArgs {
    /// Log more; twice for debug messages, three times for everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Log less: warnings and errors only; twice for errors only
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

/// Runs a command that reads a database.
fn wait_for(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(command)
}

const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();

/// `loot check | head` ends when `head` has seen enough; that is no error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
