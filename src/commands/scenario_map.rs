//! The map of a scenario as a picture, set on a server that has nothing yet.

use crate::client::{Client, ClientError};
use crate::model::{Extent, MapName};
use crate::report::{DrawnArea, DrawnMap, Fonts, Look};
use crate::simulator::Scenario;
use crate::simulator::maps::{Map, PatchKind};
use crate::wire::{MapSettings, Numbers};

/// The only map of a scenario: several would lie on top of each other, because what players send names none.
pub(super) fn of_scenario(scenario: &Scenario) -> Option<DrawnMap> {
    let mut maps = scenario.maps().iter();
    maps.next().filter(|_| maps.next().is_none()).map(of_map)
}

/// The map of `classic`: a square without areas.
pub(super) fn of_classic() -> DrawnMap {
    DrawnMap {
        bounds: Extent {
            x_min: 0.0,
            x_max: 100.0,
            y_min: 0.0,
            y_max: 100.0,
        },
        areas: Vec::new(),
    }
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

/// Sets the picture of all data without a map, unless somebody has set one or there are data already, which may be of
/// another game. What is sent counts without it, so that it could not be set is told and no more.
pub(super) fn set_where_there_is_nothing(client: &Client, map: &DrawnMap) {
    if let Err(why) = set(client, map) {
        tracing::warn!(why, "the picture of the map was not set");
    }
}

fn set(client: &Client, map: &DrawnMap) -> Result<(), String> {
    let told = |error: ClientError| error.to_string();
    let name = MapName::default();
    if client
        .maps()
        .map_err(told)?
        .iter()
        .any(|map| map.name == name)
    {
        return Ok(());
    }
    if client.totals(None).map_err(told)?.totals.total_stat_sheets > 0 {
        return Ok(());
    }
    let picture = map.picture(&Fonts::new(None)?);
    let picture = picture.map_err(|error| error.to_string())?;
    let Extent {
        x_min,
        x_max,
        y_min,
        y_max,
    } = map.bounds;
    let settings = MapSettings {
        bounds: Some(Numbers([x_min, y_min, x_max, y_max])),
        ..MapSettings::default()
    };
    client.set_map(&name, &settings, &picture).map_err(told)?;
    Ok(())
}
