//! `GET /api/sessions` and `GET /api/sessions/summary`: sessions of players, listed and counted.

use crate::model::{Bucket, SessionListRequest};
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{
    HourOrDay, InZone, Open, Order, ReadErrors, SessionPage, SessionSummary, SessionsEvery,
    SessionsOf, SessionsPage, TimeRange,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// List sessions
///
/// Rows of a player with the same `session_id` are one session; without an id, rows with less than 30 minutes of silence
/// between them. A sheet is there from when its match began (`match_duration` before its timestamp). Sessions are counted after
/// rows are stored, when there is nothing else to store: `behind` says how many rows are not counted yet, mostly none.
#[utoipa::path(
    tag = "Read",
    params(SessionsOf, TimeRange, SessionPage),
    responses((status = 200, description = "A page of sessions", body = SessionsPage), ReadErrors)
)]
#[get("/sessions")]
pub(super) async fn sessions(
    asked: Asked<OfRows<(SessionsOf, TimeRange, SessionPage)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, range, page))) = asked;
    let asked = SessionListRequest {
        filter: (of, range).into(),
        ascending: page.order == Some(Order::Asc),
        limit: page.limit.0,
        after: page.cursor,
    };
    state.ingest.count_sessions().await;
    let list = state.reader.sessions(&asked).await?;
    Ok(HttpResponse::Ok().json(SessionsPage::from(list)))
}

/// Count sessions over time and by length
///
/// By the time they began, in days or hours of `tz`; `since` and `until` are taken as they are. Takes longer with the number of
/// sessions in the range.
#[utoipa::path(
    tag = "Read",
    params(SessionsEvery, TimeRange, InZone, SessionsOf),
    responses((status = 200, description = "Sessions over time and by length", body = Open<SessionSummary>), ReadErrors)
)]
#[get("/sessions/summary")]
pub(super) async fn session_summary(
    asked: Asked<OfRows<(SessionsEvery, TimeRange, InZone, SessionsOf)>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((every, range, zone, of))) = asked;
    let bucket = every.bucket.map_or(Bucket::Day, |HourOrDay(bucket)| bucket);
    state.ingest.count_sessions().await;
    let counts = state.reader.session_counts(&(of, range).into()).await?;
    let zone = zone.tz.unwrap_or_default();
    let summary = SessionSummary::new(bucket, zone, &counts);
    Ok(HttpResponse::Ok().json(Open::new(summary)))
}
