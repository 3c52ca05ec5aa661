//! Lists of matches and players, and one match.

use super::order::Order;
use super::parameters::{Paged, Parameters, Whole, WholeOr};
use crate::model::{
    EntityCursor, EntityLine, EntitySort, JourneyCursor, MatchId, Millis, PlayerId, StoredEvent,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

type Lines = WholeOr<50, 1_000>;

/// Which lines, of how many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Listed {
    // A prefix has the length and the characters of the ids it begins.
    /// Only ids that begin with this
    #[param(inline)]
    pub prefix: Option<PlayerId>,
    /// Only ids with this somewhere in them, whatever the case; looked for in the newest 10,000 lines for each page
    #[param(inline)]
    pub contains: Option<PlayerId>,
    /// What to sort by; `id` when absent and a `prefix` is given, else `first_seen`
    #[param(inline)]
    pub sort: Option<EntitySort>,
    /// `desc` or `asc`; when absent, the newest or the first id comes first
    #[param(inline)]
    pub order: Option<Order>,
    /// Lines of a page
    #[serde(default)]
    #[param(inline, example = 5)]
    pub limit: Lines,
    /// `next` of an earlier page
    #[param(inline)]
    pub cursor: Option<EntityCursor>,
}

impl Parameters for Listed {}

type Players = Whole<100_000>;

/// Which matches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MatchesBy {
    /// Only matches with fewer players of whom no sheet is missing
    #[param(inline)]
    pub fewer_players_than: Option<Players>,
}

impl Parameters for MatchesBy {}

/// Which match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfMatch {
    /// The match
    #[param(inline, example = "match_001")]
    pub match_id: MatchId,
}

impl Parameters for OfMatch {}

/// Which of a match's events.
pub type MatchEventsPage = Paged<WholeOr<5_000, 5_000>, JourneyCursor>;

/// A player in sums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayerLine {
    /// The player.
    pub player_id: String,
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

/// A match in sums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchLine {
    /// The match.
    pub match_id: String,
    /// Distinct players whom a sheet or an event of the match names.
    pub players: u64,
    /// Those of them of whom a sheet is missing: only events name them, others sent a sheet of the match, and they send sheets, or
    /// nearly all do.
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

/// One match and what happened in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchDetail {
    /// Its sums.
    #[serde(flatten)]
    pub line: MatchLine,
    /// The usual number of players in a match of its mode, or of all where that is not known.
    pub expected_players: u64,
    /// A page of its events, oldest first, those inside sheets too.
    pub event_list: Vec<StoredEvent>,
    /// Whether no events follow those of `event_list`.
    pub complete: bool,
    /// The `cursor` of the next page of events; null at the end.
    pub next: Option<String>,
}

impl From<EntityLine> for PlayerLine {
    fn from(line: EntityLine) -> Self {
        Self {
            player_id: line.id,
            sheets: line.sheets,
            units: line.units,
            events: line.events,
            first_seen: line.first_seen,
            last_seen: line.last_seen,
        }
    }
}

impl From<EntityLine> for MatchLine {
    fn from(line: EntityLine) -> Self {
        Self {
            match_id: line.id,
            players: line.players,
            sheets_missing: line.sheets_missing,
            sheets: line.sheets,
            units: line.units,
            events: line.events,
            first_seen: line.first_seen,
            last_seen: line.last_seen,
        }
    }
}
