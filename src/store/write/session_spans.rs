//! What sessions are: rows of one player with the same session id, or, where none was sent, without 30 minutes of silence
//! between them. A union of spans of time, so the order in which rows come does not matter. Pure.

use crate::model::{MAP, Millis, SESSION_GAP_MS};
use std::collections::BTreeMap;

/// A session's row is written anew with each of its parts: more names are left out.
const MOST_DIMENSIONS: usize = 32;

/// A session, or a part of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: Millis,
    pub(super) last: Millis,
    pub(super) sheets: i64,
    pub(super) events: i64,
    /// Of each dimension and experiment the value that was sent last, with the map as `map`.
    pub(super) dimensions: BTreeMap<String, String>,
}

/// A player, and a session id or the empty text.
pub(super) type SpanKey = (String, String);

/// Sessions as they gather, by whose they are.
#[derive(Debug, Default)]
pub(super) struct Spans(pub(super) BTreeMap<SpanKey, Vec<Span>>);

impl Span {
    /// A row that was there from `first` to `last`, with its dimensions as they are stored: JSON objects, or nothing.
    pub(super) fn of_row<const N: usize>(
        first: Millis,
        last: Millis,
        map: &str,
        stored: [&Option<String>; N],
    ) -> Self {
        let mut dimensions = BTreeMap::new();
        for stored in stored.into_iter().flatten() {
            let read: BTreeMap<String, String> = serde_json::from_str(stored).unwrap_or_default();
            dimensions.extend(read);
        }
        if !map.is_empty() {
            dimensions.insert(MAP.to_owned(), map.to_owned());
        }
        Self {
            first,
            last,
            dimensions,
            ..Self::default()
        }
    }

    /// Takes in another part of the same session, which was sent later.
    fn take_in(&mut self, later: Self) {
        self.first = self.first.min(later.first);
        self.last = self.last.max(later.last);
        self.sheets += later.sheets;
        self.events += later.events;
        for (name, value) in later.dimensions {
            if self.dimensions.len() < MOST_DIMENSIONS || self.dimensions.contains_key(&name) {
                self.dimensions.insert(name, value);
            }
        }
    }
}

impl Spans {
    /// Adds a part of a session, which was sent after those that are here.
    pub(super) fn add(&mut self, player: &str, session: &str, span: Span) {
        let spans = self
            .0
            .entry((player.to_owned(), session.to_owned()))
            .or_default();
        spans.push(span);
        if !session.is_empty() {
            return merge(spans, |_, _| true);
        }
        // Mostly a player's rows come in the order of time, and the last span takes them in.
        if spans.len() > 1 {
            merge(spans, |one, next| {
                next.first.0 - one.last.0 <= SESSION_GAP_MS
            });
        }
    }
}

/// Puts together what belongs together, of spans in the order in which they were sent.
fn merge(spans: &mut Vec<Span>, belong: impl Fn(&Span, &Span) -> bool) {
    // Stable: of spans that begin at the same time the one that was sent later takes effect later.
    spans.sort_by_key(|span| span.first);
    spans.dedup_by(|next, one| {
        let together = belong(one, next);
        if together {
            one.take_in(std::mem::take(next));
        }
        together
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minutes(first: i64, last: i64) -> Span {
        Span {
            first: Millis(first * 60_000),
            last: Millis(last * 60_000),
            sheets: 1,
            ..Span::default()
        }
    }

    #[test]
    fn a_silence_of_thirty_minutes_ends_a_session_and_what_fills_it_joins_two() {
        let mut spans = Spans::default();
        for span in [minutes(0, 10), minutes(71, 80), minutes(40, 40)] {
            spans.add("ada", "", span);
        }
        let key = ("ada".to_owned(), String::new());
        let told = |spans: &Spans| {
            let spans = spans.0[&key].iter();
            let told = spans.map(|span| (span.first.0 / 60_000, span.last.0 / 60_000, span.sheets));
            told.collect::<Vec<_>>()
        };
        assert_eq!(told(&spans), [(0, 40, 2), (71, 80, 1)]);
        spans.add("ada", "", minutes(45, 50));
        assert_eq!(told(&spans), [(0, 80, 4)]);
    }

    #[test]
    fn an_id_holds_together_what_it_names() {
        let mut spans = Spans::default();
        spans.add("ada", "s1", minutes(0, 1));
        spans.add("ada", "s1", minutes(500, 501));
        spans.add("ada", "s2", minutes(2, 3));
        spans.add("bob", "s1", minutes(2, 3));
        let lengths: Vec<usize> = spans.0.values().map(Vec::len).collect();
        assert_eq!(lengths, [1, 1, 1]);
        assert_eq!(
            spans.0.values().next().unwrap()[0].last,
            Millis(501 * 60_000)
        );
    }

    #[test]
    fn the_value_that_was_sent_last_is_kept() {
        let mut spans = Spans::default();
        for (map, dimensions) in [
            ("dust", r#"{"build":"1.2","platform":"pc"}"#),
            ("mill", r#"{"build":"1.3"}"#),
        ] {
            let span = Span::of_row(Millis(0), Millis(0), map, [&Some(dimensions.to_owned())]);
            spans.add("ada", "s", span);
        }
        let kept = &spans.0.values().next().unwrap()[0].dimensions;
        let kept: Vec<_> = kept
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(kept, ["build=1.3", "map=mill", "platform=pc"]);
    }

    #[test]
    fn a_session_does_not_grow_with_every_name_that_is_made_up() {
        let mut spans = Spans::default();
        for k in 0..1_000 {
            let dimensions = format!(r#"{{"build":"{k}","made up {k}":"x"}}"#);
            let span = Span::of_row(Millis(k), Millis(k), "", [&Some(dimensions)]);
            spans.add("ada", "s", span);
        }
        let kept = &spans.0.values().next().unwrap()[0].dimensions;
        assert_eq!((kept.len(), &*kept["build"]), (MOST_DIMENSIONS, "999"));
    }

    proptest! {
        #[test]
        fn the_order_in_which_rows_come_does_not_matter(
            rows in prop::collection::vec((0i64..600, 0i64..40), 1..40),
            turn in 0usize..40,
        ) {
            let of = |rows: &[(i64, i64)]| {
                let mut spans = Spans::default();
                for (first, length) in rows {
                    spans.add("ada", "", minutes(*first, first + length));
                }
                spans.0
            };
            let mut turned = rows.clone();
            turned.rotate_left(turn % rows.len());
            turned.reverse();
            prop_assert_eq!(of(&rows), of(&turned));
        }
    }
}
