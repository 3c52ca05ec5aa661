//! Frames on their way out: a short queue that a client who does not read fills, so that its sender waits.

use actix_http::ws::{CloseReason, OpCode, Parser};
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use serde::Serialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::mpsc;

/// Frames that wait to be written.
const MOST_WAITING: usize = 8;

/// The sending half of a socket; the connection ends when it is dropped.
pub(in crate::server) struct Outgoing {
    frames: mpsc::Sender<Bytes>,
    patience: Duration,
}

/// The client is gone, or has read nothing for too long.
#[derive(Debug)]
pub(in crate::server) struct Unreachable;

/// The sending half, and what the connection writes.
pub(super) fn channel(
    patience: Duration,
) -> (
    Outgoing,
    impl Stream<Item = Result<Bytes, Infallible>> + use<>,
) {
    let (frames, mut queue) = mpsc::channel(MOST_WAITING);
    let stream = futures_util::stream::poll_fn(move |context| {
        queue.poll_recv(context).map(|frame| frame.map(Ok))
    });
    (Outgoing { frames, patience }, stream)
}

impl Outgoing {
    /// Sends a frame, waiting while the queue is full.
    ///
    /// # Errors
    /// When nobody reads.
    pub(in crate::server) async fn send(&self, frame: Bytes) -> Result<(), Unreachable> {
        let sending = self.frames.send_timeout(frame, self.patience);
        sending.await.map_err(|_| Unreachable)
    }
}

/// Frames as a server sends them; the same bytes for every client.
pub(in crate::server) mod frame {
    use super::*;

    /// A text message. What we say always prints: its keys are text and its numbers finite.
    pub(in crate::server) fn json(said: &impl Serialize) -> Bytes {
        of(&serde_json::to_vec(said).unwrap_or_default(), OpCode::Text)
    }

    pub(in crate::server) fn ping() -> Bytes {
        of(b"", OpCode::Ping)
    }

    pub(in crate::server) fn pong(payload: &[u8]) -> Bytes {
        of(payload, OpCode::Pong)
    }

    pub(in crate::server) fn close(reason: CloseReason) -> Bytes {
        let mut frame = BytesMut::new();
        Parser::write_close(&mut frame, Some(reason), false);
        frame.freeze()
    }

    fn of(payload: &[u8], opcode: OpCode) -> Bytes {
        let mut frame = BytesMut::with_capacity(payload.len() + 10);
        Parser::write_message(&mut frame, payload, opcode, true, false);
        frame.freeze()
    }
}
