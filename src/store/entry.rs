//! What is written and what became of it.

use crate::model::{DeadLetter, Event, Faults, Millis, StatSheet};
use bytes::Bytes;

/// One received item on its way into the database.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(super) content: Content,
    pub(super) received_at: Millis,
    /// As received, in case it has to become a dead letter after all.
    pub(super) payload: Bytes,
    pub(super) source: &'static str,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Sheet(Box<StatSheet>),
    Event(Box<Event>),
    Rejected(Faults),
}

impl Entry {
    /// A valid sheet; `payload` is what was received, `source` the door it came through (a route pattern).
    pub fn sheet(
        sheet: StatSheet,
        received_at: Millis,
        payload: Bytes,
        source: &'static str,
    ) -> Self {
        Self {
            content: Content::Sheet(Box::new(sheet)),
            received_at,
            payload,
            source,
        }
    }

    /// A valid event that stands alone.
    pub fn event(event: Event, received_at: Millis, payload: Bytes, source: &'static str) -> Self {
        Self {
            content: Content::Event(Box::new(event)),
            received_at,
            payload,
            source,
        }
    }

    /// Something that could not be read.
    pub fn rejected(letter: DeadLetter) -> Self {
        Self {
            content: Content::Rejected(letter.faults),
            received_at: letter.received_at,
            payload: letter.payload,
            source: letter.source,
        }
    }
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
