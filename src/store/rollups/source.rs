//! Stored rows as they are given to the totals, from wherever they were read.

use crate::model::{Event, Locations, Millis, Name, Position};
use std::collections::BTreeMap;

/// Places with the number of units or events at each.
pub(in crate::store) type Points = Vec<(Position, u64)>;

/// A stored sheet as it is given to the totals, from wherever it was read.
pub(in crate::store) struct SheetSource<'a, Experiments, Items, Places> {
    pub(in crate::store) match_id: &'a str,
    pub(in crate::store) player_id: &'a str,
    pub(in crate::store) game_mode: &'a str,
    pub(in crate::store) at: Millis,
    pub(in crate::store) received_at: Millis,
    /// Seconds.
    pub(in crate::store) match_duration: Option<f64>,
    pub(in crate::store) has_key: bool,
    /// Experiments with their variants.
    pub(in crate::store) experiments: Experiments,
    /// Items with their counts.
    pub(in crate::store) items: Items,
    /// For each placed item the points, given the item's count.
    pub(in crate::store) places: Places,
}

/// A stored event as it is given to the totals.
pub(in crate::store) struct EventSource<'a> {
    pub(in crate::store) match_id: &'a str,
    pub(in crate::store) player_id: &'a str,
    pub(in crate::store) event_type: &'a str,
    pub(in crate::store) game_mode: &'a str,
    pub(in crate::store) at: Millis,
    pub(in crate::store) received_at: Millis,
    pub(in crate::store) position: Option<Position>,
}

/// The points of one item, given its count.
pub(in crate::store) trait Placed {
    fn weighted(self, count: u64) -> impl Iterator<Item = (Position, u64)>;
}

impl Placed for &Locations {
    fn weighted(self, count: u64) -> impl Iterator<Item = (Position, u64)> {
        Locations::weighted(self, count)
    }
}

impl<'a> EventSource<'a> {
    /// An event that came in a sheet of `game_mode`, or alone.
    pub(in crate::store) fn of(event: &'a Event, game_mode: &'a str, received_at: Millis) -> Self {
        Self {
            match_id: event.match_id.as_str(),
            player_id: event.player_id.as_str(),
            event_type: event.event_type.as_str(),
            game_mode,
            at: event.timestamp.at(),
            received_at,
            position: event.position,
        }
    }
}

/// Experiments with their variants, as texts.
pub(in crate::store) fn arms(
    experiments: &BTreeMap<Name, Name>,
) -> impl Iterator<Item = (&str, &str)> {
    let arms = experiments.iter();
    arms.map(|(experiment, variant)| (experiment.as_str(), variant.as_str()))
}
