//! Why a connection ended, and the close code and reason sent for it. Codes are those of RFC 6455, section 7.4.

use super::Broken;
use actix_http::ws::CloseCode;

/// The end of a conversation.
#[derive(Debug)]
pub(in crate::server) struct Ended {
    /// What to say goodbye with; nothing to a client that is gone.
    pub(in crate::server) code: Option<CloseCode>,
    pub(in crate::server) reason: String,
}

impl Ended {
    pub(in crate::server) fn because(code: CloseCode, reason: &str) -> Self {
        Self {
            code: Some(code),
            reason: reason.to_owned(),
        }
    }

    /// The client said goodbye.
    pub(in crate::server) fn politely() -> Self {
        Self::because(CloseCode::Normal, "goodbye")
    }

    pub(in crate::server) fn server_stops() -> Self {
        let reason = "the server stops; everything acknowledged is stored";
        Self::because(CloseCode::Away, reason)
    }

    /// The client does not read, or is not there.
    pub(in crate::server) fn gone() -> Self {
        Self {
            code: None,
            reason: Broken::Gone.to_string(),
        }
    }
}

impl From<Broken> for Ended {
    fn from(broken: Broken) -> Self {
        let code = match &broken {
            Broken::TooLarge(_) => Some(CloseCode::Size),
            Broken::Protocol(_) => Some(CloseCode::Protocol),
            Broken::NotText => Some(CloseCode::Invalid),
            Broken::Slow | Broken::Silent => Some(CloseCode::Policy),
            Broken::Gone => None,
        };
        Self {
            code,
            reason: broken.to_string(),
        }
    }
}
