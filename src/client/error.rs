//! What can go wrong with a request, by what the caller does about it.

use super::durations::in_words;
use std::time::Duration;

/// Why a server did not do as asked. Never holds a user name or password.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nothing answered, or not to the end. Trying again later may help.
    #[error("no answer from {server}: {cause}")]
    Unreachable {
        /// The server's address.
        server: String,
        /// What happened.
        cause: String,
    },
    /// It answered 429 or 5xx. Trying again later may help.
    #[error("{server} answered {status}: {message}")]
    Unavailable {
        /// The server's address.
        server: String,
        /// The status code.
        status: u16,
        /// The server's own words.
        message: String,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// It answered as above, and asks to be left alone for longer than it may take.
    #[error("{server} answered {status}: {message}; it asks not to be tried again for {}, which is longer than is waited for", in_words(*.wait))]
    AsksToWait {
        /// The server's address.
        server: String,
        /// The status code.
        status: u16,
        /// The server's own words.
        message: String,
        /// How long it asks to be left alone.
        wait: Duration,
    },
    /// It answered that the request is wrong; the same request will stay wrong.
    #[error("{server} answered {status} to {route}: {message}")]
    Refused {
        /// The server's address.
        server: String,
        /// The path.
        route: String,
        /// The status code.
        status: u16,
        /// The server's own words.
        message: String,
    },
    /// It answered something that this API does not say.
    #[error("{server} does not answer {route} as a loot server would: {cause}")]
    Unexpected {
        /// The server's address.
        server: String,
        /// The path.
        route: String,
        /// What is odd about it.
        cause: String,
    },
    /// The caller wanted no further try.
    #[error("interrupted")]
    Interrupted,
}

impl ClientError {
    /// Whether the same request may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Unavailable { .. } | Self::AsksToWait { .. }
        )
    }

    /// The same where nobody waits any longer, with the reason when that is the server's wish to be left alone.
    pub(super) fn given_up(self, waited_for: Duration) -> Self {
        match self {
            Self::Unavailable {
                server,
                status,
                message,
                retry_after: Some(wait),
            } if wait > waited_for && waited_for > Duration::ZERO => Self::AsksToWait {
                server,
                status,
                message,
                wait,
            },
            other => other,
        }
    }

    /// How long the server asks to be left alone.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
