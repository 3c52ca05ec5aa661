//! One file per subcommand, with its arguments and its `run`. The only place that prints.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod dead_letters;
pub(crate) mod demo;
pub(crate) mod generate;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod stats;

mod generated;
pub(crate) mod progress;
mod screen;
mod source;

use crate::cli::{Cli, Command};
use std::process::ExitCode;

/// Runs what the command line names. Errors go to stderr, the outcome into the exit code.
pub fn run(cli: Cli) -> ExitCode {
    let _logging = cli.logging.init(cli.command.usual_loudness());
    let outcome = match cli.command {
        Command::Serve(args) => serve::run(args),
        Command::Generate(args) => generate::run(*args),
        Command::Check(args) => wait_for(check::run(args)),
        Command::Stats(args) => wait_for(stats::run(args)),
        Command::DeadLetters(args) => wait_for(dead_letters::run(args)),
        Command::Report(args) => wait_for(report::run(args)),
        Command::Demo(args) => demo::run(args),
        Command::Completions(args) => completions::run(args),
    };
    match outcome {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("{}error:{} {error:#}", ERROR.render(), ERROR.render_reset());
            ExitCode::FAILURE
        }
    }
}

/// Where the data is when nothing else is said.
pub(crate) const DEFAULT_DATABASE: &str = "sqlite://loot_telemetry.db";

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
