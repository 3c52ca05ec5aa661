//! Paths and queries of requests, percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;

/// Everything but unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A text as one segment of a path.
pub(super) struct PathText<'a>(pub(super) &'a str);

impl fmt::Display for PathText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        utf8_percent_encode(self.0, RESERVED).fmt(f)
    }
}

/// A kind of parameters as part of a query; empty when it asks for nothing.
pub(super) trait Asks {
    fn query(&self) -> String;
}

impl<P: crate::wire::Parameters> Asks for P {
    fn query(&self) -> String {
        // Kinds are flat structs of texts and numbers, which always print.
        serde_urlencoded::to_string(self).unwrap_or_default()
    }
}

/// `path` with what `kinds` ask.
pub(super) fn path_with(path: &str, kinds: &[&dyn Asks]) -> String {
    let parts = kinds.iter().map(|kind| kind.query());
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return path.to_owned();
    }
    format!("{path}?{}", parts.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{GameMode, GridRequest, GridResolution, Millis};
    use crate::wire::{InMode, Resolution, TimeRange};

    #[test]
    fn a_path_and_its_query_are_encoded_and_say_only_what_is_asked() {
        let in_mode = InMode {
            game_mode: Some(GameMode::parse("two & more").unwrap()),
        };
        let range = TimeRange {
            since: Some(Millis(0)),
            until: None,
        };
        let grid = Resolution::from(&GridRequest::of(GridResolution::Bins(20)));
        let path = format!("/api/heatmap/{}", PathText("café/~x"));
        assert_eq!(
            path_with(&path, &[&InMode::default(), &in_mode, &range, &grid]),
            "/api/heatmap/caf%C3%A9%2F~x?game_mode=two+%26+more&since=1970-01-01T00%3A00%3A00.000Z&bins=20"
        );
        assert_eq!(path_with("/api/names", &[&InMode::default()]), "/api/names");
    }
}
