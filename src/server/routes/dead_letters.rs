//! `GET /api/dead-letters`: what was refused, as it came.

use crate::model::{Cursor, DeadLetterFilter, Faults, StoredDeadLetter};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use utoipa::ToSchema;

const USUAL_LIMIT: u32 = 100;
/// A dead letter may have a mebibyte, so a page of them is kept shorter than one of sheets.
const MOST: u32 = 1_000;

/// A page of dead letters.
#[derive(Serialize, ToSchema)]
struct DeadLettersAnswer {
    /// Always true.
    success: bool,
    /// Rows of this page.
    count: usize,
    /// The refused items, newest first.
    #[schema(value_type = Vec<schema::DeadLetter>)]
    data: Vec<Row>,
    /// The `cursor` of the next page; null at the end.
    next: Option<String>,
}

#[derive(Serialize)]
struct Row {
    id: i64,
    created_at: String,
    source: String,
    faults: Faults,
    payload: String,
    payload_encoding: &'static str,
}

/// Read refused items
///
/// Everything that was refused, as received, with the faults that were told. Newest first, in pages.
#[utoipa::path(
    tag = "Read",
    params(
        ("id" = Option<i64>, Query, description = "Only the one with this number", minimum = 1),
        ("reason" = Option<String>, Query, description = "Only those refused for this reason, as the quality report names it", example = "looted_items"),
        ("source" = Option<String>, Query, description = "Only those that came through this door", example = "/api/submit"),
        ("since" = Option<String>, Query, description = "Only those received at or after this", format = DateTime),
        ("until" = Option<String>, Query, description = "Only those received before this", format = DateTime),
        ("limit" = Option<u32>, Query, description = "Rows of a page; 100 when absent", minimum = 1, maximum = 1000, example = 5),
        ("cursor" = Option<String>, Query, description = "`next` of an earlier page", pattern = "^[0-9]{1,18}$"),
    ),
    responses((status = 200, description = "A page of refused items", body = DeadLettersAnswer), schema::ReadErrors)
)]
#[get("/dead-letters")]
pub(super) async fn dead_letters(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "id", "reason", "source", "since", "until", "limit", "cursor",
    ];
    let mut query = Query::read(request.query_string(), &known);
    let (since, until) = query.time_range();
    let filter = DeadLetterFilter {
        id: query.optional("id", |text| Cursor::parse(text).map(|number| number.0)),
        reason: query.optional("reason", |text| Ok(text.to_owned())),
        source: query.optional("source", |text| Ok(text.to_owned())),
        since,
        until,
    };
    let page = query.page(USUAL_LIMIT, MOST);
    let (filter, page) = query.finish((filter, page))?;
    let page = state.reader.dead_letters(&filter, page).await?;
    Ok(HttpResponse::Ok().json(DeadLettersAnswer {
        success: true,
        count: page.rows.len(),
        data: page.rows.into_iter().map(Row::from).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    }))
}

impl From<StoredDeadLetter> for Row {
    fn from(stored: StoredDeadLetter) -> Self {
        let (payload, payload_encoding) = match String::from_utf8(stored.payload) {
            Ok(text) => (text, "text"),
            Err(other) => (STANDARD.encode(other.as_bytes()), "base64"),
        };
        Self {
            id: stored.id,
            created_at: stored.created_at.to_string(),
            source: stored.source,
            faults: stored.faults,
            payload,
            payload_encoding,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Millis;

    #[test]
    fn bytes_that_are_no_text_are_given_back_as_base64() {
        let row = |payload: &[u8]| {
            Row::from(StoredDeadLetter {
                id: 1,
                created_at: Millis(0),
                source: "/api/submit".into(),
                faults: Faults::one("body", "is bad"),
                payload: payload.to_vec(),
            })
        };
        let text = row(b"{\"x\"");
        assert_eq!((&*text.payload, text.payload_encoding), ("{\"x\"", "text"));
        let bytes = row(&[0xff, 0xfe]);
        assert_eq!(
            (&*bytes.payload, bytes.payload_encoding),
            ("//4=", "base64")
        );
    }
}
