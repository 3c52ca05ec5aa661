//! `GET /api/stats`: stored sheets, newest first, page by page.

use crate::model::{GameMode, MatchId, PlayerId, SheetFilter, StoredSheet};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

const USUAL_LIMIT: u32 = 1_000;
const MOST: u32 = 10_000;

/// A page of sheets.
#[derive(Serialize, ToSchema)]
struct StatsAnswer {
    /// Always true.
    success: bool,
    /// Rows of this page.
    count: usize,
    /// The sheets, newest first.
    #[schema(value_type = Vec<schema::SheetRow>)]
    data: Vec<StoredSheet>,
    /// The `cursor` of the next page; null at the end.
    next: Option<String>,
}

/// Read stored stat sheets
///
/// Newest first, in pages: send `next` as `cursor` for the following one.
#[utoipa::path(
    tag = "Read",
    params(
        ("match_id" = Option<String>, Query, description = "Only this match", min_length = 1, max_length = 128, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("player_id" = Option<String>, Query, description = "Only this player", min_length = 1, max_length = 128, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only with a timestamp at or after this", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only with a timestamp before this; not before `since`", format = DateTime, min_length = 10),
        ("limit" = Option<u32>, Query, description = "Rows of a page; 1000 when absent", minimum = 1, maximum = 10000, example = 3),
        ("cursor" = Option<String>, Query, description = "`next` of an earlier page", pattern = "^[0-9]{1,18}$"),
    ),
    responses((status = 200, description = "A page of sheets", body = StatsAnswer), schema::ReadErrors)
)]
#[get("/stats")]
pub(super) async fn stats(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "match_id",
        "player_id",
        "game_mode",
        "since",
        "until",
        "limit",
        "cursor",
    ];
    let mut query = Query::read(request.query_string(), &known);
    let page = query.page(USUAL_LIMIT, MOST);
    let (since, until) = query.time_range();
    let filter = SheetFilter {
        match_id: query.optional("match_id", MatchId::parse),
        player_id: query.optional("player_id", PlayerId::parse),
        game_mode: query.optional("game_mode", GameMode::parse),
        since,
        until,
    };
    let filter = query.finish(filter)?;
    let page = state.reader.sheets(&filter, page).await?;
    Ok(HttpResponse::Ok().json(StatsAnswer {
        success: true,
        count: page.rows.len(),
        data: page.rows,
        next: page.next.map(|cursor| cursor.to_string()),
    }))
}
