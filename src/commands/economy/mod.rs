//! `loot economy`: what of a game's data is money. Data are never changed.

mod screen;

use super::output::{print, print_json};
use super::source::{SourceArgs, ask};
use crate::commands::examples;
use crate::model::{EconomySaved, Label, MAX_CURRENCIES, MoneyFlow};
use crate::store::{self, Reader, Writer};
use crate::wire::{EconomyToKeep, USUAL_CURRENCY};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Name what brings money into the game and what takes it out
#[derive(Debug, Args)]
#[command(after_help = examples::ECONOMY)]
pub(crate) struct EconomyArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set the sources and sinks of a currency; what was set of it before is replaced
    Set(SetArgs),
    /// List currencies
    List(ListArgs),
    /// Remove a currency; data stay
    Remove(RemoveArgs),
}

#[derive(Debug, Args)]
struct SetArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// The currency
    #[arg(long, env = "LOOT_CURRENCY", value_name = "NAME", default_value = USUAL_CURRENCY, value_parser = Label::parse)]
    currency: Label,
    /// What brings it in: a custom stat of sheets (gold_earned or stat:gold_earned), an item (item:coin), events (event:quest_done for one each,
    /// event:quest_done#gold for as much as a detail says); may be repeated
    #[arg(long = "source", value_name = "WHAT", value_parser = MoneyFlow::parse)]
    money_source: Vec<MoneyFlow>,
    /// What takes it out, written likewise; may be repeated
    #[arg(long = "sink", value_name = "WHAT", value_parser = MoneyFlow::parse, required_unless_present = "money_source")]
    money_sink: Vec<MoneyFlow>,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

#[derive(Debug, Args)]
struct RemoveArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// The currency
    #[arg(long, env = "LOOT_CURRENCY", value_name = "NAME", default_value = USUAL_CURRENCY, value_parser = Label::parse)]
    currency: Label,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

pub(crate) async fn run(args: EconomyArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Set(args) => set(args).await,
        Command::List(args) => list(args).await,
        Command::Remove(args) => remove(args).await,
    }
}

async fn set(args: SetArgs) -> anyhow::Result<ExitCode> {
    let texts = |flows: &[MoneyFlow]| flows.iter().map(ToString::to_string).collect();
    let kept = EconomyToKeep {
        sources: texts(&args.money_source),
        sinks: texts(&args.money_sink),
    };
    let economy = kept.read(args.currency)?;
    let economy = match &args.source.server {
        Some(server) => ask(server, move |client| client.save_economy(&economy)).await?,
        None => {
            let (reader, mut writer) = open_to_write(&args.source).await?;
            let saved = writer.save_economy(&economy).await;
            writer.close().await;
            reader.close().await;
            if saved? == EconomySaved::Full {
                bail!(
                    "there are {MAX_CURRENCIES} currencies, the most that are kept; remove one first (loot economy remove)"
                );
            }
            economy
        }
    };
    match args.json {
        true => print_json(&economy),
        false => print(&screen::list(&[economy])),
    }
}

async fn list(args: ListArgs) -> anyhow::Result<ExitCode> {
    let all = match &args.source.server {
        Some(server) => ask(server, |client| client.economies()).await?,
        None => {
            let reader = open_to_read(&args.source).await?;
            let all = reader.economies().await;
            reader.close().await;
            all?
        }
    };
    match args.json {
        true => print_json(&all),
        false => print(&screen::list(&all)),
    }
}

async fn remove(args: RemoveArgs) -> anyhow::Result<ExitCode> {
    let currency = args.currency.clone();
    let removed = match &args.source.server {
        Some(server) => ask(server, move |client| client.remove_economy(&currency)).await?,
        None => {
            let (reader, mut writer) = open_to_write(&args.source).await?;
            let removed = writer.delete_economy(&currency).await;
            writer.close().await;
            reader.close().await;
            removed?
        }
    };
    if !removed {
        bail!(
            "no currency of the name {:?} was set; `loot economy list` lists those that are",
            args.currency.as_str()
        );
    }
    match args.json {
        true => print_json(&serde_json::json!({ "removed": args.currency })),
        false => print(&format!("{} is removed; its data stay.\n", args.currency)),
    }
}

async fn open_to_read(source: &SourceArgs) -> anyhow::Result<Reader> {
    let reader = store::open_read_only(&source.database).await;
    reader.with_context(|| opening(source))
}

/// No database is made for a currency.
async fn open_to_write(source: &SourceArgs) -> anyhow::Result<(Reader, Writer)> {
    open_to_read(source).await?.close().await;
    let opened = store::open(&source.database).await;
    opened.with_context(|| opening(source))
}

fn opening(source: &SourceArgs) -> String {
    format!("opening database {}", store::shown(&source.database))
}
