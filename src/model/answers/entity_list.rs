//! Lists of matches and players: what is asked, and one line of the answer. Both have the same columns but one.

use crate::model::{Arm, GameMode, JourneyCursor, Millis, StoredEvent, TimeRange, words};
use base64::Engine as _;
use base64::display::Base64Display;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use utoipa::ToSchema;

/// Which lines, in which order, from where on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityListRequest {
    /// Only ids that begin with this.
    pub prefix: Option<String>,
    /// Only ids with this somewhere in them, in lower case.
    pub contains: Option<String>,
    /// Only what happened in this game mode; lines without any are left out.
    pub game_mode: Option<GameMode>,
    /// Only those of whom a row, in the game mode if there is one, is of this variant, has this value of a dimension or is on this map;
    /// the sums are of all their rows.
    pub arm: Option<Arm>,
    /// Only those first seen in it.
    pub range: TimeRange,
    /// Only matches with fewer players of whom no sheet is missing than this.
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

/// What to sort by: what an index has in order, so that a page takes as long at any number of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntitySort {
    /// The earliest timestamp, and the id where it is the same.
    FirstSeen,
    /// The id, by its bytes.
    Id,
}

words! {
    EntitySort: FirstSeen "first_seen", Id "id";
}

/// The line after which a page starts: when it was first seen, and its id. An id may hold anything but U+0000, so as text it is in
/// base64 that needs no encoding in an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityCursor {
    /// When it was first seen.
    pub first_seen: Millis,
    /// The match or player.
    pub id: String,
}

impl EntityCursor {
    /// Reads what [`Display`](fmt::Display) wrote.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split_once('_').and_then(|(first_seen, id)| {
            let first_seen = Millis(first_seen.parse().ok()?);
            let id = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
            (!id.is_empty() && !id.contains('\0')).then_some(Self { first_seen, id })
        });
        parts.ok_or_else(|| "must be the value of `next` from an earlier page".into())
    }
}

impl fmt::Display for EntityCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = Base64Display::new(self.id.as_bytes(), &URL_SAFE_NO_PAD);
        write!(f, "{}_{id}", self.first_seen.0)
    }
}

/// A match or a player in sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityLine {
    /// The match or player.
    pub id: String,
    /// Distinct players whom a sheet or an event of the match names; 0 in a list of players.
    pub players: u64,
    /// Those of them of whom a sheet is missing: only events name them, others sent a sheet of the match, and they send sheets, or nearly all do.
    pub sheets_missing: u64,
    /// Sheets.
    pub sheets: u64,
    /// Units looted in them.
    pub units: u64,
    /// Events, inside sheets and alone.
    pub events: u64,
    /// The earliest timestamp; of one that cannot be (before 2000, or later than it was received) the time of receipt.
    pub first_seen: Millis,
    /// The latest timestamp, likewise.
    pub last_seen: Millis,
}

/// A page of lines, and where the next one starts. Where a filter leaves few, it may have fewer lines than were asked for.
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
    /// The modes in which players reported; `None` is no mode.
    pub game_modes: Vec<Option<GameMode>>,
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
    /// Dimension → its values.
    #[serde(default)]
    pub dimensions: BTreeMap<String, Vec<String>>,
    /// Maps.
    #[serde(default)]
    pub maps: Vec<String>,
    /// Types of events.
    pub event_types: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_trip_whatever_the_id_is() {
        for id in ["a", "_", "m_1_2", "é %", "a\tb", "a/b&c=d+e??>>"] {
            let cursor = EntityCursor {
                first_seen: Millis(-7),
                id: id.into(),
            };
            let text = cursor.to_string();
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            assert!(text.chars().all(is_plain), "{text}");
            assert_eq!(EntityCursor::parse(&text), Ok(cursor));
        }
        for bad in [
            "", "7", "x_YQ", "7_", "7_a", "7_YQ==", "7__w", "7_AA", "7_YWIA",
        ] {
            assert!(EntityCursor::parse(bad).is_err(), "{bad}");
        }
    }
}
