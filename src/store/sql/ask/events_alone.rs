//! What is told of players of whom a match has no sheet: whom its events name, and of whom a sheet is missing.

use super::range::push_range;
use super::{Db, Pool, arms, lookup};
use crate::model::{EventFilter, RateByLevelRequest};
use crate::store::ask::events_alone::{PlayerFacts, Senders};
use crate::store::ask::row::EntityRow;
use sqlx::query_builder::QueryBuilder;
use std::collections::HashMap;

const SHEETS: &str =
    "select cast(count(*) as bigint) from (select 1 as n from stat_sheets limit 1) as one";

/// Whether there is a sheet.
pub(in crate::store) async fn has_sheets(pool: &Pool) -> Result<bool, sqlx::Error> {
    let sheets: i64 = sqlx::query_scalar(SHEETS).fetch_one(pool).await?;
    Ok(sheets > 0)
}

/// Whether one of the newest events came outside of a sheet.
const OUTSIDE: &str = "
    select cast(count(*) as bigint) from (select stat_sheet_id from events order by id desc limit 200) as newest
    where stat_sheet_id is null";

/// Of the players whom events of the newest `limit` matches name, each once in each match: how many there are, and how many of
/// them never sent a sheet. Nobody where the newest events all came inside sheets.
pub(in crate::store) async fn players_of_newest(
    pool: &Pool,
    limit: u32,
) -> Result<(i64, i64), sqlx::Error> {
    let outside: i64 = sqlx::query_scalar(OUTSIDE).fetch_one(pool).await?;
    if outside == 0 {
        return Ok((0, 0));
    }
    let mut query = QueryBuilder::<Db>::new("with recursive newest as (");
    push_newest_matches(&mut query, &EventFilter::default(), None, limit);
    query.push(format!(
        "), {} select count(*), cast(coalesce(sum(case when {} then 1 else 0 end), 0) as bigint)
        from seen where player_id is not null",
        seen_in("newest"),
        sends_no_sheets("seen.player_id")
    ));
    query.build_query_as().fetch_one(pool).await
}

/// The players whom events of these matches name, each found by one look into the index however many events there are; a last
/// row of each match has none.
fn seen_in(matches: &str) -> String {
    format!(
        "seen (match_id, player_id) as (
            select n.match_id, (select min(e.player_id) from events e where e.match_id = n.match_id) from {matches} n
            union all
            select t.match_id, (select min(e.player_id) from events e where e.match_id = t.match_id and e.player_id > t.player_id)
            from seen t where t.player_id is not null
        )"
    )
}

/// That a player never sent a sheet.
pub(super) fn sends_no_sheets(player: &str) -> String {
    format!("not exists (select 1 from stat_sheets s where s.player_id = {player})")
}

/// That one in `seen` sent no sheet of that match.
const WITHOUT_SHEET: &str = "seen.player_id is not null and not exists (
    select 1 from stat_sheets s where s.match_id = seen.match_id and s.player_id = seen.player_id
)";

/// That of one in `seen` without a sheet none is missing: nobody sent one of that match, or this player never sends any, where not everybody does.
fn needs_no_sheet(senders: Senders) -> String {
    let no_sheets = "not exists (select 1 from stat_sheets s where s.match_id = seen.match_id)";
    match senders {
        Senders::Sheets => no_sheets.to_owned(),
        Senders::Events | Senders::Both => {
            format!("({no_sheets} or {})", sends_no_sheets("seen.player_id"))
        }
    }
}

/// Matches of one statement; few enough for a database's limit of values.
const AT_ONCE: usize = 500;

