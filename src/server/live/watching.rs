//! One watcher: gets a snapshot, then deltas, and a new snapshot when it is too slow for them.

use super::view::Subscription;
use crate::model::{LiveFilter, SliceFilter};
use crate::server::asked;
use crate::server::error::ApiError;
use crate::server::socket::{Ended, Received, Socket, TICK, frame, ping_interval};
use crate::server::state::AppState;
use crate::wire::{BySlice, LiveOf};
use actix_http::ws::CloseCode;
use actix_web::web::Data;
use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use std::time::Instant;
use tokio::sync::broadcast::error::RecvError;

/// A filter takes less.
pub(in crate::server) const MAX_MESSAGE_BYTES: usize = 4 << 10;

/// Tells a watcher what is wrong with what it sent; it goes on watching.
#[derive(Serialize)]
struct Complaint<T: Serialize> {
    r#type: &'static str,
    #[serde(flatten)]
    error: T,
}

/// The filter in a query string.
pub(in crate::server) fn filter_of(query: &str) -> Result<LiveFilter, ApiError> {
    let (of, slice): (LiveOf, BySlice) = asked::read(query)?;
    if of.match_id.is_some() || of.player_id.is_some() {
        // These have no totals.
        asked::read::<asked::OfRows<(LiveOf, BySlice)>>(query)?;
    }
    let SliceFilter { game_mode, arm } = slice.into();
    Ok(LiveFilter {
        game_mode,
        arm,
        item: of.item,
        match_id: of.match_id,
        player_id: of.player_id,
    })
}

/// Serves one watcher until either side is done.
pub(in crate::server) async fn watch(
    mut socket: Socket,
    state: Data<AppState>,
    filter: LiveFilter,
    connection_id: String,
) {
    let ended = converse(&mut socket, &state, filter, &connection_id).await;
    if let Some(code) = ended.code {
        socket.close(code, &ended.reason).await;
    }
}

async fn converse(
    socket: &mut Socket,
    state: &AppState,
    mut filter: LiveFilter,
    connection_id: &str,
) -> Ended {
    let mut stopping = state.stopping.clone();
    let mut ticks = tokio::time::interval(TICK);
    let ping_interval = ping_interval(&state.options);
    let mut pinged_at = Instant::now();
    let mut deltas = None;
    loop {
        let receiver = match &mut deltas {
            Some(receiver) => receiver,
            None => match state.live.subscribe(filter.clone()).await {
                Ok(subscription) => {
                    let Subscription {
                        snapshot,
                        deltas: receiver,
                    } = subscription;
                    if socket.outgoing.send(snapshot).await.is_err() {
                        return Ended::gone();
                    }
                    deltas.insert(receiver)
                }
                Err(error) => return Ended::because(CloseCode::Again, &error.to_string()),
            },
        };
        let mut answer = None;
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return Ended::server_stops(),
            delta = receiver.recv() => match delta {
                Ok(delta) => answer = Some(delta),
                // Too slow, or the view was closed: a new snapshot makes up for it.
                Err(RecvError::Lagged(_) | RecvError::Closed) => deltas = None,
            },
            received = socket.incoming.next() => match received {
                Ok(Received::Message(message)) => match wish(&message.bytes) {
                    Ok(wish) => {
                        filter = wish;
                        deltas = None;
                    }
                    Err(error) => answer = Some(complaint(&error, connection_id)),
                },
                Ok(Received::Ping(payload)) => answer = Some(frame::pong(&payload)),
                Ok(Received::Pong) => {}
                Ok(Received::Close) => return Ended::politely(),
                Ok(Received::Busy) => {
                    return Ended::because(CloseCode::Again, "the server has too much to do");
                }
                Err(broken) => return broken.into(),
            },
            _ = ticks.tick() => {
                if let Some(broken) = socket.incoming.overdue(&state.options) {
                    return broken.into();
                }
                if pinged_at.elapsed() >= ping_interval {
                    pinged_at = Instant::now();
                    answer = Some(frame::ping());
                }
            }
        }
        if let Some(frame) = answer
            && socket.outgoing.send(frame).await.is_err()
        {
            return Ended::gone();
        }
    }
}

/// Reads `{"subscribe": {"game_mode": "solo"}}`.
fn wish(message: &[u8]) -> Result<LiveFilter, ApiError> {
    let wanted = "must be like {\"subscribe\": {\"game_mode\": \"solo\"}}";
    let message: Value =
        serde_json::from_slice(message).map_err(|_| ApiError::of("body", wanted))?;
    let fields = match message
        .as_object()
        .map(|message| (message.len(), message.get("subscribe")))
    {
        Some((1, Some(Value::Object(fields)))) => fields,
        _ => return Err(ApiError::of("body", wanted)),
    };
    // Written as a query, it is read by the same rules.
    let mut query = String::new();
    for (name, value) in fields {
        let Value::String(text) = value else {
            return Err(ApiError::of(name, "must be a string"));
        };
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        query.push_str(&format!("{}={}&", encode(name), encode(text)));
    }
    filter_of(&query)
}

fn complaint(error: &ApiError, connection_id: &str) -> Bytes {
    error.with_body(connection_id, |error| {
        frame::json(&Complaint {
            r#type: "error",
            error,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_a_filter_and_anything_else_says_what_is_wrong() {
        let filter =
            wish(br#"{"subscribe": {"player_id": "ann & b%", "game_mode": "solo"}}"#).unwrap();
        assert_eq!(filter.player_id.unwrap().as_str(), "ann & b%");
        assert_eq!(
            wish(br#"{"subscribe": {}}"#).unwrap(),
            LiveFilter::default()
        );
        for (bad, field) in [
            ("", "body"),
            ("[]", "body"),
            (r#"{"subscribe": 1}"#, "body"),
            (r#"{"subscribe": {}, "more": 1}"#, "body"),
            (r#"{"subscribe": {"items": "medkit"}}"#, "items"),
            (r#"{"subscribe": {"item": ""}}"#, "item"),
            (r#"{"subscribe": {"experiment": "price"}}"#, "variant"),
            (r#"{"subscribe": {"game_mode": 7}}"#, "game_mode"),
            (r#"{"subscribe": {"game_mode": ""}}"#, "game_mode"),
            (
                r#"{"subscribe": {"match_id": "m", "game_mode": " (other)"}}"#,
                "game_mode",
            ),
        ] {
            match wish(bad.as_bytes()) {
                Err(ApiError::Invalid(faults)) => assert_eq!(faults.first().field, field, "{bad}"),
                other => panic!("{bad}: {other:?}"),
            }
        }
    }
}
