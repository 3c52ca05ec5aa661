//! Strict reading of a query string: unknown names, repeated names and wrong values are all faults, and all of
//! them are told at once. Nothing falls back to a default in silence.

use super::error::ApiError;
use super::percent;
use crate::model::{
    Arm, Cursor, EntityCursor, EntityListRequest, EntitySort, EventFilter, Fault, Faults, GameMode,
    GridResolution, MAX_BINS, Millis, Name, PageRequest, PathsRequest, PlayerId, SliceFilter,
};
use std::borrow::Cow;

/// A query string on its way: take each parameter, then [`finish`](Self::finish).
#[derive(Debug)]
pub(super) struct Query<'a> {
    given: Vec<(&'static str, Cow<'a, str>)>,
    faults: Vec<Fault>,
}

impl<'a> Query<'a> {
    /// Reads `raw`, in which only the parameters `known` may occur, each once.
    pub(super) fn read(raw: &'a str, known: &[&'static str]) -> Self {
        let mut query = Self {
            given: Vec::new(),
            faults: Vec::new(),
        };
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match decode(name) {
                Ok(name) => query.take(&name, value, known),
                Err(reason) => query.fault("query", reason),
            }
        }
        query
    }

    fn take(&mut self, name: &str, value: &'a str, known: &[&'static str]) {
        let Some(name) = known.iter().find(|known| **known == name) else {
            let names = match known {
                [] => "this address takes none".to_owned(),
                _ => format!("known are {}", known.join(", ")),
            };
            return self.fault(name, format!("is not a known parameter; {names}"));
        };
        if self.given.iter().any(|(given, _)| given == name) {
            return self.fault(name, "is given twice");
        }
        match decode(value) {
            Ok(value) => self.given.push((name, value)),
            Err(reason) => self.fault(name, reason),
        }
    }

    /// The value of `name`, if it was given and `parse` takes it.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let (_, value) = self.given.iter().find(|(given, _)| *given == name)?;
        match parse(value) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault(name, reason);
                None
            }
        }
    }

    /// The value of `name`, which must be given.
    pub(super) fn required<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if !self.given.iter().any(|(given, _)| *given == name) {
            self.fault(name, "is required");
        }
        self.optional(name, parse)
    }

    /// A whole number from 1 to `most`.
    pub(super) fn whole(&mut self, name: &'static str, most: u32) -> Option<u32> {
        self.optional(name, |text| {
            text.parse()
                .ok()
                .filter(|number| (1..=most).contains(number))
                .ok_or_else(|| format!("must be a whole number from 1 to {most}, got {text:?}"))
        })
    }

    /// `bins` or `side`.
    pub(super) fn fineness(&mut self) -> Option<GridResolution> {
        let bins = self.whole("bins", MAX_BINS).map(GridResolution::Bins);
        let side = self.optional("side", |text| {
            text.parse()
                .ok()
                .filter(|side: &f64| side.is_finite() && *side > 0.0)
                .map(GridResolution::Side)
                .ok_or_else(|| format!("must be a number above 0, got {text:?}"))
        });
        if bins.is_some() && side.is_some() {
            self.fault("side", "cannot be given together with bins");
        }
        bins.or(side)
    }

    /// `limit` and `cursor`.
    pub(super) fn page(&mut self, usual: u32, most: u32) -> PageRequest {
        PageRequest {
            limit: self.whole("limit", most).unwrap_or(usual),
            before: self.optional("cursor", Cursor::parse),
        }
    }

    /// `game_mode`, and `experiment` with `variant`.
    pub(super) fn slice(&mut self) -> SliceFilter {
        let game_mode = self.optional("game_mode", GameMode::parse);
        let given = |query: &Self, wanted| query.given.iter().any(|(name, _)| *name == wanted);
        let arm = if given(self, "experiment") || given(self, "variant") {
            let experiment = self.required("experiment", Name::parse);
            let variant = self.required("variant", Name::parse);
            experiment.zip(variant).map(|(experiment, variant)| Arm {
                experiment,
                variant,
            })
        } else {
            None
        };
        SliceFilter { game_mode, arm }
    }

    /// Whose stories, and how many sheets to look at.
    pub(super) fn stories(&mut self) -> PathsRequest {
        let (since, until) = self.time_range();
        PathsRequest {
            filter: EventFilter {
                game_mode: self.optional("game_mode", GameMode::parse),
                since,
                until,
            },
            limit: self.whole("limit", 20_000).unwrap_or(2_000),
        }
    }

    /// What lists of matches and players have in common.
    pub(super) fn roster(&mut self, sorts: &[EntitySort]) -> EntityListRequest {
        let (since, until) = self.time_range();
        let sort = self.optional("sort", |text| EntitySort::parse(text, sorts));
        let ascending = self.optional("order", |text| match text {
            "asc" => Ok(true),
            "desc" => Ok(false),
            _ => Err("must be one of desc, asc".into()),
        });
        EntityListRequest {
            // Of the same length and characters as the ids it begins.
            prefix: self.optional("prefix", |text| PlayerId::parse(text).map(Into::into)),
            game_mode: self.optional("game_mode", GameMode::parse),
            since,
            until,
            fewer_players_than: None,
            sort: sort.unwrap_or(EntitySort::LastSeen),
            ascending: ascending.unwrap_or(false),
            limit: self.whole("limit", 1_000).unwrap_or(50),
            after: self.optional("cursor", EntityCursor::parse),
        }
    }

    /// `since` and `until`.
    pub(super) fn time_range(&mut self) -> (Option<Millis>, Option<Millis>) {
        let since = self.optional("since", Millis::parse);
        let until = self.optional("until", Millis::parse);
        if let (Some(since), Some(until)) = (since, until)
            && until < since
        {
            self.fault("until", "must not be before since");
        }
        (since, until)
    }

    /// `value` when nothing was wrong.
    ///
    /// # Errors
    /// All faults of the query.
    pub(super) fn finish<T>(self, value: T) -> Result<T, ApiError> {
        match Faults::from_vec(self.faults) {
            None => Ok(value),
            Some(faults) => Err(ApiError::Invalid(faults)),
        }
    }

    fn fault(&mut self, field: &str, reason: impl Into<String>) {
        self.faults.push(Fault::new(field, reason));
    }
}

