//! Events that sheets do not tell of, or all: which types there are, and those of a selection page by page.

use super::arms::push_events_of;
use super::range::push_range;
use super::sheets::push_of_whom;
use super::{Db, Pool};
use crate::model::{EventType, NewestSheets};
use crate::store::ask::loot_events::LootEventRow;
use sqlx::query_builder::QueryBuilder;

/// Each type is found by one look into the index, however many events it has.
const TYPES: &str = "
    with recursive types (event_type) as (
        select min(event_type) from events
        union all
        select (select min(e.event_type) from events e where e.event_type > t.event_type)
        from types t where t.event_type is not null
    ) select event_type from types where event_type is not null limit $1";

/// Types of events that are there, counted under their own names or not; at most `limit`.
pub(in crate::store) async fn types(pool: &Pool, limit: u32) -> Result<Vec<String>, sqlx::Error> {
    let query = sqlx::query_scalar(TYPES).bind(i64::from(limit));
    query.fetch_all(pool).await
}

/// Looks at `limit` events behind that with a time and a number, the newest first by their own time: of one match or player,
/// or else of one type. The last of these is among the rows in any case; its `place` is what was looked at.
pub(in crate::store) async fn page(
    pool: &Pool,
    asked: &NewestSheets,
    event_type: Option<&EventType>,
    behind: Option<(i64, i64)>,
    limit: u32,
) -> Result<Vec<LootEventRow>, sqlx::Error> {
    let filter = &asked.filter;
    let mut query = QueryBuilder::<Db>::new(
        "select e.id, e.timestamp_ms, e.event_type, e.player_id, e.x, e.y, e.z, e.items, e.player, e.stat_sheet_id,
            (select s.player_level from stat_sheets s where s.id = e.stat_sheet_id) as sheet_level,
            e.place, cast(case when ",
    );
    // What sheets do not tell of, unless all are asked for.
    let told = match asked.every_event {
        true => "true",
        false => "(e.stat_sheet_id is null or e.items is not null)",
    };
    query.push(told);
    if let Some(game_mode) = &filter.game_mode {
        query.push(" and e.game_mode = ");
        query.push_bind(game_mode.as_str());
    }
    if let Some(map) = &asked.map {
        query.push(" and e.map = ").push_bind(map.as_str());
    }
    if let Some(arm) = &asked.arm {
        push_events_of(&mut query, arm);
    }
    query.push(
        " then 1 else 0 end as bigint) as is_wanted from (
            select id, timestamp_ms, event_type, player_id, x, y, z, items, player, stat_sheet_id, game_mode, map, dimensions,
                row_number() over (order by timestamp_ms desc, id desc) as place, count(*) over () as found
            from (select * from events where true",
    );
    push_of_whom(&mut query, filter);
    if let Some(event_type) = event_type {
        query
            .push(" and event_type = ")
            .push_bind(event_type.as_str());
    }
    push_range(&mut query, "timestamp_ms", filter.range);
    if let Some((at, id)) = behind {
        query.push(" and (timestamp_ms, id) < (");
        query.push_bind(at).push(", ").push_bind(id).push(")");
    }
    // The limit is part of the text, because PostgreSQL plans for a tenth of the table where it does not know it.
    query.push(format!(
        " order by timestamp_ms desc, id desc limit {limit}) as page) as e
        where e.place = e.found or {told} order by e.place"
    ));
    query.build_query_as().fetch_all(pool).await
}
