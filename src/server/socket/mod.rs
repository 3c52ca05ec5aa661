//! WebSockets: the handshake, and messages in and out. Knows nothing of what they say.
//!
//! On actix-http's frame parser instead of actix-ws: there a message grows in memory before anybody can count its
//! bytes, and here every byte is taken out of the budget that all requests share, as it arrives.

mod count;
mod ended;
mod incoming;
mod outgoing;
mod received;

pub(super) use count::Sockets;
pub(super) use ended::Ended;
pub(super) use incoming::Incoming;
pub(super) use outgoing::{Outgoing, frame};
pub(super) use received::{Broken, Message, Received};

use super::connection::Demand;
use super::error::ApiError;
use super::options::ServerOptions;
use super::state::AppState;
use actix_http::body::{BodyStream, MessageBody};
use actix_http::ws::{CloseCode, CloseReason, handshake};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use count::Place;
use std::time::Duration;

/// How often the other side is asked whether it is there, of the time after which its silence means that it is not.
const PINGS: u32 = 3;
/// How often the clocks are looked at.
pub(super) const TICK: Duration = Duration::from_millis(500);
/// How long the other side may take to answer a goodbye.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// An open socket.
pub(super) struct Socket {
    pub(super) incoming: Incoming,
    pub(super) outgoing: Outgoing,
    _place: Place,
}

/// Upgrades the connection; the response must be returned before anything is sent. Messages may have `limit` bytes.
///
/// # Errors
/// When the request is not a WebSocket's, or there are too many.
pub(super) fn open(
    request: &HttpRequest,
    payload: Payload,
    state: &AppState,
    limit: usize,
) -> Result<(HttpResponse, Socket), ApiError> {
    let mut response =
        handshake(request.head()).map_err(|error| ApiError::UpgradeRequired(error.to_string()))?;
    let place = state.sockets.take()?;
    let (outgoing, frames) = outgoing::channel(state.options.write_timeout);
    let body = BodyStream::new(frames).boxed();
    let response = response.message_body(body);
    let response = response.map_err(|_| ApiError::Unexpected)?.into();
    let socket = Socket {
        incoming: Incoming::new(Demand::new(payload, request), limit, &state.budget),
        outgoing,
        _place: place,
    };
    Ok((response, socket))
}

/// How long after a ping the next one is sent.
pub(super) fn ping_interval(options: &ServerOptions) -> Duration {
    options.socket_timeout / PINGS
}

impl Socket {
    /// Says goodbye and waits a moment for the answer: a connection that is closed while the other side still sends is
    /// reset, and what it has not read yet is lost to it.
    pub(super) async fn close(mut self, code: CloseCode, reason: &str) {
        let reason = CloseReason {
            code,
            description: Some(reason.to_owned()),
        };
        if self.outgoing.send(frame::close(reason)).await.is_err() {
            return;
        }
        let answer = async {
            loop {
                match self.incoming.next().await {
                    Ok(Received::Close) | Err(Broken::Gone) => return,
                    Ok(Received::Busy) | Err(_) => return self.incoming.drain().await,
                    Ok(_) => {}
                }
            }
        };
        let _ = tokio::time::timeout(CLOSE_TIMEOUT, answer).await;
    }
}
