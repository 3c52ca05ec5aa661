//! `POST /api/submit`: one stat sheet.

use crate::model::{Faults, MAX_SHEET_BYTES, Millis, SheetId, StatSheet};
use crate::runtime::clock;
use crate::server::body::{self, Format};
use crate::server::entries;
use crate::server::error::ApiError;
use crate::server::idempotency;
use crate::server::state::AppState;
use crate::server::submission;
use crate::wire::{Error, Submitted, WriteErrors};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use bytes::Bytes;

const SOURCE: &str = "/api/submit";

/// Send one stat sheet
///
/// The answer comes after the commit: a 2xx means stored. With a `sheet_id` (or the header `Idempotency-Key`) the same
/// sheet may be sent again without being counted twice.
#[utoipa::path(
    tag = "Send",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 256, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$", description = "Stands for the sheet's `sheet_id`")),
    request_body(content = StatSheet, example = json!({
        "match_id": "match_001",
        "player_id": "player_1_1",
        "looted_items": {"rubber_duck": 2, "medkit": 1},
        "locations": {"rubber_duck": [[12.5, 80.1], [40.5, 41.5]], "medkit": [50, 50]}
    })),
    responses(
        (status = 201, description = "Stored", body = Submitted),
        (status = 200, description = "Was stored before", body = Submitted),
        (status = 400, description = "Nothing was stored; refused items are kept as dead letters", body = Error),
        WriteErrors
    )
)]
#[post("/submit")]
pub(super) async fn submit(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let body = body::read(&request, payload, &state, MAX_SHEET_BYTES, &[Format::Json]).await?;
    let received_at = Millis(clock::now_ms());
    let sheet = parse(&request, &body.bytes, received_at);
    let entry = entries::of_sheet(sheet, body.bytes, received_at, SOURCE);
    let stored = submission::store_one(entry, received_at, body.share, &state.ingest);
    let (status, submitted) = stored.await?;
    Ok(HttpResponse::build(status).json(submitted))
}

/// The sheet, with the header's key when it has none.
fn parse(request: &HttpRequest, body: &Bytes, received_at: Millis) -> Result<StatSheet, Faults> {
    let mut faults = Vec::new();
    let header = match idempotency::key(request, SheetId::parse) {
        Ok(key) => key,
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let sheet = if body.is_empty() {
        Err(Faults::one("body", "is empty; a stat sheet is expected"))
    } else {
        StatSheet::parse(body, received_at)
    };
    let mut sheet = match sheet {
        Ok(sheet) => sheet,
        Err(more) => {
            faults.splice(0..0, more.as_slice().iter().cloned());
            return Err(Faults::from_vec(faults).unwrap_or(more));
        }
    };
    match (&sheet.sheet_id, header) {
        (Some(own), Some(key)) if *own != key => {
            faults.push(idempotency::fault("differs from the sheet's own sheet_id"));
        }
        (None, Some(key)) => sheet.sheet_id = Some(key),
        _ => {}
    }
    Faults::from_vec(faults).map_or(Ok(sheet), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::idempotency::IDEMPOTENCY_KEY;
    use actix_web::test::TestRequest;

    fn parsed(key: &'static str, body: &'static str) -> Result<StatSheet, Faults> {
        let request = TestRequest::post()
            .insert_header((IDEMPOTENCY_KEY, key))
            .to_http_request();
        parse(&request, &Bytes::from_static(body.as_bytes()), Millis(0))
    }

    #[test]
    fn the_header_is_the_sheets_key_when_it_has_none_of_its_own() {
        let sheet = parsed(
            "k1",
            r#"{"match_id":"m","player_id":"p","looted_items":{}}"#,
        )
        .unwrap();
        assert_eq!(sheet.sheet_id.unwrap().as_str(), "k1");
    }

    #[test]
    fn a_differing_or_malformed_header_is_a_fault_beside_the_others() {
        let own = r#"{"match_id":"m","player_id":"p","looted_items":{},"sheet_id":"k2"}"#;
        assert_eq!(
            parsed("k1", own).unwrap_err().first().field,
            IDEMPOTENCY_KEY
        );
        assert!(parsed("k2", own).is_ok());
        let faults = parsed(" ", r#"{"match_id":"m","looted_items":{}}"#).unwrap_err();
        let fields: Vec<_> = faults
            .as_slice()
            .iter()
            .map(|fault| &*fault.field)
            .collect();
        assert_eq!(fields, ["player_id", IDEMPOTENCY_KEY]);
    }
}
