//! What arrives on a socket, why no more does, and what a frame says before anybody waits for all of it.

use crate::ingest::Share;
use actix_http::ws::Parser;
use bytes::Bytes;

/// What arrived.
#[derive(Debug)]
pub(in crate::server) enum Received {
    /// A message, text or binary.
    Message(Message),
    /// To be answered with the same bytes.
    Ping(Bytes),
    /// The answer to a ping.
    Pong,
    /// The other side is done.
    Close,
    /// There is no memory at the moment; asking again later goes on.
    Busy,
}

/// A whole message, and what it holds of the memory budget.
#[derive(Debug)]
pub(in crate::server) struct Message {
    pub(in crate::server) bytes: Bytes,
    pub(in crate::server) share: Share,
}

/// Why no more will arrive.
#[derive(Debug, thiserror::Error)]
pub(in crate::server) enum Broken {
    #[error("a message may have {0} bytes")]
    TooLarge(usize),
    #[error("{0}")]
    Protocol(String),
    #[error("text must be UTF-8")]
    NotText,
    #[error("a message did not arrive in time")]
    Slow,
    #[error("nothing was heard for too long, not even the answer to a ping")]
    Silent,
    /// The connection is gone.
    #[error("the connection ended")]
    Gone,
}

/// A goodbye, which has either nothing or a code that may be sent (RFC 6455, section 7.4) and a reason in UTF-8.
pub(super) fn goodbye(payload: &[u8]) -> Result<Option<Received>, Broken> {
    match Parser::try_parse_close_payload(payload) {
        Ok(_) => Ok(Some(Received::Close)),
        Err(_) if Parser::try_parse_close_payload(payload.get(..2).unwrap_or(payload)).is_ok() => {
            Err(Broken::NotText)
        }
        Err(_) => Err(Broken::Protocol(
            "a goodbye with a code that is none".into(),
        )),
    }
}

/// The lengths of the header and the payload of the frame that begins here (RFC 6455, section 5.2), once they can be
/// read.
pub(super) fn announced_bytes(frame: &[u8]) -> Option<(u64, u64)> {
    let second = *frame.get(1)?;
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    match second & 0x7f {
        126 => {
            let length = frame.get(2..4)?.try_into().ok()?;
            Some((4 + mask, u16::from_be_bytes(length).into()))
        }
        127 => {
            let length = frame.get(2..10)?.try_into().ok()?;
            Some((10 + mask, u64::from_be_bytes(length)))
        }
        length => Some((2 + mask, length.into())),
    }
}
