//! The pictures of places: which items, on which map, how finely.

use super::gather::{Gathered, Gathering};
use super::wanted::{ChartName, Reach};
use crate::analytics::{CellMap, SampleSize};
use crate::commands::source::Source;
use crate::model::{ItemKind, MAX_BINS, MapName, MapSlice};
use crate::report::{CellMapChart, DensityMap, Ground, UniformityMap};

const DUCK: &str = "rubber_duck";
/// Bins of the pictures that show single cells.
const RAW_BINS: u32 = 20;

impl Gathering<'_> {
    /// As [`reach`](Self::reach), of a picture of places.
    fn reach_on(&self, on: &MapSlice) -> String {
        let map = (on.map != MapName::default()).then(|| format!("on map {}", on.map));
        let modes = Some(self.reach(Reach::Modes)).filter(|modes| !modes.is_empty());
        let parts: Vec<String> = map.into_iter().chain(modes).collect();
        parts.join(", ")
    }

    /// Those of items that were asked for, or of the usual ones.
    pub(super) async fn maps(&self, gathered: &mut Gathered) -> anyhow::Result<()> {
        let wanted = [
            ChartName::RubberDuckHeatmap,
            ChartName::DuckHeatmap,
            ChartName::ServerDuckHeatmap,
        ];
        if !wanted.into_iter().any(|name| self.wants(name)) {
            return Ok(());
        }
        let (main, more) = self.mapped_items();
        let on = self.mapped_on(main.as_ref()).await?;
        let ground = self.source.ground(&on.map).await?;
        let on = (&on, &ground);
        match main {
            Some(main) => self.maps_of(&main, on, true, gathered).await?,
            None => gathered
                .missing
                .push("maps: no unit came with a place".to_owned()),
        }
        for item in more {
            self.maps_of(&item, on, false, gathered).await?;
        }
        Ok(())
    }

    /// The map that was asked for, or the one on which most of the item was found.
    async fn mapped_on(&self, item: Option<&ItemKind>) -> anyhow::Result<MapSlice> {
        let on = |map| MapSlice {
            map,
            slice: self.filter.slice.clone(),
        };
        let Some(item) = item.filter(|_| self.wanted.map.is_none()) else {
            return Ok(on(self.wanted.map.clone().unwrap_or_default()));
        };
        let mut most = (0, on(MapName::default()));
        let maps = self.source.maps().await?;
        if maps.is_empty() {
            return Ok(most.1);
        }
        for map in [MapName::default()].into_iter().chain(maps) {
            let on = on(map);
            let found = self.source.places(item, &on, 1).await?.count;
            if found > most.0 {
                most = (found, on);
            }
        }
        Ok(most.1)
    }

    /// The item with all three maps, and those with the smooth one.
    fn mapped_items(&self) -> (Option<ItemKind>, Vec<ItemKind>) {
        let located = |item: &ItemKind| {
            let units = self.totals.located_items.get(item).copied();
            units.is_some_and(|units| units > 0)
        };
        let most = self.items.iter().filter(|(item, _)| located(item));
        let most = most.max_by(|(a, m), (b, n)| m.cmp(n).then(b.cmp(a)));
        let most = most.map(|(item, _)| item.clone());
        let duck = ItemKind::parse(DUCK).ok().filter(located);
        let mut asked = self.wanted.items.clone();
        if asked.is_empty() {
            asked.extend(most.clone());
        }
        let main = duck.or_else(|| asked.first().cloned()).or(most);
        asked.retain(|item| Some(item) != main.as_ref());
        (main, asked)
    }

    async fn maps_of(
        &self,
        item: &ItemKind,
        (on, ground): (&MapSlice, &Ground),
        all_three: bool,
        gathered: &mut Gathered,
    ) -> anyhow::Result<()> {
        let fine = self.source.places(item, on, MAX_BINS).await?;
        let raw = self.source.places(item, on, RAW_BINS).await?;
        let (fine_map, raw_map) = (occupied(&fine.grid), occupied(&raw.grid));
        let (Some(fine_map), Some(raw_map)) = (fine_map, raw_map) else {
            let is_known = self.colours.0.contains_key(item);
            let why = match is_known {
                true => "no unit came with a place",
                false => "no item of this name is stored",
            };
            gathered.missing.push(format!("maps of {item}: {why}"));
            return Ok(());
        };
        let name = item.to_string();
        let [smooth, cells, even] =
            match item.as_str() {
                DUCK => ["rubber_duck_heatmap", "duck_heatmap", "server_duck_heatmap"]
                    .map(str::to_owned),
                name => ["heatmap", "cells", "evenness"]
                    .map(|kind| format!("{}_{kind}", file_name(name))),
            };
        if self.wants(ChartName::RubberDuckHeatmap) {
            let chart = DensityMap::new(name.clone(), fine_map, &raw_map);
            gathered.add(&smooth, self.reach_on(on), chart.on(ground.clone()));
        }
        if all_three && self.wants(ChartName::DuckHeatmap) {
            let chart = CellMapChart {
                item: name.clone(),
                map: raw_map.clone(),
                ground: ground.clone(),
            };
            gathered.add(&cells, self.reach_on(on), chart);
        }
        if all_three && self.wants(ChartName::ServerDuckHeatmap) {
            let map = self.testable(item, on, raw_map).await?;
            let from = match self.source {
                Source::Server(server) => format!("{server}'s answer to /api/heatmap/{name}"),
                Source::Database(_) => "the counts that /api/heatmap answers with".to_owned(),
            };
            let chart = UniformityMap::new(name, map, from);
            gathered.add(&even, self.reach_on(on), chart.on(ground.clone()));
        }
        Ok(())
    }

    /// The map in cells so few that each has observations enough for a test, or as it is when there are too few for any.
    async fn testable(
        &self,
        item: &ItemKind,
        on: &MapSlice,
        map: CellMap,
    ) -> anyhow::Result<CellMap> {
        let enough = |map: &CellMap| {
            let sample = SampleSize::of(map);
            sample.enough && sample.effective / map.units.len() as f64 >= 5.0
        };
        if enough(&map) {
            return Ok(map);
        }
        for bins in [10, 5, 3, 2] {
            let coarse = self.source.places(item, on, bins).await?;
            if let Some(coarse) =
                occupied(&coarse.grid).filter(|map| enough(map) && map.units.len() > 1)
            {
                return Ok(coarse);
            }
        }
        Ok(map)
    }
}

fn occupied(grid: &Option<crate::model::Grid>) -> Option<CellMap> {
    grid.as_ref()
        .and_then(CellMap::occupied)
        .map(CellMap::with_surroundings)
}

/// A part of a file name that every system takes, with letters of any script.
pub(super) fn file_name(item: &str) -> String {
    const LONGEST: usize = 180;
    let mut name = String::new();
    for character in item.chars() {
        let character = match character {
            c if c.is_alphanumeric() || c == '_' || c == '-' => c,
            _ => '_',
        };
        if name.len() + character.len_utf8() > LONGEST {
            break;
        }
        name.push(character);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_item_has_a_file_name_that_stays_in_its_folder() {
        for (item, name) in [
            ("medkit", "medkit"),
            ("../../etc/passwd", "______etc_passwd"),
            ("黄金の剣", "黄金の剣"),
            ("a b:c", "a_b_c"),
        ] {
            assert_eq!(file_name(item), name);
        }
        assert!(file_name(&"𠀀".repeat(64)).len() <= 180);
    }
}
