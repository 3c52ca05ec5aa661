//! Lists of matches and players: what is asked, and one line of the answer. Both have the same columns but one.

use crate::model::{GameMode, JourneyCursor, Millis, StoredEvent};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use utoipa::ToSchema;

/// Which lines, in which order, from where on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityListRequest {
    /// Only ids that begin with this.
    pub prefix: Option<String>,
    /// Only what happened in this game mode; lines without any are left out.
    pub game_mode: Option<GameMode>,
    /// Only those last seen at or after this.
    pub since: Option<Millis>,
    /// Only those first seen before this.
    pub until: Option<Millis>,
    /// Only matches with fewer players than this.
    pub fewer_players_than: Option<u32>,
    /// What to sort by.
    pub sort: EntitySort,
    /// Smallest first.
    pub ascending: bool,
    /// At most this many lines.
    pub limit: u32,
    /// After which line the page starts.
    pub after: Option<EntityCursor>,
}

/// What to sort by; lines of the same value are sorted by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntitySort {
    /// The latest timestamp.
    LastSeen,
    /// The earliest timestamp.
    FirstSeen,
    /// Units looted.
    Units,
    /// Sheets.
    Sheets,
    /// Events.
    Events,
    /// Distinct players that sent a sheet; only of matches.
    Players,
}

impl EntitySort {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::LastSeen,
        Self::FirstSeen,
        Self::Units,
        Self::Sheets,
        Self::Events,
        Self::Players,
    ];

    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LastSeen => "last_seen",
            Self::FirstSeen => "first_seen",
            Self::Units => "units",
            Self::Sheets => "sheets",
            Self::Events => "events",
            Self::Players => "players",
        }
    }

    /// Reads a name that is one of `allowed`.
    pub fn parse(text: &str, allowed: &[Self]) -> Result<Self, String> {
        let found = allowed.iter().find(|sort| sort.as_str() == text);
        found.copied().ok_or_else(|| {
            let names: Vec<_> = allowed.iter().map(|sort| sort.as_str()).collect();
            format!("must be one of {}", names.join(", "))
        })
    }
}

/// The line after which a page starts: its value in the column that is sorted by, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityCursor {
    /// The value.
    pub value: i64,
    /// The match or player.
    pub id: String,
}

impl EntityCursor {
    /// Reads what [`Display`](fmt::Display) wrote.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split_once('_').and_then(|(value, id)| {
            let value = value.parse().ok()?;
            (!id.is_empty()).then(|| Self {
                value,
                id: id.to_owned(),
            })
        });
        parts.ok_or_else(|| "must be the value of `next` from an earlier page".into())
    }
}

impl fmt::Display for EntityCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.value, self.id)
    }
}

/// A match or a player in sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityLine {
    /// The match or player.
    pub id: String,
    /// Distinct players that sent a sheet of the match; 0 in a list of players.
    pub players: u64,
    /// Sheets.
    pub sheets: u64,
    /// Units looted in them.
    pub units: u64,
    /// Events, inside sheets and alone.
    pub events: u64,
    /// The earliest timestamp.
    pub first_seen: Millis,
    /// The latest timestamp.
    pub last_seen: Millis,
}

/// A page of lines, and where the next one starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityList {
    /// In the order asked for.
    pub lines: Vec<EntityLine>,
    /// After which line the next page starts; `None` at the end.
    pub next: Option<EntityCursor>,
}

/// One match, and what happened in it.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchDetail {
    /// Its sums.
    pub line: EntityLine,
    /// Its events by their own time, oldest first; those of sheets too.
    pub events: Vec<StoredEvent>,
    /// After which event the next page starts; `None` at the end.
    pub next: Option<JourneyCursor>,
}

/// The names by which answers can be filtered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KnownNames {
    /// Items.
    pub items: Vec<String>,
    /// Game modes.
    pub game_modes: Vec<String>,
    /// Experiment → its variants.
    pub experiments: BTreeMap<String, Vec<String>>,
    /// Types of events.
    pub event_types: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_trip_whatever_the_id_is() {
        for id in ["a", "_", "m_1_2", "é %"] {
            let cursor = EntityCursor {
                value: -7,
                id: id.into(),
            };
            assert_eq!(EntityCursor::parse(&cursor.to_string()), Ok(cursor));
        }
        for bad in ["", "7", "x_a", "7_"] {
            assert!(EntityCursor::parse(bad).is_err(), "{bad}");
        }
    }
}
