//! Players by days and months of any zone, counted from the days of each player. The time that it takes grows with the
//! number of player-days in the range.

use super::{Db, Pool};
use crate::model::Millis;
use sqlx::query_builder::QueryBuilder;

/// From when until when, milliseconds.
type Period = (i64, i64);

/// The first and the last day (UTC) of which anything is stored.
const FIRST_AND_LAST: &str =
    "select (select min(day_ms) from player_days), (select max(day_ms) from player_days)";

/// The first and the last day, in UTC, on which anybody played.
pub(in crate::store) async fn first_and_last(
    pool: &Pool,
) -> Result<(Option<i64>, Option<i64>), sqlx::Error> {
    sqlx::query_as(FIRST_AND_LAST).fetch_one(pool).await
}

/// Of each period: its start, the players, those who are new, and how many milliseconds were played. One statement, so
/// that all are of one moment. Everyone's without a mode.
pub(in crate::store) async fn active(
    pool: &Pool,
    game_mode: &str,
    periods: &[Period],
) -> Result<Vec<(i64, i64, i64, i64)>, sqlx::Error> {
    let mut query = with_periods(periods);
    query.push("select p.from_ms, (select count(distinct d.player_id) from player_days d where ");
    push_there(&mut query, game_mode);
    query.push("), (select count(*) from player_starts s where ");
    push_new(&mut query, game_mode);
    query.push("), (select cast(coalesce(sum(t.played_ms), 0) as bigint) from play_time t where t.width_ms = ");
    query.push_bind(Millis::QUARTER_HOUR);
    query.push(" and t.start_ms >= p.from_ms and t.start_ms < p.until_ms and t.game_mode = ");
    query.push_bind(game_mode.to_owned());
    query.push(") from periods p order by p.from_ms");
    query
        .build_query_as()
        .persistent(false)
        .fetch_all(pool)
        .await
}

/// The starts of the newest `limit` periods in which anybody was new, newest first.
pub(in crate::store) async fn with_new_players(
    pool: &Pool,
    game_mode: &str,
    periods: &[Period],
    limit: u32,
) -> Result<Vec<i64>, sqlx::Error> {
    let mut query = with_periods(periods);
    query
        .push("select p.from_ms from periods p where exists (select 1 from player_starts s where ");
    push_new(&mut query, game_mode);
    query.push(") order by p.from_ms desc limit ");
    query.push_bind(i64::from(limit));
    query
        .build_query_scalar()
        .persistent(false)
        .fetch_all(pool)
        .await
}

/// Who was new in a period up to that of `newest`, by that period, and in which of the periods they were there, as long
/// as `span_ms` later: cohort, period, players.
pub(in crate::store) async fn came_back(
    pool: &Pool,
    game_mode: &str,
    periods: &[Period],
    newest: i64,
    span_ms: i64,
) -> Result<Vec<(i64, i64, i64)>, sqlx::Error> {
    let mut query = with_periods(periods);
    // Materialized, and joined in this order: SQLite would go through all starts for each day of each player.
    query.push(
        ", cohorts as materialized (select p.from_ms as cohort_ms, s.player_id
    from periods p cross join player_starts s where ",
    );
    push_new(&mut query, game_mode);
    query.push(" and p.from_ms <= ").push_bind(newest);
    query.push(
        ") select cohort_ms, from_ms, count(*) from (
    select distinct p.from_ms, c.cohort_ms, d.player_id
    from periods p cross join player_days d cross join cohorts c
    where c.player_id = d.player_id and ",
    );
    push_there(&mut query, game_mode);
    query
        .push(" and p.from_ms <= c.cohort_ms + ")
        .push_bind(span_ms);
    query.push(") as there group by cohort_ms, from_ms order by cohort_ms, from_ms");
    query
        .build_query_as()
        .persistent(false)
        .fetch_all(pool)
        .await
}

/// `with periods (…) as (…)`, to be followed by a select or more tables. Such statements are not kept prepared: there is
/// another one for each number of periods.
fn with_periods(periods: &[Period]) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::<Db>::new("with periods (from_ms, until_ms) as (");
    query.push_values(periods, |mut row, (from_ms, until_ms)| {
        row.push_bind(*from_ms).push_bind(*until_ms);
    });
    query.push(") ");
    query
}

/// Whether a player was there in the period `p` on the day `d`: of days that the period cuts, the first and the last
/// time tell.
fn push_there(query: &mut QueryBuilder<Db>, game_mode: &str) {
    query.push("d.day_ms > p.from_ms - ").push_bind(Millis::DAY);
    query.push(
        " and d.day_ms < p.until_ms and d.first_seen_ms < p.until_ms and d.last_seen_ms >= p.from_ms",
    );
    if !game_mode.is_empty() {
        query.push(" and d.game_mode = ");
        query.push_bind(game_mode.to_owned());
    }
}

/// Whether the player of `s` was seen for the first time in the period `p`.
fn push_new(query: &mut QueryBuilder<Db>, game_mode: &str) {
    query.push("s.first_seen_ms >= p.from_ms and s.first_seen_ms < p.until_ms and s.players > 0 and s.game_mode = ");
    query.push_bind(game_mode.to_owned());
}