/// Adds to the players of matches those whom events name and of whom there is no sheet, and says of how many one is missing; with a mode, those with an
/// event in it or in none.
pub(in crate::store) async fn add_players_without_sheets(
    pool: &Pool,
    rows: &mut [&mut EntityRow],
    mode: &str,
    senders: Senders,
) -> Result<(), sqlx::Error> {
    for some in rows.chunks_mut(AT_ONCE) {
        let mut query = QueryBuilder::<Db>::new("with recursive asked (match_id) as (");
        query.push_values(some.iter(), |mut values, row| {
            values.push_bind(row.id.clone());
        });
        query.push(format!(
            "), {} select match_id, count(*), cast(sum(case when {} then 0 else 1 end) as bigint) from seen where {WITHOUT_SHEET}",
            seen_in("asked"),
            needs_no_sheet(senders),
        ));
        if !mode.is_empty() {
            query.push(
                " and exists (
                    select 1 from events e where e.match_id = seen.match_id and e.player_id = seen.player_id and e.game_mode in ('', ",
            );
            query.push_bind(mode).push("))");
        }
        query.push(" group by match_id");
        // Their number varies, so the text would hardly be of use again.
        let counted = query.build_query_as().persistent(false);
        let counted: Vec<(String, i64, i64)> = counted.fetch_all(pool).await?;
        let counted: HashMap<String, (i64, i64)> = counted
            .into_iter()
            .map(|(id, players, missing)| (id, (players, missing)))
            .collect();
        for row in some {
            if let Some((players, missing)) = counted.get(&row.id) {
                row.players += players;
                row.sheets_missing = *missing;
            }
        }
    }
    Ok(())
}

/// Game mode, number of players of whom no sheet is missing, matches; of the newest `limit` matches that have any. A match is of the mode in which most
/// sheets, else most events, were.
pub(in crate::store) async fn match_sizes(
    pool: &Pool,
    limit: u32,
    senders: Senders,
) -> Result<Vec<(String, i64, i64)>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("with recursive newest as (");
    push_newest_matches(&mut query, &EventFilter::default(), None, limit);
    query.push(format!(
        "), {}, present as (
            select match_id, player_id from seen where {WITHOUT_SHEET} and {}
            union all
            select distinct t.match_id, t.player_id from newest {}
        )
        select game_mode, players, count(*) from (
            select (
                select m.game_mode from matches m where m.match_id = p.match_id
                order by m.players desc, case when m.game_mode = '' then 1 else 0 end, m.events desc, m.game_mode limit 1
            ) as game_mode, count(*) as players
            from present p group by p.match_id
        ) as sizes where game_mode is not null group by game_mode, players",
        seen_in("newest"),
        needs_no_sheet(senders),
        lookup("stat_sheets", "t.match_id = newest.match_id"),
    ));
    query.build_query_as().fetch_all(pool).await
}

/// Own time and time of receipt of those of the newest `limit` events that came outside of sheets.
pub(in crate::store) async fn clocks(
    pool: &Pool,
    limit: u32,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    const CLOCKS: &str = "
        select timestamp_ms, created_at from (
            select timestamp_ms, created_at, stat_sheet_id from events order by id desc limit $1
        ) as newest where stat_sheet_id is null";
    let query = sqlx::query_as(CLOCKS).bind(i64::from(limit));
    query.fetch_all(pool).await
}

/// Start and match of the newest `limit` matches behind that with a start and an id.
pub(in crate::store) async fn newest_matches(
    pool: &Pool,
    filter: &EventFilter,
    behind: Option<&(i64, String)>,
    limit: u32,
) -> Result<Vec<(i64, String)>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("");
    push_newest_matches(&mut query, filter, behind, limit);
    query.build_query_as().fetch_all(pool).await
}

fn push_newest_matches(
    query: &mut QueryBuilder<Db>,
    filter: &EventFilter,
    behind: Option<&(i64, String)>,
    limit: u32,
) {
    let mode = filter.game_mode.as_ref().map_or("", |mode| mode.as_str());
    query.push(
        "select first_seen_ms, match_id from match_starts where matches > 0 and game_mode = ",
    );
    query.push_bind(mode.to_owned());
    push_range(query, "first_seen_ms", filter.range);
    if let Some((at, id)) = behind {
        query.push(" and (first_seen_ms, match_id) < (");
        query.push_bind(*at).push(", ");
        query.push_bind(id.clone()).push(")");
    }
    query.push(format!(
        " order by first_seen_ms desc, match_id desc limit {limit}"
    ));
}

/// Those in these matches who never sent a sheet, with what the events told of them.
pub(in crate::store) async fn players_of(
    pool: &Pool,
    asked: &RateByLevelRequest,
    matches: &[(i64, String)],
) -> Result<Vec<PlayerFacts>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("with asked (asked_id) as (");
    query.push_values(matches, |mut values, (_, id)| {
        values.push_bind(id.as_str());
    });
    query.push(") select t.match_id, t.player_id, cast(max(case when t.event_type = ");
    query.push_bind(asked.event_type.as_str());
    query.push(format!(
        " then 1 else 0 end) as bigint), t.player, max(t.timestamp_ms) from asked {} where {}",
        lookup("events", "t.match_id = asked_id"),
        sends_no_sheets("t.player_id"),
    ));
    if let Some(game_mode) = &asked.filter.game_mode {
        query.push(" and t.game_mode = ");
        query.push_bind(game_mode.as_str());
    }
    if let Some(arm) = &asked.arm {
        query.push(" and ");
        arms::push_is_event_of(&mut query, "t", arm);
    }
    query.push(" group by t.match_id, t.player_id, t.player");
    // Their number varies, so the text would hardly be of use again.
    query
        .build_query_as()
        .persistent(false)
        .fetch_all(pool)
        .await
}
