//! Fields that a game makes up: which there are, and the values of one.

use super::parameters::{Limited, Parameters, Whole, WholeOr};
use crate::analytics::{Field, FieldSummary};
use crate::model::{
    Bucket, EventType, FieldName, NewestRows, RowsLookedAt, SliceFilter, Split, StoredEvent,
    TimeRange, Zone,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// At most how many rows of the sheets, and of each type of event.
pub type FieldRows = Limited<WholeOr<10_000, 1_000_000>>;

/// Which fields there are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StatsFields {
    /// What fields are of: sheets first, then types of events, the most frequent first.
    pub sources: Vec<FieldSource>,
    /// Whether there are types of events that nobody looked at: more than 200, or there was no time.
    pub more_sources: bool,
}

/// Sheets, or one type of event, and their fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldSource {
    /// The type of event whose `details` these are; null of the `custom_stats` of sheets.
    pub event_type: Option<EventType>,
    /// How far it went.
    #[serde(flatten)]
    pub looked_at: RowsLookedAt,
    /// Those of the rows that were looked at which are in the slice, whether they have a field or not.
    #[serde(default)]
    pub rows_in_slice: u64,
    /// By name.
    pub fields: Vec<Field>,
}

/// Which field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfField {
    /// The field; one within another is called by both names with a dot between
    #[param(inline, example = "damage")]
    pub field: FieldName,
    /// The type of event whose detail it is; when absent it is a custom stat of sheets
    #[serde(rename = "type")]
    #[param(inline)]
    pub event_type: Option<EventType>,
    /// By what rows are told apart: `game_mode`, `map`, `dim.NAME` or `experiment.NAME`
    #[param(value_type = Option<String>, example = "game_mode")]
    pub by: Option<Split>,
    /// The width of a bucket; one that suits the time they are of when absent
    #[param(inline, example = "hour")]
    pub bucket: Option<Bucket>,
}

impl Parameters for OfField {}

/// How many rows are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowsCounted {
    /// At most this many, the newest; when absent all of them, as far as 7 seconds go
    #[param(inline)]
    pub limit: Option<MostRows>,
}

type MostRows = Whole<1_000_000_000>;

impl Parameters for RowsCounted {}

impl From<(SliceFilter, TimeRange, RowsCounted)> for NewestRows {
    fn from((slice, range, rows): (SliceFilter, TimeRange, RowsCounted)) -> Self {
        Self {
            range,
            slice,
            limit: rows.limit.map(|limit| limit.0),
            ..Self::default()
        }
    }
}

/// The values of one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StatsField {
    /// The field.
    pub field: FieldName,
    /// The type of event whose detail it is; null of a custom stat of sheets.
    pub event_type: Option<EventType>,
    /// How far it went.
    #[serde(flatten)]
    pub looked_at: RowsLookedAt,
    /// Rows of the slice, whether they have the field or not.
    pub rows_in_slice: u64,
    /// By whose clock days and hours begin.
    pub tz: Zone,
    /// The values.
    #[serde(flatten)]
    pub values: FieldSummary,
}

/// The newest events of a type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewestEvents {
    /// How far it went. Where as many were found as were asked for, it looked no further.
    #[serde(flatten)]
    pub looked_at: RowsLookedAt,
    /// The newest first.
    pub events: Vec<StoredEvent>,
}

/// At most how many events.
pub type EventsListed = Limited<WholeOr<50, 1_000>>;

/// Events of which type; a list needs one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfOneType {
    /// The type
    #[serde(rename = "type")]
    #[param(inline, example = "boss_defeat")]
    pub event_type: EventType,
}

impl Parameters for OfOneType {}
