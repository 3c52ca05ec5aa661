//! Flows and funnels; `analytics/flow.rs` and `analytics/funnel.rs` make them.

use utoipa::ToSchema;

/// What leads to what.
#[derive(ToSchema)]
pub(in crate::server) struct Flow {
    /// Paths in it: one player in one match each.
    stories: u64,
    /// Columns: what was looted most, the first events, the last event.
    columns: u64,
    /// From column to column, the widest first within each.
    links: Vec<FlowLink>,
    /// Whether nothing was left out.
    complete: bool,
    /// When not: the timestamp from which on everything is in the answer.
    #[schema(format = DateTime)]
    covered_since: Option<String>,
}

/// Paths that went from one name to another.
#[derive(ToSchema)]
pub(in crate::server) struct FlowLink {
    /// The column it starts in, from 0.
    column: u64,
    /// The name there; `others` for all that are not told apart.
    from: String,
    /// The column it leads to.
    to_column: u64,
    /// The name there.
    to: String,
    /// How many.
    stories: u64,
    /// At most eight of them.
    examples: Vec<FlowExample>,
}

/// A story by its names.
#[derive(ToSchema)]
pub(in crate::server) struct FlowExample {
    /// The match.
    match_id: String,
    /// The player.
    player_id: String,
}

/// How many get how far.
#[derive(ToSchema)]
pub(in crate::server) struct Funnel {
    /// Paths that were looked at: one player in one match each.
    stories: u64,
    /// In order.
    steps: Vec<FunnelStep>,
    /// Whether nothing was left out.
    complete: bool,
    /// When not: the timestamp from which on everything is in the answer.
    #[schema(format = DateTime)]
    covered_since: Option<String>,
}

/// One step.
#[derive(ToSchema)]
pub(in crate::server) struct FunnelStep {
    /// The type of event.
    event_type: String,
    /// Paths that came here, having taken all steps before in order.
    stories: u64,
    /// Of those at the first step, 0–1; null when nobody was there.
    of_first: Option<f64>,
    /// Of those at the step before, of all for the first one; null when nobody was there.
    of_previous: Option<f64>,
    /// The median of the seconds since the step before; null for the first one.
    median_seconds: Option<f64>,
}
