//! Questions about matches and players, and the names there are.

use crate::model::{
    EntityCursor, EntityLine, EntityList, EntityListRequest, EntitySort, EventType, GameMode,
    JourneyCursor, KnownNames, MAP, MatchDetail, MatchId, Millis, StoredEvent,
};
use crate::store::ask::reader::Reader;
use crate::store::ask::row::EntityRow;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// What is listed: a table of sums, and that of when each was first seen.
#[derive(Debug)]
pub(in crate::store) struct Listed {
    pub(in crate::store) id: &'static str,
    pub(in crate::store) sums: &'static str,
    /// What the sums say of players.
    pub(in crate::store) players: &'static str,
    pub(in crate::store) starts: &'static str,
    /// The count of a row of `starts`: 1, or 0 when it turned out to be wrong.
    pub(in crate::store) count: &'static str,
}

const MATCHES: Listed = Listed {
    id: "match_id",
    sums: "matches",
    players: "players",
    starts: "match_starts",
    count: "matches",
};

const PLAYERS: Listed = Listed {
    id: "player_id",
    sums: "players",
    players: "0",
    starts: "player_starts",
    count: "players",
};

impl Listed {
    /// Whether its lines say how many players each has.
    fn counts_players(&self) -> bool {
        self.players != PLAYERS.players
    }
}

/// Lines that are looked at together, where a filter may leave few of them.
const CHUNK: u32 = 1_000;
/// Lines whose rows are looked up together.
const LOOKED_UP: u32 = 100;
/// After this long a page ends where rows are looked up: those of one player may be many.
const PATIENCE: Duration = Duration::from_secs(3);
/// Lines that are looked at for one page.
const MOST_LOOKED_AT: usize = 10_000;

impl Reader {
    /// Matches, page by page.
    pub async fn matches(&self, asked: &EntityListRequest) -> Result<EntityList, StoreError> {
        in_time(self.list(&MATCHES, asked)).await
    }

    /// Players, page by page.
    pub async fn players(&self, asked: &EntityListRequest) -> Result<EntityList, StoreError> {
        in_time(self.list(&PLAYERS, asked)).await
    }

    async fn list(
        &self,
        listed: &Listed,
        asked: &EntityListRequest,
    ) -> Result<EntityList, StoreError> {
        let begun = Instant::now();
        let senders = match listed.counts_players() {
            true => Some(self.senders().await?),
            false => None,
        };
        let by_order = match asked.sort {
            EntitySort::FirstSeen => asked.prefix.is_some(),
            EntitySort::Id => asked.game_mode.is_some() || asked.range.is_limited(),
        };
        let is_filtered =
            by_order || asked.contains.is_some() || asked.fewer_players_than.is_some();
        let chunk = match (&asked.arm, is_filtered) {
            (Some(_), _) => LOOKED_UP,
            (None, true) => CHUNK,
            (None, false) => asked.limit,
        };
        let mut asked_on = asked.clone();
        let mut lines: Vec<EntityLine> = Vec::new();
        let mut looked_at = 0;
        loop {
            let mut rows = on!(
                self.database,
                ask::entity_lists::page(listed, &asked_on, chunk)
            )?;
            if let Some(senders) = senders {
                let mode = asked.game_mode.as_ref().map_or("", |mode| mode.as_str());
                // Sheets alone may say that there are as many as nobody asks for.
                let few = asked.fewer_players_than.map_or(i64::MAX, i64::from);
                let mut few: Vec<_> = rows.iter_mut().filter(|row| row.players < few).collect();
                on!(
                    self.database,
                    ask::events_alone::add_players_without_sheets(&mut few, mode, senders)
                )?;
            }
            let more = rows.len() > chunk as usize;
            rows.truncate(chunk as usize);
            let mut counting = None;
            if let Some(arm) = &asked.arm {
                let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
                let mode = asked.game_mode.as_ref();
                let found = on!(
                    self.database,
                    ask::entity_lists::counting_in(listed, &ids, arm, mode)
                )?;
                counting = Some(HashSet::<String>::from_iter(found));
            }
            let mut rows = rows.into_iter();
            while lines.len() < asked.limit as usize {
                let Some(row) = rows.next() else { break };
                looked_at += 1;
                let is_of_arm = counting.as_ref().is_none_or(|ids| ids.contains(&row.id));
                let is_wanted = row.in_mode == 1 && is_of_arm;
                let line = EntityLine::from(row);
                asked_on.after = Some(EntityCursor {
                    first_seen: line.first_seen,
                    id: line.id.clone(),
                });
                if is_wanted && line.is_asked_for(asked) {
                    lines.push(line);
                }
            }
            let more = more || rows.next().is_some();
            let is_late = (asked.arm.is_some() || senders.is_some()) && begun.elapsed() >= PATIENCE;
            let is_full = lines.len() >= asked.limit as usize || looked_at >= MOST_LOOKED_AT;
            if is_full || is_late || !more {
                let next = asked_on.after.filter(|_| more);
                return Ok(EntityList { lines, next });
            }
        }
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
            let Some(mut row) = on!(self.database, ask::entity_lists::one_match(id))? else {
                return Ok(None);
            };
            let senders = self.senders().await?;
            on!(
                self.database,
                ask::events_alone::add_players_without_sheets(&mut [&mut row], "", senders)
            )?;
            let modes = on!(self.database, ask::entity_lists::modes_of_match(id))?;
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
                game_modes: modes
                    .iter()
                    .map(|mode| GameMode::parse_counted(mode).ok())
                    .collect(),
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

    /// Whether an event of this type may have been sent: it is in the list of names, or not all that were sent are.
    pub async fn may_have_events_of(&self, event_type: &EventType) -> Result<bool, StoreError> {
        let name = event_type.as_str();
        in_time(async {
            Ok(on!(
                self.database,
                ask::entity_lists::may_have_events_of(name)
            )?)
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
                "variant" | "dimension" => {
                    let (of, value) = crate::store::write::names::arm(&name)
                        .ok_or_else(|| StoreError::bad_row("names", &name, "is no pair"))?;
                    let values = match (kind.as_str(), of) {
                        ("variant", _) => names.experiments.entry(of.into()).or_default(),
                        (_, MAP) => &mut names.maps,
                        _ => names.dimensions.entry(of.into()).or_default(),
                    };
                    values.push(value.into());
                }
                other => return Err(StoreError::bad_row("names", other, "is no kind")),
            }
        }
        Ok(names)
    }
}

impl EntityLine {
    /// Whether it passes the filters for which there is no index.
    fn is_asked_for(&self, asked: &EntityListRequest) -> bool {
        let prefix = asked.prefix.as_deref().unwrap_or("");
        let players = asked.fewer_players_than.map_or(u64::MAX, u64::from);
        let contains = asked.contains.as_deref().unwrap_or("");
        self.id.starts_with(prefix)
            && (contains.is_empty() || self.id.to_lowercase().contains(contains))
            && self.players - self.sheets_missing < players
            && asked.range.contains(self.first_seen)
    }
}

impl From<EntityRow> for EntityLine {
    fn from(row: EntityRow) -> Self {
        Self {
            id: row.id,
            players: row.players as u64,
            sheets_missing: row.sheets_missing as u64,
            sheets: row.sheets as u64,
            units: row.units as u64,
            events: row.events as u64,
            first_seen: Millis(row.first_seen_ms),
            last_seen: Millis(row.last_seen_ms),
        }
    }
}
