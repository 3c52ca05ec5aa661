//! `GET /api/retention`: of the players first seen on one day, how many came back.

use super::active_players::{date, is_over};
use crate::analytics::mean_retention;
use crate::model::{ActivePeriod, Cohort, Millis};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{
    CohortRetention, DayRetention, Followed, InMode, Open, ReadErrors, Retention, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read retention by cohort
///
/// Players by the day they were first seen on, and how many of them were there so many days later; by the time that
/// sheets and events say themselves. Kept as they arrive; a late one that turns out to be a player's first moves the
/// player to the right cohort. With `game_mode`, both count in that mode alone. At most the 180
/// newest cohorts of the range; `mean` is of these, weighted by their sizes.
#[utoipa::path(
    tag = "Read",
    params(TimeRange, InMode, Followed),
    responses((status = 200, description = "Cohorts with their days, and their mean", body = Open<Retention>), ReadErrors)
)]
#[get("/retention")]
pub(super) async fn retention(
    asked: Asked<(TimeRange, InMode, Followed)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((range, mode, followed)) = asked;
    let days = followed.days.0;
    let cohorts = state
        .reader
        .retention(mode.game_mode.as_ref(), range, days)
        .await?;
    let cohorts = cohorts.into_iter();
    let data: Vec<_> = cohorts.map(|cohort| with_days(cohort, days)).collect();
    let over: Vec<_> = data.iter().map(days_over).collect();
    Ok(HttpResponse::Ok().json(Open::new(Retention {
        count: data.len(),
        mean: mean_retention(&over),
        data,
    })))
}

/// Players on each day that is over.
fn days_over(cohort: &CohortRetention) -> Vec<u64> {
    let days = cohort.days.iter().take_while(|day| day.complete);
    days.map(|day| day.players).collect()
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
