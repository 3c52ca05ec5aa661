//! One file per subcommand, with its arguments and its `run`. The only place that prints.

pub(crate) mod completions;
pub(crate) mod serve;

use crate::cli::{Cli, Command};
use std::process::ExitCode;

/// Runs what the command line names. Errors go to stderr, the outcome into the exit code.
pub fn run(cli: Cli) -> ExitCode {
    let _logging = cli.logging.init();
    let outcome = match cli.command {
        Command::Completions(args) => completions::run(args),
        Command::Serve(args) => serve::run(args),
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

const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();

/// `loot check | head` ends when `head` has seen enough; that is no error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
