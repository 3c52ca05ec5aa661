//! The table of contents: parse the command line, run what it names, turn the outcome into an exit code.

use clap::Parser;
use loot::cli::Cli;
use std::process::ExitCode;

/// glibc's allocator keeps what large bodies have taken: after one of each kind in `tests/faults/memory.rs` a server held
/// 572 MiB, whatever its budget. This one gives it back; `.cargo/config.toml` says how soon.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    Cli::parse().run()
}
