//! Active players and who comes back.

use crate::model::{Bucket, Millis, Zone};
use serde::{Deserialize, Serialize};

/// The unit in which players are counted as active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivePeriod {
    /// A day, from midnight.
    Day,
    /// A month, from midnight of its first day.
    Month,
}

/// The players of one day or month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivePlayers {
    /// When it begins.
    pub start: Millis,
    /// Players of whom there is a sheet or an event in it.
    pub active: u64,
    /// Those of them who were not seen before it.
    pub new: u64,
    /// How long they played, by their sheets, in milliseconds.
    pub played_ms: u64,
}

/// The players who were first seen on one day, and on which days they were there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// The day they were first seen on.
    pub start: Millis,
    /// All of them.
    pub players: u64,
    /// How many of them played so many days later; days on which nobody did are left out.
    pub days: Vec<CohortDay>,
}

/// The players of a cohort on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortDay {
    /// Days since the cohort's own.
    pub day: u32,
    /// Players who were there.
    pub players: u64,
}

impl ActivePeriod {
    /// The start of the period that holds `at`, by the clock of a zone.
    pub fn start(self, at: Millis, zone: &Zone) -> Millis {
        match self {
            Self::Day => zone.start_of(at, Bucket::Day),
            Self::Month => zone.start_of_month(at),
        }
    }

    /// The start of the one that follows the period that begins at `start`.
    pub fn next(self, start: Millis, zone: &Zone) -> Millis {
        match self {
            Self::Day => zone.next_day(start),
            Self::Month => zone.next_month(start),
        }
    }

    /// The starts of this period and of all that follow.
    pub fn from(self, start: Millis, zone: &Zone) -> impl Iterator<Item = Millis> {
        let next = move |start: &Millis| {
            let next = self.next(*start, zone);
            (next > *start).then_some(next)
        };
        std::iter::successors(Some(start), next)
    }
}
