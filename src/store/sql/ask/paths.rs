//! What players did in matches: the newest sheets, and the events of their players in their matches, page by page through indexes.

use super::{Connection, Db, Pool};
use crate::model::{
    Coverage, EventType, ItemKind, JourneyCursor, MatchId, Millis, PathsRequest, PlayerId,
    PlayerMatchPath, PlayerMatchPaths,
};
use crate::store::ask::row::event_type_of;
use crate::store::error::StoreError;
use sqlx::query_builder::QueryBuilder;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Players of one statement; few enough for a database's limit of values.
const AT_ONCE: usize = 500;
/// Events of all stories together.
const MOST_EVENTS: usize = 500_000;

const SHEETS: &str = "
    select id, timestamp_ms, match_id, player_id, looted_items from stat_sheets
    where timestamp_ms >= $1 and timestamp_ms < $2 and ($3 = '' or game_mode = $3)
    order by timestamp_ms desc, id desc limit $4";

type SheetLine = (i64, i64, String, String, String);

/// The newest stories. A player who sent several sheets of one match has one, that of the newest.
pub(in crate::store) async fn newest(
    pool: &Pool,
    asked: &PathsRequest,
) -> Result<PlayerMatchPaths, StoreError> {
    let mut connection = pool.acquire().await?;
    let filter = &asked.filter;
    let (since_ms, until_ms) = filter.range.bounds_ms();
    let mut sheets: Vec<SheetLine> = sqlx::query_as(SHEETS)
        .bind(since_ms)
        .bind(until_ms)
        .bind(filter.game_mode.as_ref().map_or("", |mode| mode.as_str()))
        .bind(i64::from(asked.limit) + 1)
        .fetch_all(&mut *connection)
        .await?;
    let more = sheets.len() > asked.limit as usize;
    sheets.truncate(asked.limit as usize);
    let mut stopped_at = sheets.last().filter(|_| more).map(row_at);
    let mut stories: Vec<PlayerMatchPath> = Vec::with_capacity(sheets.len());
    let mut known = HashMap::with_capacity(sheets.len());
    let mut looked_at = 0;
    for some in sheets.chunks(AT_ONCE) {
        let first = stories.len();
        for sheet in some {
            let pair = (sheet.2.as_str(), sheet.3.as_str());
            if let Entry::Vacant(place) = known.entry(pair) {
                place.insert(stories.len());
                stories.push(story(sheet)?);
            }
        }
        for (match_id, player_id, event_type, at) in
            events_of(&mut connection, &stories[first..], &asked.left_out).await?
        {
            looked_at += 1;
            if let Some(index) = known.get(&(match_id.as_str(), player_id.as_str())) {
                stories[*index]
                    .events
                    .push((event_type_of(&event_type, "events")?, Millis(at)));
            }
        }
        if looked_at > MOST_EVENTS {
            stopped_at = some.last().map(row_at);
            break;
        }
    }
    Ok(PlayerMatchPaths {
        stories,
        coverage: Coverage::up_to(stopped_at),
    })
}

fn row_at(sheet: &SheetLine) -> JourneyCursor {
    JourneyCursor {
        at: Millis(sheet.1),
        is_sheet: true,
        id: sheet.0,
    }
}

fn story((id, _, match_id, player_id, looted): &SheetLine) -> Result<PlayerMatchPath, StoreError> {
    let bad = |reason: String| StoreError::bad_row("stat_sheets", id, reason);
    let looted: BTreeMap<ItemKind, u64> =
        serde_json::from_str(looted).map_err(|error| bad(error.to_string()))?;
    let most = looted
        .into_iter()
        .rev()
        .filter(|(_, units)| *units > 0)
        .max_by_key(|(_, units)| *units);
    Ok(PlayerMatchPath {
        match_id: MatchId::parse(match_id).map_err(bad)?,
        player_id: PlayerId::parse(player_id).map_err(bad)?,
        most_looted: most.map(|(item, _)| item),
        events: Vec::new(),
    })
}

/// The events of some players in their matches: match, player, type and time, oldest first.
async fn events_of(
    connection: &mut Connection,
    stories: &[PlayerMatchPath],
    left_out: &[EventType],
) -> Result<Vec<(String, String, String, i64)>, sqlx::Error> {
    if stories.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Db>::new("with asked (match_id, player_id) as (");
    query.push_values(stories, |mut values, story| {
        values
            .push_bind(story.match_id.as_str())
            .push_bind(story.player_id.as_str());
    });
    query.push(
        ") select e.match_id, e.player_id, e.event_type, e.timestamp_ms from asked cross join events e
        where e.match_id = asked.match_id and e.player_id = asked.player_id",
    );
    if !left_out.is_empty() {
        query.push(" and e.event_type not in (");
        let mut types = query.separated(", ");
        for event_type in left_out {
            types.push_bind(event_type.as_str());
        }
        query.push(")");
    }
    query.push(" order by e.timestamp_ms, e.id");
    // Their number varies, so the text would hardly be of use again.
    query
        .build_query_as()
        .persistent(false)
        .fetch_all(connection)
        .await
}
