//! The table of contents: parse the command line, run what it names, turn the outcome into an exit code.

use clap::Parser;
use loot::cli::Cli;
use std::process::ExitCode;

/// Measured under load: a tenth less time than with glibc's, which also gives memory back to the system and takes it
/// again all the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    loot::commands::run(Cli::parse())
}
