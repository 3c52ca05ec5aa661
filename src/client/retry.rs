//! When to try again: exponential backoff with full jitter, not before the server's own `Retry-After`, and not
//! for ever. Full jitter spreads clients that failed at the same moment over the whole interval:
//! <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.

use super::ClientError;
use std::time::{Duration, SystemTime};

const FIRST_CEILING: Duration = Duration::from_millis(100);
const LAST_CEILING: Duration = Duration::from_secs(5);

/// Seconds, a thousand years: clocks can count that far.
const FOR_EVER: u64 = 1_000 * 365 * 86_400;

/// What is told between two tries.
#[derive(Debug)]
pub struct Retry<'a> {
    /// What went wrong.
    pub error: &'a ClientError,
    /// How many tries there were.
    pub tries: u32,
    /// How long to wait before the next.
    pub pause: Duration,
}

/// How long to wait after `tries` tries; `chance` is uniform in 0..1.
pub(super) fn pause(tries: u32, chance: f64, retry_after: Option<Duration>) -> Duration {
    let doublings = tries.saturating_sub(1).min(16);
    let ceiling = (FIRST_CEILING * (1 << doublings)).min(LAST_CEILING);
    let jittered = ceiling.mul_f64(chance);
    // Jitter goes on top of the server's wish, or all would come back at once.
    retry_after.map_or(jittered, |wish| wish + FIRST_CEILING.mul_f64(chance))
}

/// Reads `Retry-After`: seconds, or an HTTP date.
pub(super) fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is for ever, too.
        let seconds = value.parse::<u64>().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds.min(FOR_EVER)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    // A date that has passed means now.
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_ceiling_and_jitter_takes_any_part_of_them() {
        let ceilings: Vec<_> = (1..=8)
            .map(|tries| pause(tries, 1.0, None).as_millis())
            .collect();
        assert_eq!(ceilings, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(pause(3, 0.25, None), Duration::from_millis(100));
        assert_eq!(pause(u32::MAX, 0.0, None), Duration::ZERO);
    }

    #[test]
    fn the_server_is_not_asked_before_it_wishes() {
        let wish = Duration::from_secs(7);
        assert_eq!(pause(1, 0.0, Some(wish)), wish);
        assert!(pause(9, 0.9, Some(wish)) > wish);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:00 GMT").unwrap();
        for (value, seconds) in [
            ("3", Some(3)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("4294967295", Some(4_294_967_295)),
            ("99999999999999999999999", Some(FOR_EVER)),
            ("-1", None),
            ("", None),
            ("soon", None),
        ] {
            assert_eq!(
                parse_retry_after(value, now),
                seconds.map(Duration::from_secs),
                "{value}"
            );
        }
    }
}
