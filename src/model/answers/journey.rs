//! One player's time line: what is asked, and the answer.

use crate::model::{EventType, ItemKind, Millis, PlayerId, StoredEvent, StoredSheet, TimeRange};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use utoipa::ToSchema;

/// A silence longer than this ends a session when nothing else is asked for, in minutes.
pub const USUAL_SESSION_GAP_MINUTES: u32 = 30;

/// What to tell of a player.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyRequest {
    /// Whose journey.
    pub player_id: PlayerId,
    /// Only events of this type, and no sheets.
    pub event_type: Option<EventType>,
    /// Only what has a timestamp in it.
    pub range: TimeRange,
    /// A silence longer than this ends a session.
    pub gap_minutes: u32,
    /// At most this many rows.
    pub limit: u32,
    /// Oldest first.
    pub ascending: bool,
    /// The row after which the page starts; at the first one when absent.
    pub after: Option<JourneyCursor>,
}

impl JourneyRequest {
    /// The newest `limit` rows of everything.
    pub fn newest(player_id: PlayerId, limit: u32) -> Self {
        Self {
            player_id,
            event_type: None,
            range: TimeRange::default(),
            gap_minutes: USUAL_SESSION_GAP_MINUTES,
            limit,
            ascending: false,
            after: None,
        }
    }
}

/// The place of a row on a time line. A sheet reports on what came before it, so it is later than an event of the
/// same instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct JourneyCursor {
    /// The row's timestamp.
    pub at: Millis,
    /// Whether it is a sheet.
    pub is_sheet: bool,
    /// Its id.
    pub id: i64,
}

impl JourneyCursor {
    /// Reads what [`Display`](fmt::Display) wrote.
    pub fn parse(text: &str) -> Result<Self, String> {
        let read = || {
            let (rest, id) = text.rsplit_once('_')?;
            let (at, kind) = rest.rsplit_once('_')?;
            let is_sheet = match kind {
                "sheet" => true,
                "event" => false,
                _ => return None,
            };
            Some(Self {
                at: Millis(at.parse().ok()?),
                is_sheet,
                id: id.parse().ok().filter(|id| *id >= 0)?,
            })
        };
        read().ok_or_else(|| "must be the value of `next` from an earlier page".into())
    }
}

impl fmt::Display for JourneyCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_sheet { "sheet" } else { "event" };
        write!(f, "{}_{kind}_{}", self.at.0, self.id)
    }
}

/// A row of a time line; printed with its `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum TimelineRow {
    /// A stat sheet.
    Sheet(StoredSheet),
    /// An event.
    Event(StoredEvent),
}

impl TimelineRow {
    /// Its place on the time line.
    pub fn cursor(&self) -> JourneyCursor {
        match self {
            Self::Sheet(stored) => JourneyCursor {
                at: stored.sheet.timestamp.at(),
                is_sheet: true,
                id: stored.id,
            },
            Self::Event(stored) => JourneyCursor {
                at: stored.event.timestamp.at(),
                is_sheet: false,
                id: stored.id,
            },
        }
    }
}

/// What a player did without a long silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// When its first match began, or its first event happened.
    pub start: Millis,
    /// The timestamp of its last row.
    pub end: Millis,
    /// Sheets in it.
    pub sheets: u64,
    /// Events in it.
    pub events: u64,
}

/// Everything a player ever sent, in sums.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JourneyTotals {
    /// Sheets.
    pub sheets: u64,
    /// Units looted in them.
    pub units: u64,
    /// Events, inside sheets and alone.
    pub events: u64,
    /// Sessions, by the gap that was asked for.
    pub sessions: u64,
    /// Units by item.
    pub items: BTreeMap<ItemKind, u64>,
    /// Events by type.
    pub event_types: BTreeMap<EventType, u64>,
}

/// A page of one player's time line, and what is known of the whole of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// Whose it is.
    pub player_id: PlayerId,
    /// The earliest timestamp of all; of one that cannot be (before 2000, or later than it was received) the time of receipt.
    pub first_seen: Millis,
    /// The latest timestamp of all, likewise.
    pub last_seen: Millis,
    /// Of everything, whatever the page was asked to show.
    pub totals: JourneyTotals,
    /// What is known of the player: of each fact the value of the newest row that has one.
    pub facts: BTreeMap<String, Value>,
    /// A silence longer than this ends a session.
    pub gap_minutes: u32,
    /// The sessions within the page's span, in the order of the rows.
    pub sessions: Vec<Session>,
    /// In the order asked for.
    pub moments: Vec<TimelineRow>,
    /// Where the next page starts, or `None` at the end.
    pub next: Option<JourneyCursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_printed_and_nothing_else_is() {
        for at in [-5, 0, 1_769_860_800_000] {
            for is_sheet in [true, false] {
                let cursor = JourneyCursor {
                    at: Millis(at),
                    is_sheet,
                    id: 17,
                };
                assert_eq!(JourneyCursor::parse(&cursor.to_string()), Ok(cursor));
            }
        }
        for bad in ["", "17", "1_sheet_", "1_sheet_-1", "x_event_1", "1_cheat_1"] {
            assert!(JourneyCursor::parse(bad).is_err(), "{bad}");
        }
    }
}
