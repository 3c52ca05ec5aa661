//! Questions about events: how many, what was looted before, how often by level.

use super::parameters::{Limited, Parameters, TimeRange, WholeOr};
use crate::model::{self, EventPoint, EventType, ItemKind, Millis, RowsLookedAt, Zone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Of which type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfType {
    /// Only events of this type
    #[serde(rename = "type")]
    #[param(inline)]
    pub event_type: Option<EventType>,
}

impl Parameters for OfType {}

/// Events by type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventCounts {
    /// Events of all types.
    pub total_events: u64,
    /// Events by type.
    pub event_types: BTreeMap<EventType, u64>,
    /// By whose clock days and hours begin.
    pub tz: Zone,
    /// The range that was counted: the one asked for, in whole quarters of an hour.
    pub counted: TimeRange,
    /// Oldest first, when `bucket` was given; what did not happen is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Vec<EventPoint>>,
    /// Events that were looked at, the newest; only where a detail was asked for, which totals do not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<u64>,
    /// Whether those were all, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete: Option<bool>,
    /// When not: the timestamp from which on everything is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_since: Option<Millis>,
}

impl EventCounts {
    /// `counts`, with their points when `over_time`, by the clock of a zone.
    pub fn new(counts: model::EventCounts, over_time: bool, tz: Zone) -> Self {
        Self {
            total_events: counts.types.values().sum(),
            event_types: counts.types,
            tz,
            counted: counts.counted,
            points: over_time.then_some(counts.points),
            looked_at: None,
            complete: None,
            covered_since: None,
        }
    }

    /// Counted from rows that were looked at.
    pub fn from_rows(self, looked_at: RowsLookedAt) -> Self {
        Self {
            looked_at: Some(looked_at.looked_at),
            complete: Some(looked_at.coverage.complete),
            covered_since: looked_at.coverage.covered_since,
            ..self
        }
    }
}

/// How many players at most, those whose first event is the newest.
pub type PlayersLookedAt = Limited<WholeOr<10_000, 50_000>>;

/// Which item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfItem {
    /// The item
    #[param(inline, example = "rubber_duck")]
    pub item: ItemKind,
}

impl Parameters for OfItem {}

/// Which type of event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfEventType {
    /// The type of event
    #[param(inline, example = "boss_defeat")]
    pub event_type: EventType,
}

impl Parameters for OfEventType {}

/// What was looted before the first event of a type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LootBefore {
    /// The type of event.
    pub event_type: EventType,
    /// The item.
    pub item: ItemKind,
    /// Players and their units.
    #[serde(flatten)]
    pub answer: model::LootBefore,
}

type LevelWidth = WholeOr<10, 1_000_000>;

/// In buckets of how many levels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ByLevel {
    /// Levels in a bucket
    #[serde(default)]
    #[param(inline, example = 10)]
    pub width: LevelWidth,
}

impl Parameters for ByLevel {}

/// How many sheets at most, the newest.
pub type SheetsByLevel = Limited<WholeOr<50_000, 200_000>>;

/// Sheets whose player met an event in their match, by level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RateByLevel {
    /// The type of event.
    pub event_type: EventType,
    /// Levels in one bucket.
    pub level_width: u32,
    /// The rates.
    #[serde(flatten)]
    pub answer: model::RateByLevel,
}
