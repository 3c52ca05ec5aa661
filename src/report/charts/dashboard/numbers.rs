//! What `performance_dashboard` shows.

use crate::analytics::{Shares, Timeline};
use crate::model::{Distributions, ItemKind, Note, Quality, Totals};
use crate::report::charts::ItemColours;
use crate::report::charts::bars::Bar;
use crate::report::charts::item_distribution::bars_of;

/// The numbers at a glance.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Dashboard {
    /// Items by share, small ones together.
    pub shares: Vec<Bar>,
    /// Units of all items.
    pub units: u64,
    /// Distinct matches, players, sheets and events.
    pub sizes: [u64; 4],
    /// Units over time.
    pub time_series: TimeSeries,
    /// Units per player and per match.
    pub spreads: Distributions,
    /// Mean units per player and per match, where there are any.
    pub means: [Option<f64>; 2],
    /// How far the data can be trusted.
    pub quality: Quality,
    /// What a filter leaves out, for the headings of panels.
    pub scope: Scope,
}

/// Units over time.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct TimeSeries {
    /// By bucket, oldest first.
    pub units: Vec<u64>,
    /// The width of a bucket, for people.
    pub width_name: &'static str,
    /// Where in this time, 0–1, something was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<f64>,
}

impl TimeSeries {
    /// Of a timeline, with those of `notes` that have a part in it.
    pub fn new(timeline: &Timeline, notes: &[Note]) -> Self {
        let shown = timeline.shown();
        let place = |note: &Note| {
            let (first, last) = (shown.since?, shown.until?);
            let length = (last.0 - first.0).max(1) as f64;
            let at = (note.timestamp.0 - first.0) as f64 / length;
            note.touches(shown).then(|| at.max(0.0))
        };
        Self {
            units: timeline.totals().collect(),
            width_name: timeline.width_name,
            notes: notes.iter().filter_map(place).collect(),
        }
    }
}

/// Which panels a filter does not reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Scope {
    /// There is a time filter: matches, players and sheets are not kept by time.
    pub time: bool,
    /// There is a game mode: spread and quality are not kept by mode.
    pub mode: bool,
}

const MOST_SHARES: usize = 8;
const LEAST_SHARE: f64 = 0.02;

impl Dashboard {
    /// From totals; `items` are the units that the time filter leaves.
    pub fn new(
        totals: &Totals,
        items: &[(ItemKind, u64)],
        colours: &ItemColours,
        more: (Distributions, Quality, TimeSeries, Scope),
    ) -> Self {
        let shares = items.iter().map(|(item, units)| (item, *units));
        let shares = Shares::of(shares, MOST_SHARES, LEAST_SHARE);
        let (spreads, quality, time_series, scope) = more;
        let units = totals.units();
        let mean = |owners: u64| (owners > 0).then(|| units as f64 / owners as f64);
        Self {
            shares: bars_of(&shares, colours),
            units: shares.total,
            sizes: [
                totals.total_matches,
                totals.total_players,
                totals.total_stat_sheets,
                totals.total_events,
            ],
            time_series,
            spreads,
            means: [mean(totals.total_players), mean(totals.total_matches)],
            quality,
            scope,
        }
    }
}
