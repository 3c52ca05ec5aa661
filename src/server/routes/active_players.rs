//! `GET /api/players/daily` and `/api/players/monthly`: active, new and returning players.

use crate::model::{ActivePeriod, ActivePlayers, Millis};
use crate::runtime::clock;
use crate::server::asked::Asked;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{InMode, List, PlayersOfDay, PlayersOfMonth, ReadErrors, TimeRange};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Read active players by day
///
/// How many players there were on each day, how many of them for the first time, and how many came back; by the time
/// that sheets and events say themselves. Kept as they arrive, so the cost does not depend on how many there are. With
/// `game_mode`, a player is new when not seen in that mode before. At most the 10,000 newest days.
#[utoipa::path(
    tag = "Read",
    params(TimeRange, InMode),
    responses((status = 200, description = "Active players by day", body = List<PlayersOfDay>), ReadErrors)
)]
#[get("/players/daily")]
pub(super) async fn daily_players(
    asked: Asked<(TimeRange, InMode)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let players = read(asked, &state, ActivePeriod::Day).await?;
    let days = players.into_iter().map(|players| PlayersOfDay {
        day: date(players.start),
        active: players.active,
        new: players.new,
        returning: players.active - players.new,
        seconds_played: players.played_ms as f64 / 1_000.0,
        complete: is_over(ActivePeriod::Day, players.start),
    });
    Ok(HttpResponse::Ok().json(List::new(days.collect())))
}

/// Read active players by month
///
/// As by day; a player who was there on several days of a month is one.
#[utoipa::path(
    tag = "Read",
    params(TimeRange, InMode),
    responses((status = 200, description = "Active players by month", body = List<PlayersOfMonth>), ReadErrors)
)]
#[get("/players/monthly")]
pub(super) async fn monthly_players(
    asked: Asked<(TimeRange, InMode)>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let players = read(asked, &state, ActivePeriod::Month).await?;
    let months = players.into_iter().map(|players| PlayersOfMonth {
        month: date(players.start)[..7].to_owned(),
        active: players.active,
        new: players.new,
        returning: players.active - players.new,
        seconds_played: players.played_ms as f64 / 1_000.0,
        complete: is_over(ActivePeriod::Month, players.start),
    });
    Ok(HttpResponse::Ok().json(List::new(months.collect())))
}

async fn read(
    asked: Asked<(TimeRange, InMode)>,
    state: &AppState,
    period: ActivePeriod,
) -> Result<Vec<ActivePlayers>, ApiError> {
    let Asked((range, mode)) = asked;
    let mode = mode.game_mode.as_ref();
    Ok(state.reader.active_players(period, mode, range).await?)
}

/// Whether the day or month that begins at `start` has ended.
pub(super) fn is_over(period: ActivePeriod, start: Millis) -> bool {
    period.next(start).0 <= clock::now_ms()
}

/// The date of an instant, in UTC.
pub(super) fn date(at: Millis) -> String {
    at.to_string().split('T').next().unwrap_or_default().into()
}
