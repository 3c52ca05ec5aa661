//! `GET /api/players/daily` and `/api/players/monthly`: active, new and returning players.

use crate::model::{ActivePeriod, ActivePlayers, GameMode, Millis};
use crate::runtime::clock;
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// Active players by day.
#[derive(Serialize, ToSchema)]
struct DailyPlayers {
    /// Always true.
    success: bool,
    /// Days listed.
    count: usize,
    /// Oldest first; days without players are left out.
    data: Vec<PlayersOfDay>,
}

/// The players of one day.
#[derive(Serialize, ToSchema)]
struct PlayersOfDay {
    /// The day, in UTC.
    #[schema(format = Date, example = "2026-01-31")]
    day: String,
    /// Players of whom there is a sheet or an event of that day.
    active: u64,
    /// Those of them who were not seen before.
    new: u64,
    /// The others.
    returning: u64,
    /// False while the day is not over: its numbers still grow.
    complete: bool,
}

/// Active players by month.
#[derive(Serialize, ToSchema)]
struct MonthlyPlayers {
    /// Always true.
    success: bool,
    /// Months listed.
    count: usize,
    /// Oldest first; months without players are left out.
    data: Vec<PlayersOfMonth>,
}

/// The players of one month.
#[derive(Serialize, ToSchema)]
struct PlayersOfMonth {
    /// The month, in UTC.
    #[schema(pattern = r"^\d{4}-\d{2}$", example = "2026-01")]
    month: String,
    /// Players of whom there is a sheet or an event of that month.
    active: u64,
    /// Those of them who were not seen before it.
    new: u64,
    /// The others.
    returning: u64,
    /// False while the month is not over: its numbers still grow.
    complete: bool,
}

/// Read active players by day
///
/// How many players there were on each day, how many of them for the first time, and how many came back; by the time
/// that sheets and events say themselves. Kept as they arrive, so the cost does not depend on how many there are. With
/// `game_mode`, a player is new when not seen in that mode before. At most the 10,000 newest days.
#[utoipa::path(
    tag = "Read",
    params(
        ("since" = Option<String>, Query, description = "Only from the day that holds this on", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only days that begin before this; not before `since`", format = DateTime, min_length = 10),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
    ),
    responses((status = 200, description = "Active players by day", body = DailyPlayers), schema::ReadErrors)
)]
#[get("/players/daily")]
pub(super) async fn daily_players(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let players = read(&request, &state, ActivePeriod::Day).await?;
    let days = players.into_iter().map(|players| PlayersOfDay {
        day: date(players.start),
        active: players.active,
        new: players.new,
        returning: players.active - players.new,
        complete: is_over(ActivePeriod::Day, players.start),
    });
    let data: Vec<_> = days.collect();
    Ok(HttpResponse::Ok().json(DailyPlayers {
        success: true,
        count: data.len(),
        data,
    }))
}

/// Read active players by month
///
/// As by day; a player who was there on several days of a month is one.
#[utoipa::path(
    tag = "Read",
    params(
        ("since" = Option<String>, Query, description = "Only from the month that holds this on", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only months that begin before this; not before `since`", format = DateTime, min_length = 10),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
    ),
    responses((status = 200, description = "Active players by month", body = MonthlyPlayers), schema::ReadErrors)
)]
#[get("/players/monthly")]
pub(super) async fn monthly_players(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let players = read(&request, &state, ActivePeriod::Month).await?;
    let months = players.into_iter().map(|players| PlayersOfMonth {
        month: date(players.start)[..7].to_owned(),
        active: players.active,
        new: players.new,
        returning: players.active - players.new,
        complete: is_over(ActivePeriod::Month, players.start),
    });
    let data: Vec<_> = months.collect();
    Ok(HttpResponse::Ok().json(MonthlyPlayers {
        success: true,
        count: data.len(),
        data,
    }))
}

async fn read(
    request: &HttpRequest,
    state: &AppState,
    period: ActivePeriod,
) -> Result<Vec<ActivePlayers>, ApiError> {
    let mut query = Query::read(request.query_string(), &["since", "until", "game_mode"]);
    let range = query.time_range();
    let game_mode = query.optional("game_mode", GameMode::parse);
    query.finish(())?;
    let players = state
        .reader
        .active_players(period, game_mode.as_ref(), range);
    Ok(players.await?)
}

/// Whether the day or month that begins at `start` has ended.
pub(super) fn is_over(period: ActivePeriod, start: Millis) -> bool {
    period.next(start).0 <= clock::now_ms()
}

/// The date of an instant, in UTC.
pub(super) fn date(at: Millis) -> String {
    at.to_string().split('T').next().unwrap_or_default().into()
}
