//! Queries that only pictures need: items over time, places, spreads, colours. A database and a server give the same answers.

use crate::commands::source::{Source, ask};
use crate::model::{
    Annotation, Bucket, Colour, Distributions, GridRequest, GridResolution, ItemActivity,
    ItemBucket, ItemKind, MapName, MapSlice, PeriodFilter, TimeRange, Totals,
};
use crate::pictures::Raster;
use crate::report::Ground;
use crate::wire::Heat;
use anyhow::Context;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Single places are not drawn.
const SAMPLED: u32 = 1;

impl Source {
    /// The colour of each item; `whole` are the totals of everything.
    pub(super) async fn item_colours(
        &self,
        whole: &Totals,
    ) -> anyhow::Result<BTreeMap<ItemKind, Colour>> {
        match self {
            Self::Database(reader) => Ok(reader.item_colours(whole).await?),
            Self::Server(server) => {
                let answer = ask(server, |client| client.totals(None)).await?;
                Ok(answer.item_colours)
            }
        }
    }

    /// Units over time of the `most` items with the most, and of the others together.
    pub(super) async fn item_activity(
        &self,
        filter: &PeriodFilter,
        bucket: ItemBucket,
        most: u32,
    ) -> anyhow::Result<ItemActivity> {
        match self {
            Self::Database(reader) => {
                Ok(reader.item_activity(filter, bucket, most as usize).await?)
            }
            Self::Server(server) => {
                let filter = filter.clone();
                ask(server, move |client| {
                    client.item_activity(&filter, bucket, most)
                })
                .await
            }
        }
    }

    /// Whether there is neither a sheet nor an event, with loot or without.
    pub(super) async fn is_quiet(&self, filter: &PeriodFilter) -> anyhow::Result<bool> {
        let points = self.activity(filter, Bucket::Day).await?;
        Ok(points.is_empty())
    }

    /// The maps that something happened on.
    pub(super) async fn maps(&self) -> anyhow::Result<Vec<MapName>> {
        let names = match self {
            Self::Database(reader) => reader.names().await?,
            Self::Server(server) => ask(server, |client| client.known_names()).await?,
        };
        let maps = names.maps.iter().map(|map| MapName::parse(map));
        Ok(maps.filter_map(Result::ok).collect())
    }

    /// Where `item` was found on a map, with counts in at most `bins` × `bins` cells; within a game mode there are counts alone.
    pub(super) async fn places(
        &self,
        item: &ItemKind,
        on: &MapSlice,
        bins: u32,
    ) -> anyhow::Result<Heat> {
        let (item, on) = (item.clone(), on.clone());
        let wanted = GridRequest {
            groups: true,
            ..GridRequest::of(GridResolution::Bins(bins))
        };
        match self {
            Self::Database(reader) => {
                let heat = reader.heat(&item, &on, SAMPLED, Some(&wanted));
                Ok(Heat::new(item.clone(), heat.await?))
            }
            Self::Server(server) => {
                let question =
                    move |client: &crate::client::Client| client.heat(&item, &on, SAMPLED, &wanted);
                let heat = ask(server, question).await?;
                // A server may be anybody's: a grid must be what it says.
                let grid = heat.grid.filter(crate::model::Grid::is_whole);
                Ok(Heat { grid, ..heat })
            }
        }
    }

    /// What lies under a map.
    pub(super) async fn ground(&self, name: &MapName) -> anyhow::Result<Ground> {
        let maps = match self {
            Self::Database(reader) => reader.maps().await?,
            Self::Server(server) => ask(server, |client| client.maps()).await?,
        };
        let Some(map) = maps.into_iter().find(|map| map.name == *name) else {
            return Ok(Ground::default());
        };
        let file = match (&map.picture, map.placement, self) {
            (Some(_), Some(_), Self::Database(reader)) => {
                reader.map_picture(name).await?.map(|(_, file)| file)
            }
            (Some(_), Some(_), Self::Server(server)) => {
                let name = name.clone();
                ask(server, move |client| client.map_picture(&name)).await?
            }
            _ => None,
        };
        let raster = file.map(|file| Raster::of(&file)).transpose();
        let raster =
            raster.with_context(|| format!("reading the picture of map {}", name.shown()))?;
        Ok(Ground {
            y_down: map.y_down,
            picture: raster.map(Arc::new).zip(map.placement),
        })
    }

    /// What was written at a time of `range`. A server of before there was anything to write has nothing.
    pub(super) async fn annotations(&self, range: TimeRange) -> anyhow::Result<Vec<Annotation>> {
        match self {
            Self::Database(reader) => Ok(reader.annotations(range).await?),
            Self::Server(server) => ask(server, move |client| client.annotations(range)).await,
        }
    }

    /// How units are spread over players and matches.
    pub(super) async fn spreads(&self) -> anyhow::Result<Distributions> {
        match self {
            Self::Database(reader) => Ok(reader.spreads().await?),
            Self::Server(server) => ask(server, |client| client.spreads()).await,
        }
    }
}
