//! Lists and names; `model/roster.rs` prints them.

use super::Event;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The names by which answers can be filtered.
#[derive(ToSchema)]
pub(in crate::server) struct KnownNames {
    /// Items.
    items: Vec<String>,
    /// Game modes.
    game_modes: Vec<String>,
    /// Experiment → its variants.
    experiments: BTreeMap<String, Vec<String>>,
    /// Types of events.
    event_types: Vec<String>,
}

/// A stored event.
#[derive(ToSchema)]
pub(in crate::server) struct StoredEvent {
    /// The number under which it was stored.
    id: i64,
    /// When it was received.
    #[schema(format = DateTime)]
    created_at: String,
    /// The sheet it came inside.
    stat_sheet_id: Option<i64>,
    #[serde(flatten)]
    event: Event,
}
