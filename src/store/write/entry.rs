//! What is written and what became of it.

use crate::model::{DeadLetter, Event, Faults, Millis, StatSheet};
use crate::store::write::reparse::Parsed;
use bytes::Bytes;
use serde::Serialize;
use std::borrow::Cow;

/// One received item on its way into the database. Making one does all the work that needs no database, so
/// that it is done by the many who receive and not by the one who writes.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(in crate::store) content: Content,
    pub(in crate::store) received_at: Millis,
    /// As received, in case it has to become a dead letter after all.
    pub(in crate::store) payload: Bytes,
    pub(in crate::store) source: Cow<'static, str>,
    /// The dead letter it was until now.
    letter: Option<i64>,
}

#[derive(Debug, Clone)]
pub(in crate::store) enum Content {
    Sheet(Box<SheetContent>),
    Event(Box<Event>),
    Rejected(Faults),
}

/// A sheet with the columns that are kept as JSON text.
#[derive(Debug, Clone)]
pub(in crate::store) struct SheetContent {
    pub(in crate::store) sheet: StatSheet,
    pub(in crate::store) looted_items: String,
    pub(in crate::store) locations: String,
    pub(in crate::store) experiments: Option<String>,
    pub(in crate::store) custom_stats: Option<String>,
    pub(in crate::store) extra: Option<String>,
    pub(in crate::store) units: i64,
}

impl Entry {
    /// A valid sheet; `payload` is what was received, `source` the door it came through (a route pattern).
    pub fn sheet(
        sheet: StatSheet,
        received_at: Millis,
        payload: Bytes,
        source: &'static str,
    ) -> Self {
        Self::new(Content::of_sheet(sheet), received_at, payload, source)
    }

    fn new(
        content: Content,
        received_at: Millis,
        payload: Bytes,
        source: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            content,
            received_at,
            payload,
            source: source.into(),
            letter: None,
        }
    }

    /// What a dead letter holds, parsed again.
    pub(in crate::store) fn of_letter(
        letter: i64,
        parsed: Parsed,
        received_at: Millis,
        payload: Bytes,
        source: String,
    ) -> Self {
        let content = match parsed {
            Parsed::Sheet(sheet) => Content::of_sheet(*sheet),
            Parsed::Event(event) => Content::Event(event),
            Parsed::Rejected(faults) => Content::Rejected(faults),
        };
        Self {
            letter: Some(letter),
            ..Self::new(content, received_at, payload, source)
        }
    }

    /// The dead letter it was until now.
    pub(in crate::store) fn letter(&self) -> Option<i64> {
        self.letter
    }

    /// A valid event that stands alone.
    pub fn event(event: Event, received_at: Millis, payload: Bytes, source: &'static str) -> Self {
        let content = Content::Event(Box::new(event));
        Self::new(content, received_at, payload, source)
    }

    /// Something that could not be read.
    pub fn rejected(letter: DeadLetter) -> Self {
        let content = Content::Rejected(letter.faults);
        Self::new(content, letter.received_at, letter.payload, letter.source)
    }

    /// The same item, refused for `faults`.
    pub(in crate::store) fn refused(&self, faults: Faults) -> Self {
        Self {
            content: Content::Rejected(faults),
            ..self.clone()
        }
    }
}

impl Content {
    /// What is kept as text alone is freed: it waits as long as the commit takes.
    fn of_sheet(mut sheet: StatSheet) -> Self {
        let custom_stats = std::mem::take(&mut sheet.custom_stats);
        let extra = std::mem::take(&mut sheet.extra);
        Self::Sheet(Box::new(SheetContent {
            looted_items: json(&sheet.looted_items),
            locations: json(&sheet.locations),
            experiments: (!sheet.experiments.is_empty()).then(|| json(&sheet.experiments)),
            custom_stats: (!custom_stats.is_empty()).then(|| json(&custom_stats)),
            extra: (!extra.is_empty()).then(|| json(&extra)),
            units: sheet.total_units() as i64,
            sheet,
        }))
    }
}

/// Model values always print: their keys are text and their numbers finite.
pub(in crate::store) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}

/// What became of one entry, known once it is committed.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Stored under this id.
    Accepted {
        /// The row's id.
        id: i64,
    },
    /// Its key was known; this is the id of the first.
    Duplicate {
        /// The first row's id.
        id: i64,
    },
    /// Kept as a dead letter.
    Rejected(Faults),
}