/// As a form writes it: `+` stands for a space.
fn decode(text: &str) -> Result<Cow<'_, str>, String> {
    if text.contains('+') {
        let spaced = text.replace('+', " ");
        percent::decode(&spaced).map(|decoded| Cow::Owned(decoded.into_owned()))
    } else {
        percent::decode(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(raw: &str) -> String {
        let mut query = Query::read(raw, &["since", "until", "limit", "cursor"]);
        query.page(1_000, 10_000);
        query.time_range();
        match query.finish(()) {
            Err(ApiError::Invalid(faults)) => faults
                .as_slice()
                .iter()
                .map(|fault| format!("{fault}\n"))
                .collect(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn good_values_are_read() {
        let mut query = Query::read("limit=5&cursor=7", &["limit", "cursor"]);
        let page = query.page(1_000, 10_000);
        assert_eq!((page.limit, page.before), (5, Some(Cursor(7))));
        assert!(query.finish(()).is_ok());
        let mut query = Query::read("", &["limit"]);
        assert_eq!(query.page(1_000, 10_000).limit, 1_000);
    }

    #[test]
    fn every_wrong_value_is_a_fault_with_its_name() {
        for (raw, named) in [
            ("limit=abc", "limit: must be a whole number"),
            ("limit=", "limit: must be a whole number"),
            ("limit=0", "limit: must be a whole number"),
            ("limit=10001", "limit: must be a whole number"),
            ("limit=1&limit=2", "limit: is given twice"),
            ("cursor=-1", "cursor: must be the value of `next`"),
            ("since=yesterday", "since: must be an ISO 8601 time"),
            (
                "since=2026-01-02&until=2026-01-01",
                "until: must not be before",
            ),
            (
                "limti=5",
                "limti: is not a known parameter; known are since",
            ),
            ("limit=%ff", "limit: is not UTF-8"),
            ("%zz=1", "query: has a %"),
        ] {
            let told = faults(raw);
            assert!(told.contains(named), "{raw}: {told}");
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        assert_eq!(faults("limit=x&cursor=y&z=1&since=q").lines().count(), 4);
    }
}
