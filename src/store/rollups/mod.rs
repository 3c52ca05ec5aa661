//! Totals that are kept in the transaction of the rows they count. Each has a file that declares it ([`Rollup`]); one
//! engine, driven by the declarations, adds what is new, counts again, compares, clears, and counts what was there
//! before a total was. A new total is a file, a line in [`ALL`], a migration and its tests.

// The totals.
mod activity;
mod cohorts;
mod counters;
pub(in crate::store) mod delays;
mod event_activity;
mod event_totals;
mod item_activity;
mod item_totals;
mod match_sizes;
mod matches;
mod play_time;
mod player_days;
mod players;
mod receipts;
mod starts;

// Maps and samples of places, which are more than sums.
pub(in crate::store) mod heat_grids;
pub(in crate::store) mod heat_pending;
pub(in crate::store) mod location_samples;

// What they are declared with.
pub(in crate::store) mod counter;
pub(in crate::store) mod dialect;
pub(in crate::store) mod facts;
mod rollup;
pub(in crate::store) mod source;
mod sums;
mod texts;
pub(in crate::store) mod widths;

// The engine.
mod all_rows;
pub(in crate::store) mod apply;
pub(in crate::store) mod backfill;
mod changes;
mod combinations;
mod consistency;
pub(in crate::store) mod delta;
mod differences;
pub(in crate::store) mod part;
mod raw_row;
pub(in crate::store) mod recount;
mod scratch;
mod stored;
mod touched;

#[cfg(test)]
mod tests;

use rollup::Rollup;

/// All totals that are sums, in the order in which they are written.
pub(in crate::store) static ALL: [Rollup; 17] = [
    item_totals::ITEM_TOTALS,
    activity::ACTIVITY,
    play_time::PLAY_TIME,
    item_activity::ITEM_ACTIVITY,
    event_totals::EVENT_TOTALS,
    event_activity::EVENT_ACTIVITY,
    players::PLAYERS,
    starts::PLAYER_STARTS,
    player_days::PLAYER_DAYS,
    cohorts::COHORT_DAYS,
    cohorts::COHORT_MONTHS,
    matches::MATCHES,
    match_sizes::MATCH_SIZES,
    starts::MATCH_STARTS,
    delays::DELAYS,
    receipts::RECEIPTS,
    counters::COUNTERS,
];
