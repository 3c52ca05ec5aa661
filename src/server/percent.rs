//! Percent-decoding that refuses what it cannot read, where the usual libraries guess.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The decoded text, or what is wrong with it.
pub(super) fn decode(text: &str) -> Result<Cow<'_, str>, String> {
    if let Some(broken) = broken_escape(text) {
        return Err(format!(
            "has a % that is not followed by two hexadecimal digits, at byte {broken}"
        ));
    }
    percent_decode_str(text)
        .decode_utf8()
        .map_err(|error| format!("is not UTF-8 at byte {}", error.valid_up_to()))
}

fn broken_escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_escape = |at: usize| {
        let digits = bytes.get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    (0..bytes.len()).find(|at| bytes[*at] == b'%' && !is_escape(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_escapes_and_bytes_are_refused_not_guessed() {
        assert_eq!(decode("rubber%20duck%C3%A9").unwrap(), "rubber ducké");
        for bad in ["%", "%2", "a%zz", "%ff", "%C3"] {
            assert!(decode(bad).is_err(), "{bad}");
        }
    }
}
