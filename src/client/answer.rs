//! What an answer says went wrong.

use crate::wire;

/// What an answer says went wrong, on one line.
pub(super) fn message_of(body: &[u8]) -> String {
    if let Ok(answer) = serde_json::from_slice::<wire::Error<'_>>(body) {
        return answer.error.into_owned();
    }
    // Not ours: the page of some proxy.
    let text = String::from_utf8_lossy(&body[..body.len().min(200)]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        "(no text)".into()
    } else {
        text
    }
}
