//! The maps of a scenario as pictures, set on a server that has nothing of them yet.

use crate::client::{Client, ClientError};
use crate::model::{Extent, Floor, MapName};
use crate::report::{DrawnArea, DrawnMap, Fonts, Look};
use crate::simulator::maps::{Map, Maps, PatchKind};
use crate::wire::{FloorList, MapSettings, Numbers};

/// A map of a game: what it looks like, and its floors.
pub(super) struct GameMapPicture {
    name: MapName,
    drawn: DrawnMap,
    floors: Vec<Floor>,
}

/// What these maps look like.
pub(super) fn of(maps: &Maps) -> Vec<GameMapPicture> {
    let maps = maps.iter().map(|map| GameMapPicture {
        name: MapName::parse(map.name()).expect("a scenario's maps are called as those of sheets"),
        drawn: of_map(map),
        floors: map.floors().to_vec(),
    });
    maps.collect()
}

fn of_map(map: &Map) -> DrawnMap {
    let bounds = map.bounds();
    let areas = map.patches().into_iter().map(|patch| DrawnArea {
        name: patch.name,
        look: match patch.kind {
            PatchKind::Region => Look::Region,
            PatchKind::Way => Look::Way,
            PatchKind::Spot => Look::Spot,
        },
        outlines: patch.outlines,
    });
    DrawnMap {
        bounds: Extent {
            x_min: bounds.x_min,
            x_max: bounds.x_max,
            y_min: bounds.y_min,
            y_max: bounds.y_max,
        },
        areas: areas.collect(),
    }
}

/// Sets the pictures of maps of which nobody has set anything and there are no data yet, which may be of another game. What
/// is sent counts without them, so that they could not be set is told and no more.
pub(super) fn set_where_there_is_nothing(client: &Client, maps: &[GameMapPicture]) {
    if let Err(why) = set(client, maps) {
        tracing::warn!(why, "the pictures of the maps were not all set");
    }
}

fn set(client: &Client, maps: &[GameMapPicture]) -> Result<(), String> {
    let told = |error: ClientError| error.to_string();
    let mut taken: Vec<MapName> = client
        .maps()
        .map_err(told)?
        .into_iter()
        .map(|map| map.name)
        .collect();
    let counted = client.known_names().map_err(told)?.maps;
    taken.extend(counted.iter().filter_map(|name| MapName::parse(name).ok()));
    let fonts = Fonts::new(None)?;
    for map in maps.iter().filter(|map| !taken.contains(&map.name)) {
        let picture = map
            .drawn
            .picture(&fonts)
            .map_err(|error| error.to_string())?;
        let Extent {
            x_min,
            x_max,
            y_min,
            y_max,
        } = map.drawn.bounds;
        let settings = MapSettings {
            bounds: Some(Numbers([x_min, y_min, x_max, y_max])),
            floors: Some(FloorList(map.floors.clone())),
            ..MapSettings::default()
        };
        client
            .set_map(&map.name, &settings, &picture)
            .map_err(told)?;
    }
    Ok(())
}
