//! How fast sheets are sent: all threads together at one rate, or at the pace of the players' own time.

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

/// How fast the players' time passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Speed {
    /// As fast as it goes.
    Max,
    /// So many times as fast as ours.
    Times(f64),
}

impl Speed {
    pub(crate) const REALTIME: Self = Self::Times(1.0);

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "max" => return Ok(Self::Max),
            "realtime" => return Ok(Self::REALTIME),
            _ => {}
        }
        let times = text
            .strip_suffix('x')
            .and_then(|times| times.parse::<f64>().ok());
        times
            .filter(|times| (1e-3..=1e9).contains(times))
            .map(Self::Times)
            .ok_or_else(|| "must be realtime, max, or a multiple such as 60x".into())
    }

    /// The multiple; `None` for no limit.
    pub(super) fn times(self) -> Option<f64> {
        match self {
            Self::Max => None,
            Self::Times(times) => Some(times),
        }
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
    fn a_speed_is_a_word_or_a_multiple() {
        assert_eq!(Speed::parse("max"), Ok(Speed::Max));
        assert_eq!(Speed::parse("realtime"), Ok(Speed::Times(1.0)));
        assert_eq!(Speed::parse("0.5x"), Ok(Speed::Times(0.5)));
        for bad in ["", "60", "x", "-1x", "0x", "nanx", "infx", "fast"] {
            assert!(Speed::parse(bad).is_err(), "{bad}");
        }
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
