//! Where `stats`, `check` and `report` read: a database, or a running server's API. Both give the same answers.

use crate::client::{Client, ClientError, ServerUrl};
use crate::model::{
    ActivityPoint, Bucket, Cursor, JourneyRequest, Millis, PageRequest, Quality, SheetFilter,
    Totals,
};
use crate::store::{self, Reader};
use anyhow::Context;
use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value};

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
#[derive(Debug, Clone, serde::Serialize, Deserialize)]
pub(crate) struct SheetLine {
    pub(crate) id: i64,
    pub(crate) match_id: String,
    pub(crate) player_id: String,
    pub(crate) timestamp: String,
    pub(crate) created_at: String,
    pub(crate) looted_items: std::collections::BTreeMap<String, u64>,
    #[serde(default)]
    pub(crate) locations: Map<String, Value>,
    #[serde(default)]
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

    pub(crate) async fn totals(&self) -> anyhow::Result<Totals> {
        match self {
            Self::Database(reader) => Ok(reader.totals(None).await?),
            Self::Server(server) => ask(server, |client| client.totals()).await,
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
        match self {
            Self::Database(reader) => {
                let before = None::<Cursor>;
                let page = reader.sheets(filter, PageRequest { limit, before }).await?;
                let more = page.next.is_some();
                Ok((page.rows.iter().map(line).collect(), more))
            }
            Self::Server(server) => {
                let path = sheets_path(filter, limit);
                let page: SheetPage = ask(server, move |client| client.get(&path)).await?;
                Ok((page.data, page.next.is_some()))
            }
        }
    }

    /// A player's journey as the API tells it; `None` for an unknown player.
    pub(crate) async fn journey(&self, asked: &JourneyRequest) -> anyhow::Result<Option<Value>> {
        match self {
            Self::Database(reader) => {
                let journey = reader.journey(asked).await?;
                Ok(journey.map(serde_json::to_value).transpose()?)
            }
            Self::Server(server) => {
                let path = journey_path(asked);
                let answer = ask(server, move |client| match client.get::<Value>(&path) {
                    Err(ClientError::Refused { status: 404, .. }) => Ok(None),
                    answer => answer.map(Some),
                });
                Ok(answer.await?.map(|mut journey| {
                    if let Value::Object(fields) = &mut journey {
                        fields.remove("success");
                    }
                    journey
                }))
            }
        }
    }

    /// The sheet stored first; a server's API has no such question.
    pub(crate) async fn first(&self) -> anyhow::Result<Option<SheetLine>> {
        match self {
            Self::Database(reader) => Ok(reader.first_sheet().await?.as_ref().map(line)),
            Self::Server(_) => Ok(None),
        }
    }

    /// Buckets, oldest first.
    pub(crate) async fn activity(&self, bucket: Bucket) -> anyhow::Result<Vec<ActivityPoint>> {
        match self {
            Self::Database(reader) => Ok(reader.activity(bucket, None, None).await?),
            Self::Server(server) => {
                let path = format!("/api/activity?bucket={}", bucket.as_str());
                let points: Vec<WirePoint> =
                    ask(server, move |client| client.get_data(&path)).await?;
                points.into_iter().map(ActivityPoint::try_from).collect()
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

fn line(stored: &crate::model::StoredSheet) -> SheetLine {
    let sheet = &stored.sheet;
    let items = sheet.looted_items.iter();
    let places = sheet.locations.iter();
    SheetLine {
        id: stored.id,
        match_id: sheet.match_id.to_string(),
        player_id: sheet.player_id.to_string(),
        timestamp: sheet.timestamp.as_str().to_owned(),
        created_at: stored.created_at.to_string(),
        looted_items: items
            .map(|(item, count)| (item.to_string(), count.get()))
            .collect(),
        locations: places
            .map(|(item, places)| (item.to_string(), serde_json::json!(places)))
            .collect(),
        game_mode: sheet.game_mode.as_ref().map(ToString::to_string),
    }
}

#[derive(Deserialize)]
struct SheetPage {
    data: Vec<SheetLine>,
    next: Option<Value>,
}

#[derive(Deserialize)]
struct WirePoint {
    start: String,
    sheets: u64,
    items: u64,
    events: u64,
}

impl TryFrom<WirePoint> for ActivityPoint {
    type Error = anyhow::Error;

    fn try_from(point: WirePoint) -> anyhow::Result<Self> {
        Ok(Self {
            start: Millis::parse(&point.start).map_err(anyhow::Error::msg)?,
            sheets: point.sheets,
            units: point.items,
            events: point.events,
        })
    }
}

fn sheets_path(filter: &SheetFilter, limit: u32) -> String {
    let mut path = format!("/api/stats?limit={limit}");
    let parts = [
        (
            "match_id",
            filter.match_id.as_ref().map(ToString::to_string),
        ),
        (
            "player_id",
            filter.player_id.as_ref().map(ToString::to_string),
        ),
    ];
    for (name, value) in parts {
        if let Some(value) = value {
            path.push_str(&format!("&{name}={}", percent_encoded(&value)));
        }
    }
    path
}

fn journey_path(asked: &JourneyRequest) -> String {
    format!(
        "/api/journey/{}?gap={}&limit={}",
        percent_encoded(asked.player_id.as_str()),
        asked.gap_minutes,
        // The most that the API gives at once.
        asked.limit.min(1_000)
    )
}

/// Everything but unreserved characters (RFC 3986, section 2.3).
pub(super) fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
