//! The table of contents: parse the command line, run what it names, turn the outcome into an exit code.

use clap::Parser;
use loot::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    Cli::parse().run()
}
