//! `loot completions`: prints a shell's completion script, or the man page.

use crate::commands::examples;
use clap::{Args, Command, ValueEnum};
use clap_complete::Shell;
use std::io::{self, Write};
use std::process::ExitCode;

/// Print a completion script for a shell, or the man page
#[derive(Debug, Args)]
#[command(after_help = examples::COMPLETIONS)]
pub(crate) struct CompletionsArgs {
    /// What to print
    #[arg(value_enum)]
    target: Target,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Target {
    Bash,
    Elvish,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
    Zsh,
    /// The manual page, in roff
    Man,
}

/// Prints it for `command`, the whole command line.
pub(crate) fn run(args: CompletionsArgs, mut command: Command) -> anyhow::Result<ExitCode> {
    let mut text = Vec::new();
    let shell = match args.target {
        Target::Bash => Some(Shell::Bash),
        Target::Elvish => Some(Shell::Elvish),
        Target::Fish => Some(Shell::Fish),
        Target::PowerShell => Some(Shell::PowerShell),
        Target::Zsh => Some(Shell::Zsh),
        Target::Man => None,
    };
    match shell {
        Some(shell) => clap_complete::generate(shell, &mut command, "loot", &mut text),
        None => clap_mangen::Man::new(command).render(&mut text)?,
    }
    io::stdout().lock().write_all(&text)?;
    Ok(ExitCode::SUCCESS)
}
