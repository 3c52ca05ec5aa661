//! `GET /api/stats`: stored sheets, newest first, page by page.

use crate::model::{GameMode, MatchId, PlayerId, SheetFilter, StatSheet, StoredSheet};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use serde_json::Map;
use utoipa::ToSchema;

const USUAL_LIMIT: u32 = 1_000;
const MOST: u32 = 10_000;
/// Names of our own columns. A client's unknown field of such a name is given back inside `extra`.
const TAKEN: [&str; 4] = ["id", "created_at", "event_count", "extra"];

/// A page of sheets.
#[derive(Serialize, ToSchema)]
struct StatsAnswer {
    /// Always true.
    success: bool,
    /// Rows of this page.
    count: usize,
    /// The sheets, newest first.
    #[schema(value_type = Vec<schema::SheetRow>)]
    data: Vec<Row>,
    /// The `cursor` of the next page; null at the end.
    next: Option<String>,
}

#[derive(Serialize)]
struct Row {
    id: i64,
    #[serde(flatten)]
    sheet: StatSheet,
    created_at: String,
    event_count: u64,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, serde_json::Value>,
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
        data: page.rows.into_iter().map(Row::from).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    }))
}

impl From<StoredSheet> for Row {
    fn from(stored: StoredSheet) -> Self {
        let mut sheet = stored.sheet;
        let taken = TAKEN
            .iter()
            .filter_map(|name| sheet.extra.remove_entry(*name));
        Self {
            extra: taken.collect(),
            id: stored.id,
            created_at: stored.created_at.to_string(),
            event_count: stored.event_count,
            sheet,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Millis;

    #[test]
    fn a_row_is_the_sheet_with_our_columns_and_no_key_twice() {
        let json = br#"{"match_id":"m","player_id":"p","looted_items":{"medkit":2},"id":"theirs","mood":"good"}"#;
        let row = Row::from(StoredSheet {
            id: 7,
            created_at: Millis(0),
            sheet: StatSheet::parse(json, Millis(0)).unwrap(),
            event_count: 0,
        });
        let text = serde_json::to_string(&row).unwrap();
        assert_eq!(text.matches("\"id\"").count(), 2, "{text}");
        let row: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(row["id"], 7);
        assert_eq!(row["extra"]["id"], "theirs");
        assert_eq!(row["mood"], "good");
        assert_eq!(row["looted_items"]["medkit"], 2);
        assert_eq!(row["created_at"], "1970-01-01T00:00:00.000Z");
    }
}
