//! Where `stats`, `check` and `report` read: a database, or a running server's API. Both give the same answers.

use crate::client::{Client, ServerUrl};
use crate::model::{
    ActivityPoint, Bucket, GameMode, JourneyCursor, JourneyRequest, Locations, Page, PageRequest,
    PeriodFilter, Quality, SheetFilter, StoredSheet, Totals,
};
use crate::store::{self, Reader};
use crate::wire::Journey;
use anyhow::Context;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;

/// The flags that say where to read.
#[derive(Debug, Clone, Args)]
pub(crate) struct SourceArgs {
    /// The database: a file, sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        value_name = "URL",
        env = "LOOT_DATABASE",
        hide_env_values = true,
        default_value = super::DEFAULT_DATABASE
    )]
    pub(super) database: String,
    /// Ask a running server instead of the database
    #[arg(long, value_name = "URL", env = "LOOT_SERVER", value_parser = ServerUrl::parse)]
    pub(super) server: Option<ServerUrl>,
}

/// An opened source.
pub(crate) enum Source {
    Database(Reader),
    Server(ServerUrl),
}

/// A sheet as it is shown in a list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SheetLine {
    pub(crate) id: i64,
    pub(crate) match_id: String,
    pub(crate) player_id: String,
    pub(crate) timestamp: String,
    pub(crate) created_at: String,
    pub(crate) looted_items: BTreeMap<String, u64>,
    pub(crate) locations: BTreeMap<String, Locations>,
    pub(crate) game_mode: Option<String>,
}

impl SheetLine {
    /// Units of all items.
    pub(crate) fn units(&self) -> u64 {
        self.looted_items.values().sum()
    }
}

impl SourceArgs {
    /// Opens what the flags name.
    pub(crate) async fn open(&self) -> anyhow::Result<Source> {
        if let Some(server) = &self.server {
            return Ok(Source::Server(server.clone()));
        }
        let reader = store::open_read_only(&self.database)
            .await
            .with_context(|| format!("opening database {}", store::shown(&self.database)))?;
        Ok(Source::Database(reader))
    }
}

impl Source {
    /// For headings: which database or server this is.
    pub(crate) async fn describe(&self) -> anyhow::Result<String> {
        match self {
            Self::Database(reader) => Ok(reader.info().await?.location),
            Self::Server(server) => Ok(server.to_string()),
        }
    }

    /// Totals of one game mode, or of all.
    pub(crate) async fn totals(&self, mode: Option<&GameMode>) -> anyhow::Result<Totals> {
        match self {
            Self::Database(reader) => Ok(reader.totals(mode).await?),
            Self::Server(server) => {
                let mode = mode.cloned();
                let answer = ask(server, move |client| client.totals(mode.as_ref()));
                Ok(answer.await?.totals)
            }
        }
    }

    pub(crate) async fn quality(&self) -> anyhow::Result<Quality> {
        match self {
            Self::Database(reader) => Ok(reader.quality().await?),
            Self::Server(server) => ask(server, |client| client.quality()).await,
        }
    }

    /// The newest `limit` sheets that match, and whether there are more.
    pub(crate) async fn newest(
        &self,
        filter: &SheetFilter,
        limit: u32,
    ) -> anyhow::Result<(Vec<SheetLine>, bool)> {
        let mut lines = Vec::new();
        let mut before = None;
        loop {
            let page = PageRequest {
                limit: limit - lines.len() as u32,
                before,
            };
            let page = self.sheets(filter, page).await?;
            lines.extend(page.rows.iter().map(SheetLine::from));
            before = page.next;
            if before.is_none() || lines.len() >= limit as usize {
                return Ok((lines, before.is_some()));
            }
        }
    }

    async fn sheets(
        &self,
        filter: &SheetFilter,
        page: PageRequest,
    ) -> anyhow::Result<Page<StoredSheet>> {
        match self {
            Self::Database(reader) => Ok(reader.sheets(filter, page).await?),
            Self::Server(server) => {
                let filter = filter.clone();
                ask(server, move |client| client.sheets(&filter, page)).await
            }
        }
    }

    /// A player's journey as the API tells it, of as many rows as are asked for; `None` for an unknown player.
    pub(crate) async fn journey(&self, asked: &JourneyRequest) -> anyhow::Result<Option<Journey>> {
        let Some(mut journey) = self.journey_page(asked).await? else {
            return Ok(None);
        };
        let mut asked = asked.clone();
        while let Some(next) = &journey.next {
            let room = asked.limit.saturating_sub(journey.data.len() as u32);
            if room == 0 {
                break;
            }
            asked.after = Some(JourneyCursor::parse(next).map_err(anyhow::Error::msg)?);
            let page = JourneyRequest {
                limit: room,
                ..asked.clone()
            };
            let Some(page) = self.journey_page(&page).await? else {
                break;
            };
            // A session that goes on from one page to the next is on both.
            let new = page.sessions.into_iter();
            let last = journey.sessions.last().copied();
            let new = new.skip_while(|session| Some(*session) == last);
            journey.sessions.extend(new);
            journey.data.extend(page.data);
            journey.next = page.next;
        }
        journey.count = journey.data.len();
        Ok(Some(journey))
    }

    async fn journey_page(&self, asked: &JourneyRequest) -> anyhow::Result<Option<Journey>> {
        match self {
            Self::Database(reader) => Ok(reader.journey(asked).await?.map(Journey::from)),
            Self::Server(server) => {
                let asked = asked.clone();
                ask(server, move |client| client.journey(&asked)).await
            }
        }
    }

    /// The sheet stored first; a server's API has no such question.
    pub(crate) async fn first(&self) -> anyhow::Result<Option<SheetLine>> {
        match self {
            Self::Database(reader) => Ok(reader.first_sheet().await?.as_ref().map(SheetLine::from)),
            Self::Server(_) => Ok(None),
        }
    }

    /// Buckets of a range and a slice, oldest first.
    pub(crate) async fn activity(
        &self,
        filter: &PeriodFilter,
        bucket: Bucket,
    ) -> anyhow::Result<Vec<ActivityPoint>> {
        match self {
            Self::Database(reader) => Ok(reader.activity(filter, bucket).await?.points),
            Self::Server(server) => {
                let filter = filter.clone();
                ask(server, move |client| client.activity(&filter, bucket)).await
            }
        }
    }
}

/// The client blocks, so it gets a thread of its own.
pub(super) async fn ask<T: Send + 'static>(
    server: &ServerUrl,
    question: impl FnOnce(&Client) -> Result<T, crate::client::ClientError> + Send + 'static,
) -> anyhow::Result<T> {
    let server = server.clone();
    let answer = tokio::task::spawn_blocking(move || question(&Client::new(server)));
    Ok(answer.await??)
}

impl From<&StoredSheet> for SheetLine {
    fn from(stored: &StoredSheet) -> Self {
        let sheet = &stored.sheet;
        let items = sheet.looted_items.iter();
        let places = sheet.locations.iter();
        Self {
            id: stored.id,
            match_id: sheet.match_id.to_string(),
            player_id: sheet.player_id.to_string(),
            timestamp: sheet.timestamp.as_str().to_owned(),
            created_at: stored.created_at.to_string(),
            looted_items: items
                .map(|(item, count)| (item.to_string(), count.get()))
                .collect(),
            locations: places
                .map(|(item, places)| (item.to_string(), places.clone()))
                .collect(),
            game_mode: sheet.game_mode.as_ref().map(ToString::to_string),
        }
    }
}
