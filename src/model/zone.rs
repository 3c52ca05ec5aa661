//! Time zones: where days and hours begin.

use super::{Bucket, Millis};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::fmt;

/// A time zone of the IANA database; UTC unless something else is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A part of time in which a zone's offset stays the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first instant, milliseconds.
    pub from_ms: i64,
    /// The first instant after it, milliseconds.
    pub until_ms: i64,
    /// What is added to UTC, milliseconds.
    pub offset_ms: i64,
}

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// The zone of a name such as `Europe/Berlin`.
    ///
    /// # Errors
    /// What a name is, for one that nobody has.
    pub fn parse(name: &str) -> Result<Self, String> {
        // These mean another zone on each machine, or none.
        let means_none = ["Etc/Unknown", "localtime"]
            .iter()
            .any(|other| other.eq_ignore_ascii_case(name));
        match TimeZone::get(name) {
            Ok(zone) if !means_none => Ok(Self(zone)),
            _ => Err(format!(
                "must be the name of a time zone such as UTC or Europe/Berlin, got {}",
                super::parse::shown(name)
            )),
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Whether its days are those of UTC, as far as anything is counted over time.
    pub fn is_utc(&self) -> bool {
        let spans = self.spans(Millis::FIRST_BUCKET, Millis::LAST_BUCKET);
        spans.iter().all(|span| span.offset_ms == 0)
    }

    /// The spans from `from` to `until`, oldest first; they leave nothing out.
    pub fn spans(&self, from: Millis, until: Millis) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut from_ms = from.0;
        let changes = self.0.following(instant(from)).map(|change| {
            let at = change.timestamp().as_millisecond();
            (at, milliseconds(change.offset()))
        });
        let mut offset_ms = milliseconds(self.0.to_offset(instant(from)));
        for (at, next) in changes.take_while(|(at, _)| *at < until.0) {
            // What changes may be no more than the name of the time.
            if next != offset_ms {
                spans.push(Span {
                    from_ms,
                    until_ms: at,
                    offset_ms,
                });
                (from_ms, offset_ms) = (at, next);
            }
        }
        spans.push(Span {
            from_ms,
            until_ms: until.0,
            offset_ms,
        });
        spans
    }

    /// The start of the bucket that holds `at`. A day begins at its first instant, however long it is; an hour that the
    /// clock shows twice is two, and one that it skips is none. Bounded as [`Millis::bucket`] is.
    pub fn start_of(&self, at: Millis, bucket: Bucket) -> Millis {
        let at = at.bucket(Millis::MINUTE);
        match bucket {
            Bucket::Minute => at,
            Bucket::Hour => {
                let offset = self.0.to_offset(instant(at));
                let start = Millis(at.0 - (at.0 + milliseconds(offset)).rem_euclid(Millis::HOUR));
                if self.0.to_offset(instant(start)) == offset {
                    return start;
                }
                // Between the two the clock was changed, and the hour goes on from there.
                let change = self.0.preceding(instant(Millis(at.0 + 1))).next();
                change.map_or(start, |change| Millis(change.timestamp().as_millisecond()))
            }
            Bucket::Day => {
                let date = self.date(at);
                let tomorrow = self.midnight(later(date, 1));
                // Just after midnight a clock may go back to the day before; the day that has begun goes on.
                match tomorrow <= at {
                    true => tomorrow,
                    false => self.midnight(date),
                }
            }
        }
    }

    /// The start of the day after the one that begins at `start`. Dates that the zone skips are no days.
    pub fn next_day(&self, start: Millis) -> Millis {
        self.midnight(later(self.date(start), 1))
    }

    /// The start of the month that holds `at`: that of its first day. Bounded as [`Millis::bucket`] is.
    pub fn start_of_month(&self, at: Millis) -> Millis {
        let day = self.start_of(at, Bucket::Day);
        self.midnight(self.date(day).first_of_month())
    }

    /// The start of the month after the one that begins at `start`.
    pub fn next_month(&self, start: Millis) -> Millis {
        let month = self.date(start).first_of_month();
        self.midnight(later(month.last_of_month(), 1))
    }

    /// The date that the zone's calendar shows.
    pub fn date(&self, at: Millis) -> Date {
        self.0.to_datetime(instant(at)).date()
    }

    /// The first instant of a date; where the zone skips it, of the next.
    fn midnight(&self, date: Date) -> Millis {
        let start = date.to_zoned(self.0.clone());
        start.map_or(Millis::LAST_BUCKET, |start| {
            Millis(start.timestamp().as_millisecond())
        })
    }
}

fn later(date: Date, days: i64) -> Date {
    date.checked_add(days.days()).unwrap_or(date)
}

fn instant(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or_default()
}

