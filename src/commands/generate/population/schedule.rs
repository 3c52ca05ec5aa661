//! Which uploads of a run are sent, and when.

use super::super::pace::Speed;
use crate::model::Millis;
use std::time::Duration;

/// What is sent, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    /// What is before it is left out: it was sent already.
    pub(crate) from: Millis,
    /// What is not before it is left out.
    pub(crate) until: Millis,
    /// The players' clock when sending begins; what is due by then is sent at once.
    pub(crate) now: Millis,
    /// How fast that clock runs.
    pub(crate) speed: Speed,
}

impl Schedule {
    /// All of it, at `speed` from `now` on.
    pub(crate) fn all(now: Millis, speed: Speed) -> Self {
        Self {
            from: Millis(i64::MIN),
            until: Millis(i64::MAX),
            now,
            speed,
        }
    }

    /// How long it is until an upload is due, when sending began `elapsed` ago.
    pub(super) fn wait(&self, at: Millis, elapsed: Duration) -> Duration {
        let Some(times) = self.speed.times() else {
            return Duration::ZERO;
        };
        let seconds = (at.0 - self.now.0) as f64 / 1_000.0 / times;
        Duration::from_secs_f64(seconds.max(0.0)).saturating_sub(elapsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_is_sent_at_once_and_what_follows_at_the_pace() {
        let schedule = Schedule::all(Millis(100_000), Speed::Times(2.0));
        let none = Duration::ZERO;
        assert_eq!(schedule.wait(Millis(0), none), none);
        assert_eq!(schedule.wait(Millis(100_000), none), none);
        assert_eq!(schedule.wait(Millis(104_000), none), Duration::from_secs(2));
        let later = schedule.wait(Millis(104_000), Duration::from_secs(3));
        assert_eq!(later, none);
        let max = Schedule::all(Millis(100_000), Speed::Max);
        assert_eq!(max.wait(Millis(i64::MAX), none), none);
    }
}
