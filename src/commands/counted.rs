//! What `stats` and `report` show that is counted from rows: money, and fields that the game makes up. A database and a server
//! give the same answers.

use super::source::{Source, ask};
use crate::client::ClientError;
use crate::counting;
use crate::model::{Economy, Millis, NewestRows, PeriodFilter};
use crate::runtime::clock;
use crate::wire::{EconomyBalance, FieldSource};

/// Newest sheets, and events of each type, that are looked at for fields: enough to see what there is.
const FIELD_ROWS: u32 = 1_000;

impl Source {
    /// The balance of each currency, by name.
    pub(super) async fn balances(
        &self,
        filter: &PeriodFilter,
    ) -> anyhow::Result<Vec<EconomyBalance>> {
        let economies = self.economies().await?;
        let mut balances = Vec::new();
        for economy in economies {
            let balance = match self {
                Self::Database(reader) => {
                    let now = Millis(clock::now_ms());
                    let (asked, shape) = (newest(filter, None), (None, &filter.zone));
                    counting::balance(reader, &economy, &asked, shape, now).await?
                }
                Self::Server(server) => {
                    let filter = filter.clone();
                    ask(server, move |client| {
                        client.balance(&economy.currency, &filter)
                    })
                    .await?
                }
            };
            balances.push(balance);
        }
        Ok(balances)
    }

    /// A server of before there were any has none.
    async fn economies(&self) -> anyhow::Result<Vec<Economy>> {
        match self {
            Self::Database(reader) => Ok(reader.economies().await?),
            Self::Server(server) => {
                ask(server, |client| match client.economies() {
                    Err(ClientError::Refused { status: 404, .. }) => Ok(Vec::new()),
                    answer => answer,
                })
                .await
            }
        }
    }

    /// The fields of sheets and of each type of event that has any, from the newest rows.
    pub(super) async fn fields(&self, filter: &PeriodFilter) -> anyhow::Result<Vec<FieldSource>> {
        let fields = match self {
            Self::Database(reader) => {
                let asked = newest(filter, Some(FIELD_ROWS));
                counting::stats_fields(reader, None, &asked).await?
            }
            Self::Server(server) => {
                let filter = filter.clone();
                ask(server, move |client| {
                    client.stats_fields(&filter, FIELD_ROWS)
                })
                .await?
            }
        };
        let mut sources = fields.sources;
        sources.retain(|source| !source.fields.is_empty());
        Ok(sources)
    }
}

fn newest(filter: &PeriodFilter, limit: Option<u32>) -> NewestRows {
    NewestRows {
        range: filter.range,
        slice: filter.slice.clone(),
        limit,
        ..NewestRows::default()
    }
}
