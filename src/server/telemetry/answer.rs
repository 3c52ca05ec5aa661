//! From one message to its acknowledgement, by way of the queue.

use super::envelope::{Envelope, Load};
use crate::ingest::Share;
use crate::model::{Millis, StatSheet};
use crate::runtime::clock;
use crate::server::body::{self, Body, Format};
use crate::server::entries::{self, Kind};
use crate::server::error::ApiError;
use crate::server::socket::{Message, frame};
use crate::server::state::AppState;
use crate::server::submission;
use crate::wire::{BatchAnswer, Submitted};
use actix_web::ResponseError;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::Arc;

/// The door, as it is noted with what is refused.
pub(super) const SOURCE: &str = "/ws/telemetry";

/// The answer to one message.
#[derive(Serialize)]
struct Acknowledgement<'a, T: Serialize> {
    r#type: &'static str,
    r#ref: &'a RawValue,
    /// As over HTTP.
    status: u16,
    /// Seconds to leave the server alone before the message is sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<u32>,
    /// As over HTTP.
    result: T,
}

/// What was stored, or was before.
#[derive(Serialize)]
#[serde(untagged)]
enum Stored {
    Sheet(Submitted),
    Batch(BatchAnswer),
}

/// Stores what a message carries and prints the acknowledgement, which holds its share of the memory budget until it is sent.
pub(super) async fn answer(
    state: Data<AppState>,
    connection_id: Arc<str>,
    message: Message,
) -> (Bytes, Option<Share>) {
    let Message { bytes, mut share } = message;
    let received_at = Millis(clock::now_ms());
    let opened = bytes.clone();
    let envelope = if bytes.len() <= entries::SMALL_BYTES {
        Some(Envelope::open(&opened))
    } else {
        let opening = web::block(move || Envelope::open(&opened));
        opening.await.ok()
    };
    let Some(Envelope { reference, load }) = envelope else {
        let unexpected = Err(ApiError::Unexpected);
        return (
            acknowledgement(RawValue::NULL, unexpected, &connection_id),
            None,
        );
    };
    let (outcome, share) = match share.grow_for_work(body::expected_work(bytes.len())) {
        Err(shortage) => (Err(shortage.into()), None),
        Ok(()) => match load {
            Ok(load) => match store(load, share, received_at, &state).await {
                Ok((outcome, share)) => (outcome, share),
                Err(error) => (Err(error), None),
            },
            Err(faults) => {
                let entry = entries::rejected(bytes, faults.clone(), received_at, SOURCE);
                let kept = state.ingest.submit(vec![entry], share).await;
                (
                    Err(kept.map_or_else(ApiError::from, |_| ApiError::Rejected(faults))),
                    None,
                )
            }
        },
    };
    if let Err(error) = &outcome {
        state.refusals.note(SOURCE, error);
    }
    (acknowledgement(&reference, outcome, &connection_id), share)
}

type Answered = (Result<(StatusCode, Stored), ApiError>, Option<Share>);

async fn store(
    load: Load,
    share: Share,
    received_at: Millis,
    state: &AppState,
) -> Result<Answered, ApiError> {
    let (bytes, kind) = match load {
        Load::Sheet(bytes) => {
            let sheet = StatSheet::parse(&bytes, received_at);
            let entry = entries::of_sheet(sheet, bytes, received_at, SOURCE);
            let stored = submission::store_one(entry, received_at, share, &state.ingest);
            let (status, submitted) = stored.await?;
            return Ok((Ok((status, Stored::Sheet(submitted))), None));
        }
        Load::Sheets(bytes) => (bytes, Kind::Sheets),
        Load::Event(bytes) | Load::Events(bytes) => (bytes, Kind::Events),
    };
    let body = Body {
        bytes,
        format: Format::Json,
        share,
    };
    let entries = entries::of_body(body, kind, SOURCE).await?;
    let (outcome, share) = submission::store_many(entries, &state.ingest).await?;
    let outcome = outcome.map(|(status, answer)| (status, Stored::Batch(answer)));
    Ok((outcome, Some(share)))
}

fn acknowledgement(
    reference: &RawValue,
    outcome: Result<(StatusCode, Stored), ApiError>,
    connection_id: &str,
) -> Bytes {
    let (status, retry_after_s) = match &outcome {
        Ok((status, _)) => (*status, None),
        Err(error) => (error.status_code(), error.retry_after_s()),
    };
    let (status, r#type) = (status.as_u16(), "ack");
    match outcome {
        Ok((_, result)) => frame::json(&Acknowledgement {
            r#type,
            r#ref: reference,
            status,
            retry_after_s,
            result,
        }),
        Err(error) => error.with_body(connection_id, |result| {
            frame::json(&Acknowledgement {
                r#type,
                r#ref: reference,
                status,
                retry_after_s,
                result,
            })
        }),
    }
}