fn milliseconds(offset: jiff::tz::Offset) -> i64 {
    i64::from(offset.seconds()) * 1_000
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        Millis::parse(text).unwrap()
    }

    fn start(zone: &str, text: &str, bucket: Bucket) -> String {
        Zone::parse(zone)
            .unwrap()
            .start_of(at(text), bucket)
            .to_string()
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_zone() {
        for (zone, moment, day) in [
            ("UTC", "2026-01-31T23:59:00Z", "2026-01-31T00:00:00.000Z"),
            (
                "America/New_York",
                "2026-01-31T04:59:00Z",
                "2026-01-30T05:00:00.000Z",
            ),
            (
                "Asia/Kolkata",
                "2026-01-31T18:29:00Z",
                "2026-01-30T18:30:00.000Z",
            ),
            (
                "Asia/Kathmandu",
                "2026-01-31T18:15:00Z",
                "2026-01-31T18:15:00.000Z",
            ),
            // 25 hours, and 23.
            (
                "America/New_York",
                "2026-11-02T04:59:00Z",
                "2026-11-01T04:00:00.000Z",
            ),
            (
                "America/New_York",
                "2026-11-02T05:00:00Z",
                "2026-11-02T05:00:00.000Z",
            ),
            (
                "America/New_York",
                "2026-03-09T03:59:00Z",
                "2026-03-08T05:00:00.000Z",
            ),
            (
                "America/New_York",
                "2026-03-09T04:00:00Z",
                "2026-03-09T04:00:00.000Z",
            ),
            // Clocks went back from 0:01 to 23:01.
            (
                "America/St_Johns",
                "2010-11-07T02:30:30Z",
                "2010-11-07T02:30:00.000Z",
            ),
            (
                "America/St_Johns",
                "2010-11-07T03:00:00Z",
                "2010-11-07T02:30:00.000Z",
            ),
            // There was no 30 December.
            (
                "Pacific/Apia",
                "2011-12-30T10:00:00Z",
                "2011-12-30T10:00:00.000Z",
            ),
            // Clocks went from midnight to 1 o'clock.
            (
                "America/Santiago",
                "2026-09-06T12:00:00Z",
                "2026-09-06T04:00:00.000Z",
            ),
        ] {
            assert_eq!(start(zone, moment, Bucket::Day), day, "{zone} {moment}");
        }
    }

    /// What days of other zones are counted from relies on it: see `rollups/player_days.rs`.
    #[test]
    fn no_zone_has_two_midnights_within_a_day_of_utc() {
        let mut seen = 0;
        for name in jiff::tz::db().available() {
            let Ok(zone) = Zone::parse(name.as_str()) else {
                continue;
            };
            seen += 1;
            for span in &zone.spans(Millis::FIRST_BUCKET, Millis::LAST_BUCKET)[1..] {
                let mut day = zone.start_of(Millis(span.from_ms - 2 * Millis::DAY), Bucket::Day);
                for _ in 0..4 {
                    let next = zone.next_day(day);
                    let of_utc = day.bucket(Millis::DAY);
                    assert!(
                        day == of_utc || next.bucket(Millis::DAY) > of_utc,
                        "{name}: {day} and {next}"
                    );
                    assert_eq!(day.0 % Millis::QUARTER_HOUR, 0, "{name}: {day}");
                    day = next;
                }
            }
        }
        assert!(seen > 400, "{seen}");
    }

    #[test]
    fn months_begin_on_their_first_day_and_skipped_dates_are_no_days() {
        let zone = Zone::parse("America/New_York").unwrap();
        let march = zone.start_of_month(at("2026-04-01T03:59:59Z"));
        assert_eq!(march, at("2026-03-01T05:00:00Z"));
        assert_eq!(zone.next_month(march), at("2026-04-01T04:00:00Z"));
        let apia = Zone::parse("Pacific/Apia").unwrap();
        let before = apia.start_of(at("2011-12-30T09:00:00Z"), Bucket::Day);
        let next = apia.next_day(before);
        assert_eq!(
            [before, next].map(|day| apia.date(day).to_string()),
            ["2011-12-29", "2011-12-31"]
        );
    }

    #[test]
    fn an_hour_that_comes_twice_is_two() {
        for (zone, moment, hour) in [
            (
                "America/New_York",
                "2026-11-01T05:30:00Z",
                "2026-11-01T05:00:00.000Z",
            ),
            (
                "America/New_York",
                "2026-11-01T06:30:00Z",
                "2026-11-01T06:00:00.000Z",
            ),
            (
                "Asia/Kolkata",
                "2026-01-31T12:29:00Z",
                "2026-01-31T11:30:00.000Z",
            ),
            // Half an hour is shown twice, and half an hour is skipped.
            (
                "Australia/Lord_Howe",
                "2026-04-04T14:59:00Z",
                "2026-04-04T14:00:00.000Z",
            ),
            (
                "Australia/Lord_Howe",
                "2026-04-04T15:00:00Z",
                "2026-04-04T15:00:00.000Z",
            ),
            (
                "Australia/Lord_Howe",
                "2026-04-04T15:30:00Z",
                "2026-04-04T15:30:00.000Z",
            ),
            (
                "Australia/Lord_Howe",
                "2026-10-03T15:40:00Z",
                "2026-10-03T15:30:00.000Z",
            ),
        ] {
            assert_eq!(start(zone, moment, Bucket::Hour), hour, "{zone} {moment}");
        }
    }

    #[test]
    fn spans_leave_nothing_out_and_have_one_offset() {
        let zone = Zone::parse("America/New_York").unwrap();
        let spans = zone.spans(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
        let told: Vec<_> = spans
            .iter()
            .map(|span| {
                (
                    Millis(span.from_ms).to_string(),
                    span.offset_ms / Millis::HOUR,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("2026-01-01T00:00:00.000Z".to_owned(), -5),
                ("2026-03-08T07:00:00.000Z".to_owned(), -4),
                ("2026-11-01T06:00:00.000Z".to_owned(), -5),
            ]
        );
        assert!(
            spans
                .windows(2)
                .all(|two| two[0].until_ms == two[1].from_ms)
        );
        let utc = Zone::default().spans(Millis::FIRST_BUCKET, Millis::LAST_BUCKET);
        assert_eq!(utc.len(), 1);
    }

    #[test]
    fn nobodys_zone_is_refused() {
        for bad in [
            "",
            "Mars/Olympus",
            "+01:00",
            "../../etc/passwd",
            "etc/unknown",
            "localtime",
        ] {
            let error = Zone::parse(bad).unwrap_err();
            assert!(error.contains("Europe/Berlin"), "{error}");
        }
        assert_eq!(
            Zone::parse("europe/berlin").unwrap().name(),
            "Europe/Berlin"
        );
    }
}
