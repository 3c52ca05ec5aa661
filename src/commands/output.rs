//! Prints what was asked for.

use std::io::{self, Write};
use std::process::ExitCode;

pub(crate) fn print_json(value: &impl serde::Serialize) -> anyhow::Result<ExitCode> {
    print(&(serde_json::to_string_pretty(value)? + "\n"))
}

pub(crate) fn print(text: &str) -> anyhow::Result<ExitCode> {
    anstream::stdout().write_all(text.as_bytes())?;
    io::stdout().flush()?;
    Ok(ExitCode::SUCCESS)
}
