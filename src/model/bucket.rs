//! How wide the buckets are in which things are counted over time.

use super::{Millis, words};

/// The width of a bucket of time in which items are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemBucket {
    /// 60 minutes.
    Hour,
    /// From midnight to midnight of the zone.
    Day,
    /// One bucket for everything.
    All,
}

words! {
    ItemBucket: Hour "hour", Day "day", All "all";
    Bucket: Minute "minute", Hour "hour", Day "day";
}

/// The width of a bucket of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// From midnight to midnight of the zone.
    Day,
}

impl ItemBucket {
    /// The same as a width; `None` for one bucket of everything.
    pub fn width(self) -> Option<Bucket> {
        match self {
            Self::Hour => Some(Bucket::Hour),
            Self::Day => Some(Bucket::Day),
            Self::All => None,
        }
    }
}

impl Bucket {
    /// The width in milliseconds, of a day of 24 hours.
    pub fn width_ms(self) -> i64 {
        match self {
            Self::Minute => Millis::MINUTE,
            Self::Hour => Millis::HOUR,
            Self::Day => Millis::DAY,
        }
    }

    /// The next wider one; none is wider than a day.
    pub fn wider(self) -> Option<Self> {
        match self {
            Self::Minute => Some(Self::Hour),
            Self::Hour => Some(Self::Day),
            Self::Day => None,
        }
    }
}
