//! `GET /api/retention`: of the players first seen on one day, how many came back.

use super::active_players::{error_of, is_over};
use crate::analytics::mean_retention;
use crate::model::{ActivePeriod, Cohort, Zone};
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::wire::{
    BySlice, CohortRetention, DayRetention, Followed, InZone, Open, ReadErrors, Retention,
    TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read retention by cohort
///
/// Players by the day they were first seen on, and how many of them were there so many days later; by the time that
/// sheets and events say themselves, or that of their receipt where they say a time before 2000 or one that had not come
/// yet; in days of `tz`. Those of UTC are kept as they arrive, those of another zone are
/// counted from the days of each player; a late one that turns out to be a player's first moves the player to the right
/// cohort. With `game_mode`, a variant, a dimension's value or a map, both count there alone; all but the mode from all rows, and where that takes longer than
/// 7 s the answer is a 503. At most the 180
/// newest cohorts of the range; `mean` is of these, weighted by their sizes.
#[utoipa::path(
    tag = "Read",
    params(TimeRange, InZone, BySlice, Followed),
    responses((status = 200, description = "Cohorts with their days, and their mean", body = Open<Retention>), ReadErrors)
)]
#[get("/retention")]
pub(super) async fn retention(
    asked: Asked<(TimeRange, InZone, BySlice, Followed)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked((range, zone, slice, followed)) = asked;
    let days = followed.days.0;
    let (zone, arm) = (zone.tz.unwrap_or_default(), slice.arm_field());
    let slice = slice.into();
    in_totals::slice(&slice, &state.reader).await?;
    let cohorts = state.reader.retention(&slice, range, days, &zone).await;
    let cohorts = cohorts.map_err(|error| error_of(error, &zone, arm))?;
    let cohorts = cohorts.into_iter();
    let data: Vec<_> = cohorts
        .map(|cohort| with_days(cohort, days, &zone))
        .collect();
    let over: Vec<_> = data.iter().map(days_over).collect();
    Ok(HttpResponse::Ok().json(Open::new(Retention {
        tz: zone,
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
fn with_days(cohort: Cohort, most: u32, zone: &Zone) -> CohortRetention {
    let mut there = cohort.days.iter().peekable();
    let mut has_begun = true;
    let starts = ActivePeriod::Day.from(cohort.start, zone);
    let days = (0..=most).zip(starts).map_while(|(day, start)| {
        let complete = is_over(ActivePeriod::Day, start, zone);
        if !has_begun && !there_later(&cohort, day) {
            return None;
        }
        has_begun = complete;
        let players = there.next_if(|there| there.day == day);
        let players = players.map_or(0, |there| there.players);
        Some(DayRetention {
            day,
            players,
            share: players as f64 / cohort.players as f64,
            complete,
        })
    });
    let days = days.collect();
    CohortRetention {
        cohort: zone.date(cohort.start).to_string(),
        players: cohort.players,
        days,
    }
}

/// Whether somebody was there on a later day, by a clock that is ahead of ours.
fn there_later(cohort: &Cohort, day: u32) -> bool {
    cohort.days.last().is_some_and(|last| last.day >= day)
}
