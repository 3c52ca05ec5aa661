//! What is told of sheets where there are any, of a game that sends only events.

use super::range::push_range;
use super::{Db, Pool, lookup};
use crate::model::{EventFilter, RateByLevelRequest};
use crate::store::ask::events_alone::PlayerFacts;
use sqlx::query_builder::QueryBuilder;

const SHEETS: &str =
    "select cast(count(*) as bigint) from (select 1 as n from stat_sheets limit 1) as one";

/// Whether there is a sheet.
pub(in crate::store) async fn has_sheets(pool: &Pool) -> Result<bool, sqlx::Error> {
    let sheets: i64 = sqlx::query_scalar(SHEETS).fetch_one(pool).await?;
    Ok(sheets > 0)
}

/// Game mode, number of players whom events name, matches; of the newest `limit` matches.
pub(in crate::store) async fn match_sizes(
    pool: &Pool,
    limit: u32,
) -> Result<Vec<(String, i64, i64)>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new(
        "select t.game_mode, s.players, count(*) from (
            select match_id, (select count(distinct e.player_id) from events e where e.match_id = newest.match_id) as players
            from (",
    );
    push_newest_matches(&mut query, &EventFilter::default(), None, limit);
    let modes = lookup("matches", "t.match_id = s.match_id");
    query.push(format!(
        ") as newest) as s {modes} where t.events > 0 group by t.game_mode, s.players"
    ));
    query.build_query_as().fetch_all(pool).await
}

/// Own time and time of receipt of the newest `limit` events.
pub(in crate::store) async fn clocks(
    pool: &Pool,
    limit: u32,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    sqlx::query_as("select timestamp_ms, created_at from events order by id desc limit $1")
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
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

/// Who was in these matches, with what the events told of them.
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
        " then 1 else 0 end) as bigint), t.player, max(t.timestamp_ms) from asked {}",
        lookup("events", "t.match_id = asked_id")
    ));
    if let Some(game_mode) = &asked.filter.game_mode {
        query.push(" where t.game_mode = ");
        query.push_bind(game_mode.as_str());
    }
    query.push(" group by t.match_id, t.player_id, t.player");
    // Their number varies, so the text would hardly be of use again.
    query
        .build_query_as()
        .persistent(false)
        .fetch_all(pool)
        .await
}
