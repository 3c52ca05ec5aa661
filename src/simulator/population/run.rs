//! Which run of a scenario, and how large.

use crate::model::Millis;

/// How large a run is and which one. Equal runs of equal scenarios give equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Names it among all runs of the scenario.
    pub seed: u64,
    /// When the first player arrives.
    pub start: Millis,
    /// Days of calendar time; matches that have begun by then are played to their end.
    pub days: u32,
    /// Players who arrive over the days.
    pub players_total: u32,
    /// When given, no more matches than this are begun, spread evenly over the worlds.
    pub matches: Option<u64>,
}
