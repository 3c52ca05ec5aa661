//! Instants in milliseconds UTC, and time as a client wrote it.

use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// An instant: milliseconds since 1970-01-01T00:00:00Z. Travels as text, RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub i64);

impl Millis {
    /// One minute, in milliseconds.
    pub const MINUTE: i64 = 60_000;
    /// One hour, in milliseconds.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// One day, in milliseconds.
    pub const DAY: i64 = 24 * Self::HOUR;
    /// 2000-01-01T00:00:00Z: earlier instants share the first bucket of every time rollup.
    pub const FIRST_BUCKET: Self = Self(946_684_800_000);
    /// 2100-01-01T00:00:00Z: this and later instants share the last bucket.
    pub const LAST_BUCKET: Self = Self(4_102_444_800_000);

    /// Parses ISO 8601 / RFC 3339; without an offset it is UTC.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Ok(Self(instant.as_millisecond()));
        }
        text.parse::<civil::DateTime>()
            .ok()
            .and_then(|local| local.to_zoned(TimeZone::UTC).ok())
            .map(|zoned| Self(zoned.timestamp().as_millisecond()))
            .ok_or_else(|| {
                format!(
                    "must be an ISO 8601 time such as 2026-01-31T18:30:00Z, got {}",
                    super::parse::shown(text)
                )
            })
    }

    /// The start of the bucket of `width_ms` that holds this instant. Instants before 2000 or
    /// from 2100 on fall into the first or last bucket, so that no clock can grow a rollup without bound.
    pub fn bucket(self, width_ms: i64) -> Self {
        let at = self.0.clamp(Self::FIRST_BUCKET.0, Self::LAST_BUCKET.0);
        Self(at - at.rem_euclid(width_ms))
    }

    /// The start of the month, in UTC, that holds this instant; bounded like [`Millis::bucket`].
    pub fn month(self) -> Self {
        let day = self.bucket(Self::DAY);
        let date = jiff::Timestamp::from_millisecond(day.0).map(|at| TimeZone::UTC.to_datetime(at));
        date.map_or(day, |date| {
            Self(day.0 - (i64::from(date.day()) - 1) * Self::DAY)
        })
    }
}

impl fmt::Display for Millis {
    /// RFC 3339 with milliseconds and `Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(instant) => write!(f, "{instant:.3}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// When something happened: the instant, and the text that said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timestamp {
    at: Millis,
    text: String,
}

impl Timestamp {
    /// Parses ISO 8601 / RFC 3339 and keeps the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        Ok(Self {
            at: Millis::parse(text)?,
            text: text.to_owned(),
        })
    }

    /// The instant.
    pub fn at(&self) -> Millis {
        self.at
    }

    /// The text as sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<Millis> for Timestamp {
    fn from(at: Millis) -> Self {
        Self {
            at,
            text: at.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_honoured_and_none_means_utc() {
        let noon = Millis::parse("2026-01-31T12:00:00Z").unwrap();
        for same in [
            "2026-01-31T14:00:00+02:00",
            "2026-01-31T12:00:00",
            "2026-01-31 12:00:00",
            "2026-01-31T12:00:00.000000",
        ] {
            assert_eq!(Millis::parse(same).unwrap(), noon, "{same}");
        }
        assert_eq!(noon.to_string(), "2026-01-31T12:00:00.000Z");
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in ["", "yesterday", "2026-13-01T00:00:00Z", "1738324800"] {
            assert!(Millis::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_month_begins_on_its_first_day() {
        let at = |text| Millis::parse(text).unwrap();
        assert_eq!(
            at("2024-02-29T23:59:59Z").month(),
            at("2024-02-01T00:00:00Z")
        );
        assert_eq!(
            at("2024-03-01T00:00:00Z").month(),
            at("2024-03-01T00:00:00Z")
        );
        assert_eq!(Millis(i64::MIN).month(), Millis::FIRST_BUCKET);
    }

    #[test]
    fn buckets_are_bounded_at_both_ends() {
        assert_eq!(Millis(0).bucket(Millis::HOUR), Millis::FIRST_BUCKET);
        assert_eq!(Millis(i64::MAX).bucket(Millis::HOUR), Millis::LAST_BUCKET);
        assert_eq!(
            Millis::parse("2026-01-31T12:34:56Z")
                .unwrap()
                .bucket(Millis::HOUR),
            Millis::parse("2026-01-31T12:00:00Z").unwrap()
        );
    }
}
