//! Queries of requests, percent-encoded. Names go there, too: a path does not hold every name.

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
    use crate::model::{GameMode, GridRequest, GridResolution, ItemKind, Millis};
    use crate::wire::{InMode, OfItem, Resolution, TimeRange};

    #[test]
    fn a_query_is_encoded_and_says_only_what_is_asked() {
        let in_mode = InMode {
            game_mode: Some(GameMode::parse("two & more").unwrap()),
        };
        let range = TimeRange {
            since: Some(Millis(0)),
            until: None,
        };
        let grid = Resolution::from(&GridRequest::of(GridResolution::Bins(20)));
        let of = OfItem {
            item: ItemKind::parse("café/..").unwrap(),
        };
        let kinds: [&dyn Asks; 5] = [&of, &InMode::default(), &in_mode, &range, &grid];
        assert_eq!(
            path_with("/api/heatmap", &kinds),
            "/api/heatmap?item=caf%C3%A9%2F..&game_mode=two+%26+more&since=1970-01-01T00%3A00%3A00.000Z&bins=20"
        );
        assert_eq!(path_with("/api/names", &[&InMode::default()]), "/api/names");
    }
}
