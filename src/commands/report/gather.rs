//! Asks for the numbers behind the pictures and makes charts of them.

use super::wanted::{ChartName, Reach, Wanted};
use crate::analytics::{CellMap, SampleSize, Timeline};
use crate::commands::generated::{self, Generated, SUMMARY};
use crate::commands::source::Source;
use crate::model::{
    ItemActivity, ItemBucket, ItemKind, MAX_BINS, MAX_DISTINCT_ITEMS, MapName, MapSlice,
    PeriodFilter, Totals,
};
use crate::report::{
    CellMapChart, Chart, Comparison, Dashboard, DensityMap, Ground, ItemColours, ItemDistribution,
    LootTotals, MOST_STACKED, Made, Scope, TimeSeries, UniformityMap,
};
use anyhow::bail;
use std::path::Path;

/// A chart and the name of its file, without an ending.
pub(super) struct Named {
    pub(super) stem: String,
    /// Which part of the data it shows, for people; empty for everything.
    pub(super) filter: String,
    pub(super) chart: Box<dyn Chart>,
}

/// The charts that were asked for, and why some of them are missing.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) charts: Vec<Named>,
    pub(super) missing: Vec<String>,
}

const DUCK: &str = "rubber_duck";
/// Bins of the pictures that show single cells.
const RAW_BINS: u32 = 20;

/// Reads what the charts need, and nothing for those that were not asked for.
pub(super) async fn gather(source: &Source, wanted: &Wanted) -> anyhow::Result<Gathered> {
    let whole = source.totals(None).await?;
    if whole.total_stat_sheets == 0 {
        bail!(
            "nothing is stored in {} yet, so there is nothing to draw; try loot demo, or loot generate --matches 100",
            source.describe().await?
        );
    }
    let filter = wanted.period_filter();
    let mode = filter.slice.game_mode.as_ref();
    let totals = match mode {
        Some(_) => source.totals(mode).await?,
        None => whole.clone(),
    };
    let items = items_in(source, &filter, &totals).await?;
    if totals.total_stat_sheets == 0 || (items.is_empty() && wanted.is_timed()) {
        bail!(
            "nothing of what is stored is {}",
            wanted.filter_in_words(Reach::Everything)
        );
    }
    let gathering = Gathering {
        source,
        wanted,
        filter: &filter,
        totals: &totals,
        items: &items,
        colours: ItemColours(source.item_colours().await?),
    };
    let mut gathered = Gathered::default();
    let timeline = gathering.timeline().await?;
    gathering.totals(&timeline, &mut gathered).await?;
    gathering.maps(&mut gathered).await?;
    gathering.comparison(&mut gathered, &whole)?;
    gathering.dashboard(timeline, &mut gathered).await?;
    Ok(gathered)
}

/// Units by item in the hours asked for.
async fn items_in(
    source: &Source,
    filter: &PeriodFilter,
    totals: &Totals,
) -> anyhow::Result<Vec<(ItemKind, u64)>> {
    if !filter.range.is_limited() {
        let all = totals.total_items.iter();
        return Ok(all.map(|(item, units)| (item.clone(), *units)).collect());
    }
    let activity = source
        .item_activity(filter, ItemBucket::All, MAX_DISTINCT_ITEMS)
        .await?;
    let units = activity.points.into_iter().next().map(|point| point.units);
    Ok(activity
        .items
        .into_iter()
        .zip(units.unwrap_or_default())
        .collect())
}

struct Gathering<'a> {
    source: &'a Source,
    wanted: &'a Wanted,
    filter: &'a PeriodFilter,
    totals: &'a Totals,
    items: &'a [(ItemKind, u64)],
    colours: ItemColours,
}

