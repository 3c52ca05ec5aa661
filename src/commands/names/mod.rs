//! `loot names`: which names have rows of their own in the totals. List them, merge spellings, hide noise, give a name its
//! place. Rows are never changed.

mod change;
mod screen;

use super::source::{SourceArgs, ask};
use crate::commands::examples;
use crate::model::{NameKind, NameState, NamesWanted};
use crate::store;
use crate::wire::{NamesPage, NamesVerb};
use anyhow::Context;
use change::Change;
use clap::{Args, Subcommand};
use std::io::{self, Write};
use std::process::ExitCode;

/// List names, merge spellings, hide noise, give a name its place in the totals
#[derive(Debug, Args)]
#[command(after_help = examples::NAMES)]
pub(crate) struct NamesArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List names: where each is counted, how much, and when and from whom it came first
    List(ListArgs),
    /// Count names as another one, from now on and for all the past: NAMES… INTO
    Merge(ChangeArgs),
    /// Count names among the others, as (other); their places are free then
    Hide(ChangeArgs),
    /// Count names by themselves; undoes merge and hide
    Track(ChangeArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Only names of this kind: item, game_mode, variant, event_type or dimension
    #[arg(value_name = "KIND", value_parser = NameKind::parse)]
    kind: Option<NameKind>,
    /// Only names that are tracked, merged, hidden, or have no_place
    #[arg(long, value_name = "STATE", value_parser = NameState::parse)]
    state: Option<NameState>,
    /// Only names that begin with this
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// List at most this many
    #[arg(long, value_name = "N", env = "LOOT_LIMIT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

#[derive(Debug, Args)]
struct ChangeArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Of this kind: item, game_mode, variant, event_type or dimension
    #[arg(value_name = "KIND", value_parser = NameKind::parse)]
    kind: NameKind,
    /// These; to merge, the last one is what the others are counted as
    #[arg(value_name = "NAME", required_unless_present = "prefix")]
    names: Vec<String>,
    /// All that are listed and begin with this
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// The experiment, of variants
    #[arg(long, value_name = "NAME")]
    experiment: Option<String>,
    /// The dimension, of values; map of maps
    #[arg(long, value_name = "NAME", conflicts_with = "experiment")]
    dimension: Option<String>,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

pub(crate) async fn run(args: NamesArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::List(args) => list(args).await,
        Command::Merge(args) => change(args, NamesVerb::Merge).await,
        Command::Hide(args) => change(args, NamesVerb::Hide).await,
        Command::Track(args) => change(args, NamesVerb::Track).await,
    }
}

async fn list(args: ListArgs) -> anyhow::Result<ExitCode> {
    let wanted = NamesWanted {
        kind: args.kind,
        state: args.state,
        prefix: args.prefix,
        limit: args.limit,
        after: 0,
    };
    let page = match &args.source.server {
        Some(server) => ask(server, move |client| client.names(&wanted)).await?,
        None => {
            let reader = store::open_read_only(&args.source.database).await;
            let reader = reader.with_context(|| opening(&args.source))?;
            let kinds = reader.name_counts().await?;
            let page = NamesPage::new(kinds, reader.name_lines(&wanted).await?);
            reader.close().await;
            page
        }
    };
    print(&match args.json {
        true => serde_json::to_string_pretty(&page)? + "\n",
        false => screen::list(&page, args.kind),
    })
}

async fn change(args: ChangeArgs, verb: NamesVerb) -> anyhow::Result<ExitCode> {
    let mut names = args.names;
    let into = match verb {
        NamesVerb::Merge => names.pop(),
        NamesVerb::Hide | NamesVerb::Track => None,
    };
    let change = Change {
        verb,
        names: crate::wire::NamesToChange {
            dimension: args.dimension,
            kind: args.kind,
            experiment: args.experiment,
            names,
            prefix: args.prefix,
            into,
        },
    };
    let done = match &args.source.server {
        Some(server) => change.of_server(server).await?,
        None => change.of_database(&args.source).await?,
    };
    print(&match args.json {
        true => serde_json::to_string_pretty(&done)? + "\n",
        false => screen::changed(verb, change.names.into.as_deref(), &done),
    })
}

fn opening(source: &SourceArgs) -> String {
    format!("opening database {}", store::shown(&source.database))
}

fn print(text: &str) -> anyhow::Result<ExitCode> {
    anstream::stdout().write_all(text.as_bytes())?;
    io::stdout().flush()?;
    Ok(ExitCode::SUCCESS)
}
