//! Questions about matches and players, and the names there are.

use crate::model::{
    EntityCursor, EntityLine, EntityList, EntityListRequest, EntitySort, JourneyCursor, KnownNames,
    MatchDetail, MatchId, Millis, StoredEvent,
};
use crate::store::ask::reader::Reader;
use crate::store::ask::row::EntityRow;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;

/// Which table a list is made from.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Table {
    Matches,
    Players,
}

impl Table {
    pub(in crate::store) fn id(self) -> &'static str {
        match self {
            Self::Matches => "match_id",
            Self::Players => "player_id",
        }
    }

    /// The beginning of a statement, up to the table.
    pub(in crate::store) fn listed(self) -> &'static str {
        match self {
            Self::Matches => {
                "with listed as (select match_id as id, cast(sum(players) as bigint) as players, \
                cast(sum(sheets) as bigint) as sheets, cast(sum(units) as bigint) as units, \
                cast(sum(events) as bigint) as events, min(first_seen_ms) as first_seen_ms, \
                max(last_seen_ms) as last_seen_ms from matches"
            }
            Self::Players => {
                "with listed as (select player_id as id, cast(0 as bigint) as players, \
                cast(sum(sheets) as bigint) as sheets, cast(sum(units) as bigint) as units, \
                cast(sum(events) as bigint) as events, min(first_seen_ms) as first_seen_ms, \
                max(last_seen_ms) as last_seen_ms from players"
            }
        }
    }

    pub(in crate::store) fn column(sort: EntitySort) -> &'static str {
        match sort {
            EntitySort::LastSeen => "last_seen_ms",
            EntitySort::FirstSeen => "first_seen_ms",
            EntitySort::Units => "units",
            EntitySort::Sheets => "sheets",
            EntitySort::Events => "events",
            EntitySort::Players => "players",
        }
    }
}

impl Reader {
    /// Matches, page by page.
    pub async fn matches(&self, asked: &EntityListRequest) -> Result<EntityList, StoreError> {
        self.roster(Table::Matches, asked).await
    }

    /// Players, page by page.
    pub async fn players(&self, asked: &EntityListRequest) -> Result<EntityList, StoreError> {
        self.roster(Table::Players, asked).await
    }

    async fn roster(
        &self,
        table: Table,
        asked: &EntityListRequest,
    ) -> Result<EntityList, StoreError> {
        let rows =
            in_time(async { Ok(on!(self.database, ask::entity_lists::page(table, asked))?) });
        let mut rows = rows.await?;
        let more = rows.len() > asked.limit as usize;
        rows.truncate(asked.limit as usize);
        let lines: Vec<_> = rows.into_iter().map(EntityLine::from).collect();
        let next = lines.last().filter(|_| more).map(|line| EntityCursor {
            value: line.value(asked.sort),
            id: line.id.clone(),
        });
        Ok(EntityList { lines, next })
    }

    /// One match with at most `limit` of its events, those that follow upon `after`; `None` when nothing of it has been
    /// sent.
    pub async fn match_detail(
        &self,
        match_id: &MatchId,
        limit: u32,
        after: Option<JourneyCursor>,
    ) -> Result<Option<MatchDetail>, StoreError> {
        let id = match_id.as_str();
        in_time(async {
            let Some(row) = on!(self.database, ask::entity_lists::one_match(id))? else {
                return Ok(None);
            };
            let page = on!(
                self.database,
                ask::entity_lists::events_of_match(id, limit, after)
            )?;
            let more = page.more;
            let events = page.rows.into_iter().map(|event| event.row.try_into());
            let events: Vec<StoredEvent> = events.collect::<Result<_, _>>()?;
            let last = events.last().filter(|_| more);
            Ok(Some(MatchDetail {
                line: row.into(),
                next: last.map(|event| JourneyCursor {
                    at: event.event.timestamp.at(),
                    is_sheet: false,
                    id: event.id,
                }),
                events,
            }))
        })
        .await
    }

    /// Every name by which answers can be filtered.
    pub async fn names(&self) -> Result<KnownNames, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::entity_lists::names())?) });
        let mut names = KnownNames::default();
        for (kind, name) in rows.await? {
            match kind.as_str() {
                "item" => names.items.push(name),
                "game_mode" => names.game_modes.push(name),
                "event_type" => names.event_types.push(name),
                "variant" => {
                    let (experiment, variant) = crate::store::write::names::arm(&name)
                        .ok_or_else(|| StoreError::bad_row("names", &name, "is no variant"))?;
                    let variants = names.experiments.entry(experiment.into()).or_default();
                    variants.push(variant.into());
                }
                other => return Err(StoreError::bad_row("names", other, "is no kind")),
            }
        }
        Ok(names)
    }
}

impl EntityLine {
    fn value(&self, sort: EntitySort) -> i64 {
        match sort {
            EntitySort::LastSeen => self.last_seen.0,
            EntitySort::FirstSeen => self.first_seen.0,
            EntitySort::Units => self.units as i64,
            EntitySort::Sheets => self.sheets as i64,
            EntitySort::Events => self.events as i64,
            EntitySort::Players => self.players as i64,
        }
    }
}

impl From<EntityRow> for EntityLine {
    fn from(row: EntityRow) -> Self {
        Self {
            id: row.id,
            players: row.players as u64,
            sheets: row.sheets as u64,
            units: row.units as u64,
            events: row.events as u64,
            first_seen: Millis(row.first_seen_ms),
            last_seen: Millis(row.last_seen_ms),
        }
    }
}
