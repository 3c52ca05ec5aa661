//! What is wrong with an input, said so that its sender can mend it.

use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    /// Where: a path such as `looted_items.medkit` or `events[3].position`; `body` for the whole.
    pub field: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl Fault {
    /// A fault of `field`.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}

/// What is wrong with one input; never empty, and at most 1,000 are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, ToSchema)]
#[error("{}", sentence(.0))]
#[serde(transparent)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// More faults of one input than this are counted, not listed: a sheet can hold 100,000 bad points.
    pub(crate) const MAX_LISTED: usize = 1_000;

    /// Adds a fault to those of one input: past the limit only that there are more.
    pub(crate) fn note(noted: &mut Vec<Fault>, fault: impl FnOnce() -> Fault) {
        match noted.len() {
            n if n < Self::MAX_LISTED => noted.push(fault()),
            n if n == Self::MAX_LISTED => noted.push(Fault::new(
                "body",
                format!(
                    "has more than {} faults; the rest are not listed",
                    Self::MAX_LISTED
                ),
            )),
            _ => {}
        }
    }

    /// The faults as one error, or `None` when there are none.
    pub fn from_vec(faults: Vec<Fault>) -> Option<Self> {
        (!faults.is_empty()).then_some(Self(faults))
    }

    /// A single fault.
    pub fn one(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self(vec![Fault::new(field, reason)])
    }

    /// All of them, in the order found.
    pub fn as_slice(&self) -> &[Fault] {
        &self.0
    }

    /// The first one.
    pub fn first(&self) -> &Fault {
        &self.0[0]
    }

    /// The first one, and how many more there are. Two say no more than that, and stay.
    fn abridged(self) -> Self {
        let more = match self.0.len() {
            ..=2 => return self,
            // The last one stands for at least one that was not listed.
            n if n > Self::MAX_LISTED => format!("at least {}", n - 1),
            n => (n - 1).to_string(),
        };
        let reason = format!(
            "has {more} more faults; past {} at once only the first of an item is listed",
            Self::MAX_LISTED
        );
        let first = self.0.into_iter().next();
        // A new list, for a truncated one would hold on to its memory.
        let mut listed = Vec::with_capacity(2);
        listed.extend(first);
        listed.push(Fault::new("body", reason));
        Self(listed)
    }
}

/// Bounds the faults listed over all items of a request or a commit: a few kilobytes can hold thousands of items, each
/// with as many faults as one input may list.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    listed: usize,
}

impl Listing {
    /// The faults of the next item: all of them until [`Faults::MAX_LISTED`] are listed, then the first and a count.
    /// What was abridged once stays as it is.
    pub(crate) fn list(&mut self, faults: Faults) -> Faults {
        let faults = match self.listed < Faults::MAX_LISTED {
            true => faults,
            false => faults.abridged(),
        };
        self.listed += faults.0.len();
        faults
    }
}

fn sentence(faults: &[Fault]) -> String {
    match faults {
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
        [] => String::new(),
    }
}
