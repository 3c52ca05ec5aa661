//! The id of a request, which its answer and the log have in common.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header, in both directions.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

const MAX_BYTES: usize = 128;

/// The caller's own id when it is well-formed (1–128 visible ASCII characters), otherwise a new one.
pub(super) fn of(headers: &HeaderMap) -> HeaderValue {
    if let Some(given) = headers.get(HEADER)
        && (1..=MAX_BYTES).contains(&given.len())
        && given.as_bytes().iter().all(u8::is_ascii_graphic)
    {
        return given.clone();
    }
    let mut buffer = Uuid::encode_buffer();
    let text = Uuid::now_v7().hyphenated().encode_lower(&mut buffer);
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("unknown"))
}

/// The id that `observe` gave the request, for a socket that outlives it.
pub(super) fn given(headers: &HeaderMap) -> String {
    of(headers).to_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_well_formed_id_is_kept_and_anything_else_replaced() {
        let given = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_static(text));
            of(&headers)
        };
        assert_eq!(given("abc-123"), "abc-123");
        for bad in ["", "two words"] {
            assert_eq!(given(bad).len(), 36, "{bad:?}");
        }
        assert_ne!(of(&HeaderMap::new()), of(&HeaderMap::new()));
    }
}