impl Gathering<'_> {
    fn wants(&self, name: ChartName) -> bool {
        self.wanted.wants(name)
    }

    fn reach(&self, reach: Reach) -> String {
        self.wanted.filter_in_words(reach)
    }

    /// As [`reach`](Self::reach), of a picture of places.
    fn reach_on(&self, on: &MapSlice) -> String {
        let map = (on.map != MapName::default()).then(|| format!("on map {}", on.map));
        let modes = Some(self.reach(Reach::Modes)).filter(|modes| !modes.is_empty());
        let parts: Vec<String> = map.into_iter().chain(modes).collect();
        parts.join(", ")
    }

    /// Units over time; nothing when no picture shows them.
    async fn timeline(&self) -> anyhow::Result<Timeline> {
        let wanted = [ChartName::LootTotals, ChartName::PerformanceDashboard];
        if !wanted.into_iter().any(|name| self.wants(name)) {
            return Ok(Timeline::of(ItemActivity::default()));
        }
        let bucket = ItemBucket::Hour;
        let activity = self
            .source
            .item_activity(self.filter, bucket, MOST_STACKED as u32);
        Ok(Timeline::of(activity.await?))
    }

    async fn totals(&self, timeline: &Timeline, gathered: &mut Gathered) -> anyhow::Result<()> {
        if self.wants(ChartName::ItemDistribution) {
            let chart = ItemDistribution::new(self.items, &self.colours);
            gathered.add_if("item_distribution", self.reach(Reach::Everything), chart);
        }
        if self.wants(ChartName::LootTotals) {
            let written = self.source.annotations(self.filter.range).await?;
            let notes = written.into_iter().map(|annotation| annotation.note);
            let chart = LootTotals::new(timeline.clone(), &self.colours);
            let chart = chart.map(|chart| chart.annotated(notes));
            gathered.add_if("loot_totals", self.reach(Reach::Everything), chart);
        }
        Ok(())
    }

    async fn maps(&self, gathered: &mut Gathered) -> anyhow::Result<()> {
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

    /// Compares everything with everything: a filter would compare a part with the whole.
    fn comparison(&self, gathered: &mut Gathered, whole: &Totals) -> anyhow::Result<()> {
        if !self.wants(ChartName::LocalVsServerComparison) {
            return Ok(());
        }
        let generated = match &self.wanted.local {
            Some(file) => Some(generated::read(file)?),
            None => last_run(&self.wanted.output)?,
        };
        let generated = generated.map(|generated| Made {
            by: generated.in_words(),
            left_out: generated.left_out(),
            items: generated.items,
        });
        let chart = Comparison::new(generated, &whole.total_items, &self.colours);
        gathered.add(
            "local_vs_server_comparison",
            self.reach(Reach::Nothing),
            chart,
        );
        Ok(())
    }

    async fn dashboard(&self, timeline: Timeline, gathered: &mut Gathered) -> anyhow::Result<()> {
        if !self.wants(ChartName::PerformanceDashboard) {
            return Ok(());
        }
        let time_series = TimeSeries {
            units: timeline.totals().collect(),
            width_name: timeline.width_name,
        };
        let scope = Scope {
            time: self.wanted.is_timed(),
            mode: self.filter.slice.game_mode.is_some(),
        };
        let (spreads, quality) = (self.source.spreads().await?, self.source.quality().await?);
        let more = (spreads, quality, time_series, scope);
        let chart = Dashboard::new(self.totals, self.items, &self.colours, more);
        gathered.add(
            "performance_dashboard",
            self.reach(Reach::Everything),
            chart,
        );
        Ok(())
    }
}

impl Gathered {
    fn add_if(&mut self, stem: &str, filter: String, chart: Option<impl Chart + 'static>) {
        match chart {
            Some(chart) => self.add(stem, filter, chart),
            None => self.missing.push(format!("{stem}: no item has a unit")),
        }
    }

    fn add(&mut self, stem: &str, filter: String, chart: impl Chart + 'static) {
        let taken = |stem: &str| self.charts.iter().any(|named| named.stem == stem);
        let mut stem = stem.to_owned();
        while taken(&stem) {
            stem.push('_');
        }
        let chart = Box::new(chart);
        self.charts.push(Named {
            stem,
            filter,
            chart,
        });
    }
}

fn occupied(grid: &Option<crate::model::Grid>) -> Option<CellMap> {
    grid.as_ref()
        .and_then(CellMap::occupied)
        .map(CellMap::with_surroundings)
}

fn last_run(outputs: &Path) -> anyhow::Result<Option<Generated>> {
    let path = outputs.join(SUMMARY);
    if path.exists() {
        generated::read(&path).map(Some)
    } else {
        Ok(None)
    }
}

/// A part of a file name that every system takes, with letters of any script.
fn file_name(item: &str) -> String {
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
