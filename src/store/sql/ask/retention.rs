//! Active players, and cohorts, by days and months of UTC: of these there are totals.

use super::Pool;
use crate::model::Millis;

/// Start, players, new players; newest first.
macro_rules! active {
    ($table:literal) => {
        concat!(
            "select start_ms, cast(sum(players) as bigint) as active,
    cast(sum(case when cohort_ms = start_ms then players else 0 end) as bigint) as new
from ",
            $table,
            " where scope = $1 and game_mode = $2 and start_ms >= $3 and start_ms < $4
group by start_ms having sum(players) > 0 order by start_ms desc limit $5"
        )
    };
}

/// Of those that are not left without a player, each with the day of the cohort itself first.
const COHORTS: &str = "
    with newest as (
        select start_ms as cohort_ms from cohort_days
        where scope = $1 and game_mode = $2 and start_ms >= $3 and start_ms < $4 and start_ms = cohort_ms and players > 0
        order by start_ms desc limit $6
    )
    select d.cohort_ms, d.start_ms, d.players from cohort_days d join newest on newest.cohort_ms = d.cohort_ms
    where d.scope = $1 and d.game_mode = $2 and d.players > 0
        and d.start_ms >= (select min(cohort_ms) from newest)
        and d.start_ms <= (select max(cohort_ms) from newest) + $5 and d.start_ms - d.cohort_ms <= $5
    order by d.cohort_ms, d.start_ms";

/// By day, the newest `limit`.
pub(in crate::store) async fn by_day(
    pool: &Pool,
    scope: (&str, &str),
    range: (i64, i64),
    limit: u32,
) -> Result<Vec<(i64, i64, i64)>, sqlx::Error> {
    active(pool, active!("cohort_days"), scope, range, limit).await
}

/// By month, the newest `limit`.
pub(in crate::store) async fn by_month(
    pool: &Pool,
    scope: (&str, &str),
    range: (i64, i64),
    limit: u32,
) -> Result<Vec<(i64, i64, i64)>, sqlx::Error> {
    active(pool, active!("cohort_months"), scope, range, limit).await
}

async fn active(
    pool: &Pool,
    text: &'static str,
    (scope, game_mode): (&str, &str),
    (since_ms, until_ms): (i64, i64),
    limit: u32,
) -> Result<Vec<(i64, i64, i64)>, sqlx::Error> {
    sqlx::query_as(text)
        .bind(scope)
        .bind(game_mode)
        .bind(since_ms)
        .bind(until_ms)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
}

const PLAY_TIME: &str = "
    select start_ms, played_ms from play_time
    where game_mode = $1 and width_ms = $2 and start_ms >= $3 and start_ms < $4";

/// Days, and how many milliseconds were played on each.
pub(in crate::store) async fn play_time(
    pool: &Pool,
    game_mode: &str,
    (since_ms, until_ms): (i64, i64),
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    sqlx::query_as(PLAY_TIME)
        .bind(game_mode)
        .bind(Millis::DAY)
        .bind(since_ms)
        .bind(until_ms)
        .fetch_all(pool)
        .await
}

/// The newest `limit` cohorts of the range, up to `span_ms` later: cohort, day, players.
pub(in crate::store) async fn cohorts(
    pool: &Pool,
    (scope, game_mode): (&str, &str),
    (since_ms, until_ms): (i64, i64),
    span_ms: i64,
    limit: u32,
) -> Result<Vec<(i64, i64, i64)>, sqlx::Error> {
    sqlx::query_as(COHORTS)
        .bind(scope)
        .bind(game_mode)
        .bind(since_ms)
        .bind(until_ms)
        .bind(span_ms)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
}
