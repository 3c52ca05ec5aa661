//! `loot maps set`, in a database or through a running server. Both do the same.

use super::super::output::{print, print_json};
use super::super::source::{SourceArgs, ask};
use super::database::open_to_write;
use super::screen;
use crate::model::{Floor, GameMap, MapName, Millis};
use crate::pictures::{MOST_PICTURE_BYTES, PictureError, SentPicture};
use crate::runtime::clock;
use crate::wire::{Flag, FloorList, MapDetail, MapSettings, Numbers};
use anyhow::Context;
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
#[command(override_usage = "loot maps set [OPTIONS] <NAME>", group = clap::ArgGroup::new("what").required(true).multiple(true)
    .args(["image", "bounds", "transform", "y_down", "floors", "no_floors"]))]
pub(super) struct SetArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// The map; '' is that of all data without a map
    #[arg(value_name = "NAME", value_parser = MapName::parse)]
    name: MapName,
    /// Its picture: a PNG, JPEG or WebP file of at most 16 MiB
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// The rectangle of the world that the picture covers: x_min,y_min,x_max,y_max
    #[arg(long, value_name = "EDGES", allow_hyphen_values = true, value_parser = Numbers::<4>::parse)]
    bounds: Option<Numbers<4>>,
    /// Instead: six numbers a,b,c,d,e,f from the picture's pixels to the world, x = a·column + b·row + c and
    /// y = d·column + e·row + f, counted from the upper left
    #[arg(long, value_name = "NUMBERS", allow_hyphen_values = true, conflicts_with = "bounds", value_parser = Numbers::<6>::parse)]
    transform: Option<Numbers<6>>,
    /// The game's y grows downwards; --y-down=false takes it back
    #[arg(long, value_name = "YES", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    y_down: Option<bool>,
    /// A floor, NAME:FROM..TO, such as "Ground:-10..4"; once for each, all of them
    #[arg(long = "floor", value_name = "FLOOR", allow_hyphen_values = true, value_parser = Floor::parse)]
    floors: Vec<Floor>,
    /// It has no floors any more
    #[arg(long, conflicts_with = "floors")]
    no_floors: bool,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

pub(super) async fn run(args: SetArgs) -> anyhow::Result<ExitCode> {
    let picture = args.image.as_deref().map(read).transpose()?;
    let floors =
        (args.no_floors || !args.floors.is_empty()).then(|| FloorList(args.floors.clone()));
    let settings = MapSettings {
        bounds: args.bounds,
        transform: args.transform,
        y_down: args.y_down.map(Flag),
        floors,
    };
    let map = match &args.source.server {
        Some(server) => {
            let (name, picture) = (args.name.clone(), picture.unwrap_or_default());
            ask(server, move |client| {
                client.set_map(&name, &settings, &picture)
            })
            .await?
        }
        None => in_database(&args, settings, picture).await?,
    };
    match args.json {
        true => print_json(&MapDetail::from(map)),
        false => print(&screen::one(&map)),
    }
}

async fn in_database(
    args: &SetArgs,
    settings: MapSettings,
    picture: Option<Vec<u8>>,
) -> anyhow::Result<GameMap> {
    let kept = |bytes: Vec<u8>| SentPicture::look(&bytes, None)?.keep();
    let picture = picture.map(kept).transpose();
    let picture = picture.map_err(|error| told(args.image.as_deref(), &error))?;
    let change = settings.change(args.name.clone(), picture);
    let (reader, mut writer) = open_to_write(&args.source).await?;
    let set = writer.set_map(&change, Millis(clock::now_ms())).await;
    writer.close().await;
    reader.close().await;
    Ok(set??)
}

/// Of a file that is too long no more than its length is looked at.
fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let reading = || format!("reading {}", file.display());
    let length = fs::metadata(file).with_context(reading)?.len();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > MOST_PICTURE_BYTES {
        return Err(told(Some(file), &PictureError::TooLong { bytes: length }));
    }
    let bytes = fs::read(file).with_context(reading)?;
    match bytes.is_empty() {
        true => Err(told(Some(file), &PictureError::Unknown)),
        false => Ok(bytes),
    }
}

fn told(file: Option<&Path>, error: &PictureError) -> anyhow::Error {
    let name = file.unwrap_or(Path::new("the picture")).display();
    anyhow::anyhow!("{name} {error}")
}
