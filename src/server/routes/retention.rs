//! `GET /api/retention`: how many of those who came on one day came again.

use super::active_players::{date, is_over};
use crate::model::{ActivePeriod, Cohort, GameMode, Millis};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// The most days after a cohort's own that can be asked for.
const MAX_DAYS: u32 = 90;
const USUAL_DAYS: u32 = 30;

/// The retention triangle.
#[derive(Serialize, ToSchema)]
struct RetentionAnswer {
    /// Always true.
    success: bool,
    /// Cohorts listed.
    count: usize,
    /// Oldest first; days on which nobody was new are left out.
    data: Vec<CohortRetention>,
}

/// The players who were first seen on one day.
#[derive(Serialize, ToSchema)]
struct CohortRetention {
    /// The day, in UTC.
    #[schema(format = Date, example = "2026-01-31")]
    cohort: String,
    /// How many they are.
    players: u64,
    /// Each day from their first on, up to today or the `days` asked for.
    days: Vec<DayRetention>,
}

/// Those of a cohort who were there so many days later.
#[derive(Serialize, ToSchema)]
struct DayRetention {
    /// Days since the cohort's own, which is day 0.
    day: u32,
    /// Players of the cohort who were there.
    players: u64,
    /// Of all players of the cohort, from 0 to 1.
    share: f64,
    /// False while the day is not over: its numbers still grow.
    complete: bool,
}

/// Read who came back
///
/// Players by the day they were first seen on, and how many of them were there so many days later; by the time that
/// sheets and events say themselves. Kept as they arrive; a late one that turns out to be a player's first moves the
/// player to the right cohort. With `game_mode`, both count in that mode alone. At most the 180 newest cohorts of the range.
#[utoipa::path(
    tag = "Read",
    params(
        ("since" = Option<String>, Query, description = "Only cohorts from the day that holds this on", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only cohorts whose day begins before this; not before `since`", format = DateTime, min_length = 10),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("days" = Option<u32>, Query, description = "Days after a cohort's own: 1–90 (30 when absent)", minimum = 1, maximum = 90),
    ),
    responses((status = 200, description = "Cohorts with their days", body = RetentionAnswer), schema::ReadErrors)
)]
#[get("/retention")]
pub(super) async fn retention(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = ["since", "until", "game_mode", "days"];
    let mut query = Query::read(request.query_string(), &known);
    let range = query.time_range();
    let game_mode = query.optional("game_mode", GameMode::parse);
    let days = query.whole("days", MAX_DAYS).unwrap_or(USUAL_DAYS);
    query.finish(())?;
    let cohorts = state.reader.retention(game_mode.as_ref(), range, days);
    let cohorts = cohorts.await?.into_iter();
    let data: Vec<_> = cohorts.map(|cohort| with_days(cohort, days)).collect();
    Ok(HttpResponse::Ok().json(RetentionAnswer {
        success: true,
        count: data.len(),
        data,
    }))
}

/// Every day that has begun, also those on which nobody came: a gap would look like a day that is not known.
fn with_days(cohort: Cohort, most: u32) -> CohortRetention {
    let mut there = cohort.days.iter().peekable();
    let day_start = |day: u32| Millis(cohort.start.0 + i64::from(day) * Millis::DAY);
    let has_begun = |day: &u32| *day == 0 || is_over(ActivePeriod::Day, day_start(day - 1));
    let days = (0..=most).take_while(|day| has_begun(day) || there_later(&cohort, *day));
    let days = days.map(|day| {
        let players = there.next_if(|there| there.day == day);
        let players = players.map_or(0, |there| there.players);
        DayRetention {
            day,
            players,
            share: players as f64 / cohort.players as f64,
            complete: is_over(ActivePeriod::Day, day_start(day)),
        }
    });
    CohortRetention {
        cohort: date(cohort.start),
        players: cohort.players,
        days: days.collect(),
    }
}

/// Whether somebody was there on a later day, by a clock that is ahead of ours.
fn there_later(cohort: &Cohort, day: u32) -> bool {
    cohort.days.last().is_some_and(|last| last.day >= day)
}
