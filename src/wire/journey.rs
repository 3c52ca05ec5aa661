//! `GET /api/journey/{player_id}`: one player's time line.

use super::order::Order;
use super::parameters::{Parameters, WholeOr};
use crate::analytics::percentile_rank;
use crate::model::{
    self, Distribution, EventType, JourneyCursor, JourneyTotals, Millis, PlayerId, TimelineRow,
    USUAL_SESSION_GAP_MINUTES,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// A day and a night.
const LONGEST_GAP_MINUTES: u32 = 1_440;

type Gap = WholeOr<USUAL_SESSION_GAP_MINUTES, LONGEST_GAP_MINUTES>;
type Rows = WholeOr<200, { JourneyPage::MOST_ROWS }>;

/// Which part of a journey.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JourneyPage {
    /// Only events of this type, and no sheets
    #[serde(rename = "type")]
    #[param(inline)]
    pub event_type: Option<EventType>,
    /// Minutes of silence that end a session
    #[serde(default)]
    #[param(inline)]
    pub gap: Gap,
    /// `asc`, oldest first (when absent), or `desc`
    #[param(inline)]
    pub order: Option<Order>,
    /// Rows of a page
    #[serde(default)]
    #[param(inline, example = 20)]
    pub limit: Rows,
    /// `next` of an earlier page
    #[param(inline)]
    pub cursor: Option<JourneyCursor>,
}

impl Parameters for JourneyPage {}

/// Which player.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfPlayer {
    /// The player
    #[param(inline, example = "player_1_1")]
    pub player_id: PlayerId,
}

impl Parameters for OfPlayer {}

impl JourneyPage {
    /// The most rows of a page.
    pub const MOST_ROWS: u32 = 1_000;
}

/// A page of a player's time line, and what is known of the whole of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Journey {
    /// The player.
    pub player_id: PlayerId,
    /// The earliest timestamp of all; of one that cannot be (before 2000, or later than it was received) the time of receipt.
    pub first_seen: Millis,
    /// The latest timestamp of all, likewise.
    pub last_seen: Millis,
    /// Of everything, whatever the page was asked to show.
    pub totals: JourneyTotals,
    /// What is known of the player: of each fact that was sent as `player` the newest value; of the 1,000 newest sheets and events.
    #[serde(default)]
    pub player: BTreeMap<String, Value>,
    /// The share of the other players who looted fewer units in all, 0–1; those with about as many count half. Absent
    /// without other players, and for one who sent no sheet and looted nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentile_rank: Option<f64>,
    /// Minutes of silence that end a session.
    pub session_gap_minutes: u32,
    /// The sessions within the page's span, in the order of its rows; at most 1,000.
    pub sessions: Vec<Session>,
    /// Rows of this page.
    pub count: usize,
    /// In the order asked for.
    pub data: Vec<TimelineRow>,
    /// The `cursor` of the next page; null at the end.
    pub next: Option<String>,
}

/// What a player did without a long silence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// When its first match began, or its first event happened.
    pub start: Millis,
    /// The timestamp of its last row.
    pub end: Millis,
    /// Seconds between the two.
    pub duration_s: f64,
    /// Sheets in it.
    pub sheets: u64,
    /// Events in it.
    pub events: u64,
}

impl Journey {
    /// The same with the player's rank among all of `units_per_player`.
    #[must_use]
    pub fn ranked(self, units_per_player: &Distribution) -> Self {
        // Nobody else is in the distribution.
        let is_among = self.totals.sheets > 0 || self.totals.units > 0;
        let rank = is_among.then(|| percentile_rank(units_per_player, self.totals.units));
        Self {
            percentile_rank: rank.flatten(),
            ..self
        }
    }
}

impl From<model::Journey> for Journey {
    fn from(journey: model::Journey) -> Self {
        Self {
            player_id: journey.player_id,
            first_seen: journey.first_seen,
            last_seen: journey.last_seen,
            totals: journey.totals,
            player: journey.facts,
            percentile_rank: None,
            session_gap_minutes: journey.gap_minutes,
            sessions: journey.sessions.into_iter().map(Session::from).collect(),
            count: journey.moments.len(),
            data: journey.moments,
            next: journey.next.map(|next| next.to_string()),
        }
    }
}

impl From<model::Session> for Session {
    fn from(session: model::Session) -> Self {
        Self {
            start: session.start,
            end: session.end,
            duration_s: (session.end.0 - session.start.0) as f64 / 1_000.0,
            sheets: session.sheets,
            events: session.events,
        }
    }
}
