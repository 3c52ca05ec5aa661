//! `loot maps region`, in a database or through a running server.

use super::super::output::{print, print_json};
use super::super::source::{SourceArgs, ask};
use super::database::open_to_write;
use super::screen;
use crate::model::{GameMap, MapChange, MapName, Millis, Name, Region, RegionChange};
use crate::runtime::clock;
use crate::wire::{Corners, MapDetail};
use anyhow::bail;
use clap::Args;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct RegionArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// The map; '' is that of all data without a map
    #[arg(value_name = "NAME", value_parser = MapName::parse)]
    name: MapName,
    /// The region
    #[arg(value_name = "REGION", value_parser = Name::parse)]
    region: Name,
    /// Its corners around: x,y of each in turn, such as 0,0,100,0,50,80
    #[arg(long, value_name = "CORNERS", allow_hyphen_values = true, value_parser = Corners::parse, required_unless_present = "remove")]
    corners: Option<Corners>,
    /// Forget it; data stay
    #[arg(long, conflicts_with = "corners")]
    remove: bool,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

pub(super) async fn run(args: RegionArgs) -> anyhow::Result<ExitCode> {
    let change = match args.corners.clone() {
        Some(Corners(corners)) => RegionChange::Set(Region {
            name: args.region.clone(),
            corners,
        }),
        None => RegionChange::Remove(args.region.clone()),
    };
    let map = match &args.source.server {
        Some(server) => {
            let name = args.name.clone();
            ask(server, move |client| client.change_region(&name, &change)).await?
        }
        None => in_database(&args, change).await?,
    };
    match args.json {
        true => print_json(&MapDetail::from(map)),
        false => print(&screen::one(&map)),
    }
}

async fn in_database(args: &RegionArgs, change: RegionChange) -> anyhow::Result<GameMap> {
    let (reader, mut writer) = open_to_write(&args.source).await?;
    let known = reader.map(&args.name).await;
    let change = MapChange {
        region: Some(change),
        ..MapChange::of(args.name.clone())
    };
    let set = match known {
        Ok(known) if args.remove && !has(known.as_ref(), &args.region) => Ok(None),
        Ok(_) => writer
            .set_map(&change, Millis(clock::now_ms()))
            .await
            .map(Some),
        Err(error) => Err(error),
    };
    writer.close().await;
    reader.close().await;
    match set? {
        Some(map) => Ok(map?),
        None => bail!("no region of the name {:?} was set", args.region.as_str()),
    }
}

fn has(map: Option<&GameMap>, region: &Name) -> bool {
    map.is_some_and(|map| map.regions.iter().any(|other| other.name == *region))
}
