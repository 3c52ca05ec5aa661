//! `GET /api/players/daily` and `/api/players/monthly`: active, new and returning players.

use crate::model::{ActivePeriod, ActivePlayers, Millis, Zone};
use crate::runtime::clock;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::in_totals;
use crate::server::state::AppState;
use crate::store::StoreError;
use crate::wire::{
    BySlice, InZone, PlayersOfDay, PlayersOfMonth, PlayersOverTime, ReadErrors, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read active players by day
///
/// How many players there were on each day, how many of them for the first time, and how many came back; by the time
/// that sheets and events say themselves, or that of their receipt where they say a time before 2000 or one that had not
/// come yet; in days of `tz`. Those of UTC are kept as they arrive, so their cost does not
/// depend on how many there are; those of another zone are counted from the days of each player in the range. With
/// `game_mode`, a player is new when not seen in that mode before; so it is with a variant, a dimension's value or a map, which are counted from all rows, and where that
/// takes longer than 7 s the answer is a 503. At most the 10,000 newest days.
#[utoipa::path(
    tag = "Read",
    params(TimeRange, InZone, BySlice),
    responses((status = 200, description = "Active players by day", body = PlayersOverTime<PlayersOfDay>), ReadErrors)
)]
#[get("/players/daily")]
pub(super) async fn daily_players(
    asked: Asked<(TimeRange, InZone, BySlice)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let (players, zone) = read(asked, &state, ActivePeriod::Day).await?;
    let days = players.into_iter().map(|players| PlayersOfDay {
        day: zone.date(players.start).to_string(),
        active: players.active,
        new: players.new,
        returning: players.active - players.new,
        seconds_played: players.played_ms as f64 / 1_000.0,
        complete: is_over(ActivePeriod::Day, players.start, &zone),
    });
    let days = days.collect();
    Ok(HttpResponse::Ok().json(PlayersOverTime::new(zone, days)))
}

/// Read active players by month
///
/// As by day; a player who was there on several days of a month is one.
#[utoipa::path(
    tag = "Read",
    params(TimeRange, InZone, BySlice),
    responses((status = 200, description = "Active players by month", body = PlayersOverTime<PlayersOfMonth>), ReadErrors)
)]
#[get("/players/monthly")]
pub(super) async fn monthly_players(
    asked: Asked<(TimeRange, InZone, BySlice)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let (players, zone) = read(asked, &state, ActivePeriod::Month).await?;
    let months = players.into_iter().map(|players| PlayersOfMonth {
        month: zone.date(players.start).strftime("%Y-%m").to_string(),
        active: players.active,
        new: players.new,
        returning: players.active - players.new,
        seconds_played: players.played_ms as f64 / 1_000.0,
        complete: is_over(ActivePeriod::Month, players.start, &zone),
    });
    let months = months.collect();
    Ok(HttpResponse::Ok().json(PlayersOverTime::new(zone, months)))
}

async fn read(
    asked: Asked<(TimeRange, InZone, BySlice)>,
    state: &AppState,
    period: ActivePeriod,
) -> Result<(Vec<ActivePlayers>, Zone), ApiError> {
    let Asked((range, zone, slice)) = asked;
    let (zone, arm) = (zone.tz.unwrap_or_default(), slice.arm_field());
    let slice = slice.into();
    in_totals::slice(&slice, &state.reader).await?;
    let players = state.reader.active_players(period, &slice, range, &zone);
    let players = players.await.map_err(|error| error_of(error, &zone, arm))?;
    Ok((players, zone))
}

/// Why there is no answer; of a zone whose days have to be counted, or of what has none of a mode's totals, that others have not.
pub(super) fn error_of(error: StoreError, zone: &Zone, arm: Option<&'static str>) -> ApiError {
    match (error, arm) {
        (StoreError::TooSlow(seconds), Some(field)) => ApiError::SliceTooSlow { field, seconds },
        (StoreError::TooSlow(seconds), None) if !zone.is_utc() => ApiError::DaysTooSlow(seconds),
        (error, _) => error.into(),
    }
}

/// Whether the day or month that begins at `start` has ended.
pub(super) fn is_over(period: ActivePeriod, start: Millis, zone: &Zone) -> bool {
    period.next(start, zone).0 <= clock::now_ms()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_take_too_long_are_told_from_other_reads() {
        let told_of = |zone: &str, arm| {
            let zone = Zone::parse(zone).unwrap();
            error_of(StoreError::TooSlow(10), &zone, arm).to_string()
        };
        let told = |zone: &str| told_of(zone, None);
        assert!(
            told("Asia/Kolkata").contains("tz=UTC"),
            "{}",
            told("Asia/Kolkata")
        );
        assert!(told("UTC").contains("a smaller limit"), "{}", told("UTC"));
        let of_map = told_of("Asia/Kolkata", Some("map"));
        assert!(of_map.starts_with("map: to count"), "{of_map}");
    }
}
