//! What only pictures ask: items over time, places, spreads, colours. A database and a server give the same answers.

use crate::commands::source::{Source, ask, percent_encoded};
use crate::model::{
    Colour, Distributions, GameMode, Grid, GridResolution, HourFilter, ItemActivity, ItemBucket,
    ItemKind, ItemPoint, Millis, Position, Totals,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// More places than this tell nothing more about chance.
const SAMPLED: u32 = 10_000;

/// Where an item was found.
#[derive(Debug)]
pub(super) struct Locations {
    /// Units with a place.
    pub(super) count: u64,
    /// An even sample of places; empty within a game mode.
    pub(super) sample: Vec<Position>,
    /// Counts, when there are any.
    pub(super) grid: Option<Grid>,
}

impl Source {
    /// Totals of one game mode, or of all.
    pub(super) async fn totals_of(&self, mode: Option<&GameMode>) -> anyhow::Result<Totals> {
        match self {
            Self::Database(reader) => Ok(reader.totals(mode).await?),
            Self::Server(server) => {
                let path = format!("/api/aggregate{}", Parameters::default().mode(mode));
                ask(server, move |client| client.get_data(&path)).await
            }
        }
    }

    /// The colour of each item.
    pub(super) async fn item_colours(&self) -> anyhow::Result<BTreeMap<ItemKind, Colour>> {
        match self {
            Self::Database(reader) => {
                let slots = reader.item_slots().await?.into_iter();
                Ok(slots
                    .map(|(item, slot)| (item, Colour::of_slot(slot)))
                    .collect())
            }
            Self::Server(server) => {
                let colours: Colours =
                    ask(server, |client| client.get_data("/api/aggregate")).await?;
                let parsed = colours.item_colours.into_iter().map(|(item, colour)| {
                    Ok((item, Colour::parse(&colour).map_err(anyhow::Error::msg)?))
                });
                parsed.collect()
            }
        }
    }

    /// Units over time of the `most` items with the most, and of the others together.
    pub(super) async fn item_activity(
        &self,
        filter: &HourFilter,
        bucket: ItemBucket,
        most: usize,
    ) -> anyhow::Result<ItemActivity> {
        match self {
            Self::Database(reader) => Ok(reader.item_activity(filter, bucket, most).await?),
            Self::Server(server) => {
                let parameters = Parameters::default()
                    .with("bucket", bucket.as_str())
                    .with("most", &most.to_string())
                    .mode(filter.game_mode.as_ref())
                    .time("since", filter.since)
                    .time("until", filter.until);
                let path = format!("/api/activity/items{parameters}");
                let answer: ItemAnswer = ask(server, move |client| client.get(&path)).await?;
                answer.try_into()
            }
        }
    }

    /// Where `item` was found, with counts in at most `bins` × `bins` cells.
    pub(super) async fn places(
        &self,
        item: &ItemKind,
        mode: Option<&GameMode>,
        bins: u32,
    ) -> anyhow::Result<Locations> {
        match (self, mode) {
            (Self::Database(reader), None) => Ok(reader
                .heat(item, SAMPLED, Some(GridResolution::Bins(bins)))
                .await?
                .into()),
            (Self::Database(reader), Some(mode)) => {
                let slice = mode.clone().into();
                let bins = Some(GridResolution::Bins(bins));
                Ok(reader.heat_in(item, &slice, bins).await?.into())
            }
            (Self::Server(server), mode) => {
                let parameters = Parameters::default()
                    .with("bins", &bins.to_string())
                    .with("limit", &SAMPLED.to_string())
                    .mode(mode);
                let item = percent_encoded(item.as_str());
                let path = format!("/api/heatmap/{item}{parameters}");
                let heat: HeatData = ask(server, move |client| client.get_data(&path)).await?;
                heat.try_into()
            }
        }
    }

    /// How units are spread over players and matches.
    pub(super) async fn spreads(&self) -> anyhow::Result<Distributions> {
        match self {
            Self::Database(reader) => Ok(reader.spreads().await?),
            Self::Server(server) => ask(server, |client| client.get_data("/api/spread")).await,
        }
    }
}

impl From<crate::model::HeatAnswer> for Locations {
    fn from(heat: crate::model::HeatAnswer) -> Self {
        Self {
            count: heat.count,
            sample: heat.locations,
            grid: heat.grid,
        }
    }
}

/// A query string.
#[derive(Default)]
struct Parameters(Vec<String>);

impl Parameters {
    fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push(format!("{name}={}", percent_encoded(value)));
        self
    }

    fn mode(self, mode: Option<&GameMode>) -> Self {
        match mode {
            Some(mode) => self.with("game_mode", mode.as_str()),
            None => self,
        }
    }

    fn time(self, name: &str, at: Option<Millis>) -> Self {
        match at {
            Some(at) => self.with(name, &at.to_string()),
            None => self,
        }
    }
}

impl std::fmt::Display for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.as_slice() {
            [] => Ok(()),
            parts => write!(f, "?{}", parts.join("&")),
        }
    }
}

#[derive(Deserialize)]
struct Colours {
    item_colours: BTreeMap<ItemKind, String>,
}

#[derive(Deserialize)]
struct ItemAnswer {
    items: Vec<ItemKind>,
    data: Vec<WirePoint>,
}

#[derive(Deserialize)]
struct WirePoint {
    start: String,
    items: BTreeMap<ItemKind, u64>,
    other: u64,
}

impl TryFrom<ItemAnswer> for ItemActivity {
    type Error = anyhow::Error;

    fn try_from(answer: ItemAnswer) -> anyhow::Result<Self> {
        let items = answer.items;
        let point = |point: WirePoint| {
            let units = items.iter().map(|item| point.items.get(item).copied());
            Ok(ItemPoint {
                start: Millis::parse(&point.start).map_err(anyhow::Error::msg)?,
                units: units.map(Option::unwrap_or_default).collect(),
                other: point.other,
            })
        };
        let points = answer.data.into_iter().map(point);
        let points = points.collect::<anyhow::Result<_>>()?;
        Ok(Self { items, points })
    }
}

#[derive(Deserialize)]
struct HeatData {
    count: u64,
    locations: Vec<(f64, f64)>,
    grid: Option<Grid>,
}

impl TryFrom<HeatData> for Locations {
    type Error = anyhow::Error;

    fn try_from(heat: HeatData) -> anyhow::Result<Self> {
        let places = heat.locations.into_iter();
        let sample = places
            .map(|(x, y)| Position::new(x, y))
            .collect::<Option<_>>();
        let grid = heat.grid.filter(is_whole);
        Ok(Self {
            count: heat.count,
            sample: sample
                .ok_or_else(|| anyhow::anyhow!("the server told a place that is none"))?,
            grid,
        })
    }
}

/// A server may be anybody's: a grid must be what it says.
fn is_whole(grid: &Grid) -> bool {
    let bins = grid.bins as usize;
    let edges = [grid.x_min, grid.x_max, grid.y_min, grid.y_max];
    bins > 0
        && grid.cells.len() == bins
        && grid.cells.iter().all(|row| row.len() == bins)
        && edges.iter().all(|edge| edge.is_finite())
        && grid.x_min < grid.x_max
        && grid.y_min < grid.y_max
}
