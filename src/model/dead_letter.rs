//! Items that were refused, kept as they came.

use super::{Faults, Millis};
use bytes::Bytes;

/// What was received, why it was refused, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    /// The bytes of the item as received (decompressed).
    pub payload: Bytes,
    /// All that is wrong with it.
    pub faults: Faults,
    /// When it arrived.
    pub received_at: Millis,
    /// Through which door it came: a route pattern, `adoption`, …; never client text.
    pub source: &'static str,
}

/// The field that an item was refused for first, from a closed set: the label of rejection counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RejectReason(&'static str);

impl RejectReason {
    const KNOWN: [&'static str; 18] = [
        "match_id",
        "player_id",
        "looted_items",
        "timestamp",
        "locations",
        "sheet_id",
        "match_duration",
        "player_level",
        "game_mode",
        "experiments",
        "custom_stats",
        "events",
        "event_type",
        "event_id",
        "position",
        "details",
        "body",
        "differs",
    ];

    /// Its key was known, with other contents.
    pub const DIFFERS: Self = Self("differs");

    /// The reason of `faults`: the outermost field of the first one, or `other`.
    pub fn of(faults: &Faults) -> Self {
        let field = &faults.first().field;
        Self::named(field.split(['.', '[']).next().unwrap_or_default())
    }

    /// The reason with this label; `other` when there is none such.
    pub fn named(label: &str) -> Self {
        let known = Self::KNOWN.iter().find(|known| **known == label);
        Self(known.copied().unwrap_or("other"))
    }

    /// The label.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}
