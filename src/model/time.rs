//! Instants in milliseconds UTC, and time as a client wrote it.

use jiff::civil;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// An instant: milliseconds since 1970-01-01T00:00:00Z. Travels as text, RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub i64);

impl Millis {
    /// One minute, in milliseconds.
    pub const MINUTE: i64 = 60_000;
    /// A quarter of an hour, in milliseconds.
    pub const QUARTER_HOUR: i64 = 15 * Self::MINUTE;
    /// One hour, in milliseconds.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// One day, in milliseconds.
    pub const DAY: i64 = 24 * Self::HOUR;
    /// 2000-01-01T00:00:00Z: earlier instants share the first bucket of every time rollup.
    pub const FIRST_BUCKET: Self = Self(946_684_800_000);
    /// 2100-01-01T00:00:00Z: this and later instants share the last bucket.
    pub const LAST_BUCKET: Self = Self(4_102_444_800_000);

    /// Parses ISO 8601, RFC 3339 and RFC 9557 (`2026-01-31T12:00:00[Europe/Berlin]`). Without an offset and a zone it is
    /// UTC. A time that a zone's clock shows twice is the first of both; one that it skips is as much later.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Ok(pieces) = Pieces::parse(text) else {
            return Err(format!(
                "must be an ISO 8601 time such as 2026-01-31T18:30:00Z, got {}",
                super::parse::shown(text)
            ));
        };
        let zone = pieces.to_time_zone().map_err(|_| {
            format!(
                "names a time zone that is not known: {}; send an offset such as Z or +01:00",
                super::parse::shown(text)
            )
        })?;
        let clock = pieces.time().unwrap_or(civil::Time::midnight());
        let clock = pieces.date().to_datetime(clock);
        let instant = match (pieces.offset(), &zone) {
            (Some(offset), _) => offset.to_numeric_offset().to_timestamp(clock),
            (None, Some(zone)) => zone.to_timestamp(clock),
            (None, None) => TimeZone::UTC.to_timestamp(clock),
        };
        let instant = instant.map_err(|_| {
            format!(
                "must be before 9999-12-30T22:00:00Z and after -9999-01-02T01:59:59Z, got {}",
                super::parse::shown(text)
            )
        })?;
        if let (Some(PiecesOffset::Numeric(offset)), Some(zone)) = (pieces.offset(), zone)
            && zone.to_offset(instant) != offset.offset()
        {
            return Err(format!(
                "has an offset that its time zone does not have then: {}",
                super::parse::shown(text)
            ));
        }
        Ok(Self(instant.as_millisecond()))
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
    fn a_named_zone_is_honoured() {
        for (zoned, instant) in [
            ("2026-01-31T12:00:00[Europe/Berlin]", "2026-01-31T11:00:00Z"),
            (
                "2026-07-31T12:00:00+02:00[Europe/Berlin]",
                "2026-07-31T10:00:00Z",
            ),
            (
                "2026-07-31T12:00:00Z[Europe/Berlin]",
                "2026-07-31T12:00:00Z",
            ),
            ("2026-01-31T12:00:00[+05:45]", "2026-01-31T06:15:00Z"),
            // Twice, and never.
            (
                "2026-11-01T01:30:00[America/New_York]",
                "2026-11-01T05:30:00Z",
            ),
            (
                "2026-03-08T02:30:00[America/New_York]",
                "2026-03-08T07:30:00Z",
            ),
        ] {
            assert_eq!(Millis::parse(zoned), Millis::parse(instant), "{zoned}");
        }
    }

    #[test]
    fn nonsense_is_refused_and_says_why() {
        for (bad, why) in [
            ("", "must be an ISO 8601 time"),
            ("yesterday", "must be an ISO 8601 time"),
            ("2026-13-01T00:00:00Z", "must be an ISO 8601 time"),
            ("1738324800", "must be an ISO 8601 time"),
            (
                "2026-01-31T12:00:00[Europe/Atlantis]",
                "time zone that is not known",
            ),
            (
                "2026-07-31T12:00:00+01:00[Europe/Berlin]",
                "does not have then",
            ),
            // Beyond what an instant holds, at once or once its offset counts.
            ("9999-12-30T20:00:00-05:00", "must be before 9999-12-30"),
            ("9999-12-31T00:00:00", "must be before 9999-12-30"),
        ] {
            let error = Millis::parse(bad).unwrap_err();
            assert!(error.contains(why), "{bad:?}: {error}");
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
