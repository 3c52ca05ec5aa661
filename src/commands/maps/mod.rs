//! `loot maps`: the picture of a map, where it lies in the world, and which floors there are. Data are never changed.

mod database;
mod region;
mod screen;
mod set;

use super::output::{print, print_json};
use super::source::{SourceArgs, ask};
use crate::commands::examples;
use crate::model::{GameMap, MapName};
use crate::wire::MapDetail;
use anyhow::bail;
use clap::{Args, Subcommand};
use database::{open_to_read, open_to_write};
use std::process::ExitCode;

/// Put pictures under maps: set, list, show and remove them
#[derive(Debug, Args)]
#[command(after_help = examples::MAPS)]
pub(crate) struct MapsArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set the picture of a map, where it lies in the world, and its floors; what is not named stays
    Set(set::SetArgs),
    /// List maps
    List(ListArgs),
    /// Show one map
    Show(OneArgs),
    /// Name a region of a map, by its corners, or forget it
    Region(region::RegionArgs),
    /// Remove a map's picture and settings; data stay
    Remove(OneArgs),
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
struct OneArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// The map; '' is that of all data without a map
    #[arg(value_name = "NAME", value_parser = MapName::parse)]
    name: MapName,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

pub(crate) async fn run(args: MapsArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Set(args) => set::run(args).await,
        Command::List(args) => list(args).await,
        Command::Show(args) => show(args).await,
        Command::Region(args) => region::run(args).await,
        Command::Remove(args) => remove(args).await,
    }
}

async fn list(args: ListArgs) -> anyhow::Result<ExitCode> {
    let maps = maps_of(&args.source).await?;
    if args.json {
        let maps: Vec<_> = maps.into_iter().map(MapDetail::from).collect();
        return print_json(&maps);
    }
    print(&screen::list(&maps))
}

async fn show(args: OneArgs) -> anyhow::Result<ExitCode> {
    let maps = maps_of(&args.source).await?;
    let Some(map) = maps.into_iter().find(|map| map.name == args.name) else {
        return no_map(&args.name);
    };
    match args.json {
        true => print_json(&MapDetail::from(map)),
        false => print(&screen::one(&map)),
    }
}

async fn remove(args: OneArgs) -> anyhow::Result<ExitCode> {
    let name = args.name.clone();
    let removed = match &args.source.server {
        Some(server) => ask(server, move |client| client.remove_map(&name)).await?,
        None => {
            let (reader, mut writer) = open_to_write(&args.source).await?;
            let removed = writer.remove_map(&name).await;
            writer.close().await;
            reader.close().await;
            removed?
        }
    };
    if !removed {
        return no_map(&args.name);
    }
    match args.json {
        true => print_json(&serde_json::json!({ "removed": args.name })),
        false => print(&format!(
            "{} is removed; its data stay.\n",
            args.name.shown()
        )),
    }
}

async fn maps_of(source: &SourceArgs) -> anyhow::Result<Vec<GameMap>> {
    if let Some(server) = &source.server {
        return ask(server, |client| client.maps()).await;
    }
    let reader = open_to_read(source).await?;
    let maps = reader.maps().await;
    reader.close().await;
    Ok(maps?)
}

fn no_map(name: &MapName) -> anyhow::Result<ExitCode> {
    bail!(
        "no map of the name {:?} was set; `loot maps list` lists those that are",
        name.as_str()
    )
}
