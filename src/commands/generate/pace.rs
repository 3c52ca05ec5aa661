//! Holds all threads together to one rate.

use crate::runtime::stop::Stop;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Gives out slots in time, one after the other. Time that nobody used is lost: after a stall the rate is kept,
/// not caught up with.
pub(super) struct Pace {
    per_second: f64,
    free_from: Mutex<Instant>,
}

impl Pace {
    pub(super) fn new(per_second: f64) -> Self {
        Self {
            per_second,
            free_from: Mutex::new(Instant::now()),
        }
    }

    /// Waits for a slot for `sheets`; `false` when it ended by the wish to stop.
    pub(super) fn take(&self, sheets: u64, stop: &Stop) -> bool {
        let now = Instant::now();
        let slot = {
            let mut free_from = self
                .free_from
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let slot = now.max(*free_from);
            *free_from = slot + self.time_for(sheets);
            slot
        };
        !stop.wait(slot - now)
    }

    fn time_for(&self, sheets: u64) -> Duration {
        // A year is as good as for ever, and no overflow.
        const MOST: f64 = 365.0 * 86_400.0;
        Duration::from_secs_f64((sheets as f64 / self.per_second).min(MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_follow_each_other_at_the_rate() {
        let pace = Pace::new(1_000.0);
        let stop = Stop::default();
        let begun = Instant::now();
        for _ in 0..5 {
            assert!(pace.take(10, &stop));
        }
        // The first slot is at once, the fifth after four times 10 ms.
        assert!(begun.elapsed() >= Duration::from_millis(40));
    }

    #[test]
    fn a_stop_ends_the_wait() {
        let pace = Pace::new(f64::MIN_POSITIVE);
        let stop = Stop::default();
        assert!(pace.take(1, &stop));
        stop.set();
        assert!(!pace.take(1, &stop));
    }
}
