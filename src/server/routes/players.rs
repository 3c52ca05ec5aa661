//! `GET /api/players`: players in sums, in any order, page by page.

use crate::model::{EntityLine, EntitySort};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of players.
#[derive(Serialize, ToSchema)]
struct PlayersAnswer {
    /// Always true.
    success: bool,
    /// Players of this page.
    count: usize,
    /// In the order asked for.
    data: Vec<PlayerLine>,
    /// The `cursor` of the next page; null at the end.
    next: Option<String>,
}

/// A player in sums.
#[derive(Serialize, ToSchema)]
struct PlayerLine {
    /// The player.
    player_id: String,
    /// Sheets.
    sheets: u64,
    /// Units looted in them.
    units: u64,
    /// Events, inside sheets and alone.
    events: u64,
    /// The earliest timestamp.
    #[schema(format = DateTime)]
    first_seen: String,
    /// The latest timestamp.
    #[schema(format = DateTime)]
    last_seen: String,
}

/// Players have no players.
const SORTS: [EntitySort; 5] = [
    EntitySort::LastSeen,
    EntitySort::FirstSeen,
    EntitySort::Units,
    EntitySort::Sheets,
    EntitySort::Events,
];

/// List and find players
///
/// From the totals that are kept for each player. The answer takes longer the more players there are, up to a deadline.
#[utoipa::path(
    tag = "Read",
    params(
        ("prefix" = Option<String>, Query, description = "Only ids that begin with this", min_length = 1, max_length = 128, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$", example = "player_1"),
        ("game_mode" = Option<String>, Query, description = "Only what happened in this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only last seen at or after this", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only first seen before this; not before `since`", format = DateTime, min_length = 10),
        ("sort" = Option<String>, Query, description = "`last_seen` (when absent), `first_seen`, `units`, `sheets` or `events`", pattern = "^(last_seen|first_seen|units|sheets|events)$"),
        ("order" = Option<String>, Query, description = "`desc` (when absent) or `asc`", pattern = "^(desc|asc)$"),
        ("limit" = Option<u32>, Query, description = "Lines of a page; 50 when absent", minimum = 1, maximum = 1000, example = 5),
        ("cursor" = Option<String>, Query, description = "`next` of an earlier page", pattern = r"^-?[0-9]{1,18}_[^\x00-\x1f\x7f-\x9f]{1,128}$"),
    ),
    responses((status = 200, description = "A page of players", body = PlayersAnswer), schema::ReadErrors)
)]
#[get("/players")]
pub(super) async fn players(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "prefix",
        "game_mode",
        "since",
        "until",
        "sort",
        "order",
        "limit",
        "cursor",
    ];
    let mut query = Query::read(request.query_string(), &known);
    let asked = query.roster(&SORTS);
    let asked = query.finish(asked)?;
    let page = state.reader.players(&asked).await?;
    Ok(HttpResponse::Ok().json(PlayersAnswer {
        success: true,
        count: page.lines.len(),
        data: page.lines.into_iter().map(PlayerLine::from).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    }))
}

impl From<EntityLine> for PlayerLine {
    fn from(line: EntityLine) -> Self {
        Self {
            player_id: line.id,
            sheets: line.sheets,
            units: line.units,
            events: line.events,
            first_seen: line.first_seen.to_string(),
            last_seen: line.last_seen.to_string(),
        }
    }
}
