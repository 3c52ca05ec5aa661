//! What is written and what became of it.

use crate::model::{DeadLetter, Event, Fault, Faults, Listing, Locations, Millis, StatSheet};
use crate::store::row_hash::RowHash;
use bytes::Bytes;
use serde::Serialize;
use std::borrow::Cow;

/// One received item on its way into the database. Making one does all the work that needs no database, so
/// that it is done by the many who receive and not by the one who writes.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(in crate::store) content: Content,
    pub(in crate::store) received_at: Millis,
    /// As received, in case it has to become a dead letter after all.
    pub(in crate::store) payload: Bytes,
    pub(in crate::store) source: Cow<'static, str>,
    /// The dead letter it was until now.
    letter: Option<i64>,
}

#[derive(Debug, Clone)]
pub(in crate::store) enum Content {
    Sheet(Box<SheetContent>),
    Event(Box<Event>),
    Rejected(Faults),
}

/// A sheet with the columns that are kept as JSON text.
#[derive(Debug, Clone)]
pub(in crate::store) struct SheetContent {
    pub(in crate::store) sheet: StatSheet,
    pub(in crate::store) looted_items: String,
    pub(in crate::store) locations: String,
    pub(in crate::store) experiments: Option<String>,
    pub(in crate::store) dimensions: Option<String>,
    pub(in crate::store) player: Option<String>,
    pub(in crate::store) custom_stats: Option<String>,
    pub(in crate::store) extra: Option<String>,
    pub(in crate::store) units: i64,
    /// Of all that was sent but the times, which a client may set anew when it tries again.
    pub(in crate::store) content_hash: i64,
}

/// What a dead letter turns out to hold.
pub(in crate::store) enum Parsed {
    Sheet(Box<StatSheet>),
    Event(Box<Event>),
    Rejected(Faults),
}

impl Entry {
    /// A valid sheet; `payload` is what was received, `source` the door it came through (a route pattern).
    pub fn sheet(
        sheet: StatSheet,
        received_at: Millis,
        payload: Bytes,
        source: &'static str,
    ) -> Self {
        Self::new(Content::of_sheet(sheet), received_at, payload, source)
    }

    fn new(
        content: Content,
        received_at: Millis,
        payload: Bytes,
        source: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            content,
            received_at,
            payload,
            source: source.into(),
            letter: None,
        }
    }

    /// What a dead letter holds, parsed again.
    pub(in crate::store) fn of_letter(
        letter: i64,
        parsed: Parsed,
        received_at: Millis,
        payload: Bytes,
        source: String,
    ) -> Self {
        let content = match parsed {
            Parsed::Sheet(sheet) => Content::of_sheet(*sheet),
            Parsed::Event(event) => Content::Event(event),
            Parsed::Rejected(faults) => Content::Rejected(faults),
        };
        Self {
            letter: Some(letter),
            ..Self::new(content, received_at, payload, source)
        }
    }

    /// The dead letter it was until now.
    pub(in crate::store) fn letter(&self) -> Option<i64> {
        self.letter
    }

    /// A valid event that stands alone.
    pub fn event(event: Event, received_at: Millis, payload: Bytes, source: &'static str) -> Self {
        let content = Content::Event(Box::new(event));
        Self::new(content, received_at, payload, source)
    }

    /// Something that could not be read.
    pub fn rejected(letter: DeadLetter) -> Self {
        let content = Content::Rejected(letter.faults);
        Self::new(content, letter.received_at, letter.payload, letter.source)
    }

    /// Bytes that it takes until it is stored, what the commit works with included: measured with batches of 16 MiB of
    /// little but items, points or events. Its payload is not counted.
    pub fn work_bytes(&self) -> usize {
        const ENTRY: usize = 1_500;
        ENTRY
            + match &self.content {
                Content::Sheet(row) => row.work_bytes(),
                Content::Event(event) => event_bytes(event, 1),
                Content::Rejected(faults) => answer_bytes(faults),
            }
    }

    /// The same item, refused for `faults`.
    pub(in crate::store) fn refused(&self, faults: Faults) -> Self {
        Self {
            content: Content::Rejected(faults),
            ..self.clone()
        }
    }
}

impl SheetContent {
    fn work_bytes(&self) -> usize {
        // The sums of a sheet are made once for everyone and once for each experiment and dimension.
        const POINT: usize = 40;
        let sheet = &self.sheet;
        let optional = [
            &self.experiments,
            &self.dimensions,
            &self.player,
            &self.custom_stats,
            &self.extra,
        ];
        let optional = optional.iter().filter_map(|text| text.as_ref());
        let texts = optional.map(String::len).sum::<usize>()
            + self.looted_items.len()
            + self.locations.len();
        let arms = sheet.arms().count();
        let items = sheet.looted_items.len() + sheet.locations.len();
        let points = sheet.locations.values().map(|places| match places {
            Locations::One(_) => 1,
            Locations::Each(points) => points.len(),
        });
        let points = points.sum::<usize>();
        let events = sheet.events.iter();
        texts
            + DIMENSION * arms
            + items * (ITEM + ITEM_IN_ARM * arms)
            + points * (POINT + POINT_IN_SUM * (arms + 2))
            + events
                .map(|event| event_bytes(event, arms + 1))
                .sum::<usize>()
    }
}

/// A point in one of the sums.
const POINT_IN_SUM: usize = 44;
const ITEM: usize = 100;
const ITEM_IN_ARM: usize = 64;
const DIMENSION: usize = 100;
const FACT: usize = 160;

fn event_bytes(event: &Event, slices: usize) -> usize {
    const EVENT: usize = 340;
    let details = event.details.as_ref().map_or(0, |text| text.as_str().len());
    let extra = event.extra.iter();
    let extra = extra.map(|(name, value)| name.len() + value.get().len() + 96);
    let position = event.position.map_or(0, |_| POINT_IN_SUM * slices);
    let arms = event.dimensions.len() + 1;
    let items = event.items.len() * (ITEM + ITEM_IN_ARM * (slices + arms));
    let facts = event.player.len() * FACT;
    EVENT
        + details
        + extra.sum::<usize>()
        + position
        + items
        + facts
        + DIMENSION * event.dimensions.len()
}

/// Faults are held, printed and compressed.
fn answer_bytes(faults: &Faults) -> usize {
    let bytes = |fault: &Fault| 64 + fault.field.len() + fault.reason.len();
    4 * faults.as_slice().iter().map(bytes).sum::<usize>()
}

impl Content {
    /// What is kept as text alone is freed: it waits as long as the commit takes.
    fn of_sheet(mut sheet: StatSheet) -> Self {
        let custom_stats = std::mem::take(&mut sheet.custom_stats);
        let player = std::mem::take(&mut sheet.player);
        let extra = std::mem::take(&mut sheet.extra);
        let mut row = SheetContent {
            looted_items: json(&sheet.looted_items),
            locations: json(&sheet.locations),
            experiments: (!sheet.experiments.is_empty()).then(|| json(&sheet.experiments)),
            dimensions: (!sheet.dimensions.is_empty()).then(|| json(&sheet.dimensions)),
            player: (!player.is_empty()).then(|| json(&player)),
            custom_stats: (!custom_stats.is_empty()).then(|| json(&custom_stats)),
            extra: (!extra.is_empty()).then(|| json(&extra)),
            units: sheet.total_units() as i64,
            content_hash: 0,
            sheet,
        };
        row.content_hash = content_hash(&row);
        Self::Sheet(Box::new(row))
    }
}

fn content_hash(row: &SheetContent) -> i64 {
    let sheet = &row.sheet;
    let mut hash = RowHash::default();
    hash.add(sheet.match_id.as_str().as_bytes());
    let game_mode = sheet.game_mode.as_ref();
    hash.add_optional(game_mode.map(|mode| mode.as_str()));
    hash.add_double(sheet.match_duration.unwrap_or(-1.0));
    hash.add_double(sheet.player_level.map_or(-1.0, f64::from));
    hash.add(row.looted_items.as_bytes());
    hash.add(row.locations.as_bytes());
    for text in [&row.experiments, &row.custom_stats, &row.extra] {
        hash.add_optional(text.as_deref());
    }
    // What came later says its name, so that those without it have the number they had before.
    let map = sheet.map.as_ref().map(|map| map.as_str());
    let session_id = sheet.session_id.as_ref().map(|session| session.as_str());
    for (name, text) in [
        ("map", map),
        ("session_id", session_id),
        ("dimensions", row.dimensions.as_deref()),
        ("player", row.player.as_deref()),
    ] {
        hash.add_named(name, text);
    }
    for event in &sheet.events {
        let match_id = event.match_id.as_ref().map_or("", |id| id.as_str());
        hash.add(match_id.as_bytes());
        hash.add(event.player_id.as_str().as_bytes());
        hash.add(event.event_type.as_str().as_bytes());
        let key = event.event_id.as_ref();
        hash.add_optional(key.map(|key| key.as_str()));
        if let Some(position) = event.position {
            hash.add_double(position.x());
            hash.add_double(position.y());
            if let Some(z) = position.z() {
                hash.add_double(z);
            }
        }
        let game_mode = event.game_mode.as_ref().map(|mode| mode.as_str());
        let map = event.map.as_ref().map(|map| map.as_str());
        let session_id = event.session_id.as_ref().map(|session| session.as_str());
        hash.add_named("game_mode", game_mode);
        hash.add_named("map", map);
        hash.add_named("session_id", session_id);
        for (name, text) in [
            (
                "dimensions",
                (!event.dimensions.is_empty()).then(|| json(&event.dimensions)),
            ),
            (
                "items",
                (!event.items.is_empty()).then(|| json(&event.items)),
            ),
            (
                "player",
                (!event.player.is_empty()).then(|| json(&event.player)),
            ),
        ] {
            hash.add_named(name, text.as_deref());
        }
        let details = event.details.as_ref();
        hash.add_optional(details.map(|details| details.as_str()));
        hash.add(json(&event.extra).as_bytes());
    }
    hash.end()
}

/// Model values always print: their keys are text and their numbers finite.
pub(in crate::store) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}

/// What became of one entry, known once it is committed.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Stored under this id.
    Accepted {
        /// The row's id.
        id: i64,
    },
    /// Its key was known; this is the id of the first.
    Duplicate {
        /// The first row's id.
        id: i64,
    },
    /// Its key was known, with other contents; this is the id of the first. What came is kept as a dead letter.
    Differs {
        /// The first row's id.
        id: i64,
    },
    /// Kept as a dead letter.
    Rejected(Faults),
}

impl Outcome {
    /// With no more faults than `listing` lets be listed.
    pub(in crate::store) fn listed(self, listing: &mut Listing) -> Self {
        match self {
            Self::Rejected(faults) => Self::Rejected(listing.list(faults)),
            other => other,
        }
    }

    /// Bytes that it takes until it has been told.
    pub fn answer_bytes(&self) -> usize {
        match self {
            Self::Accepted { .. } => 0,
            Self::Duplicate { .. } | Self::Differs { .. } => 256,
            Self::Rejected(faults) => 256 + answer_bytes(faults),
        }
    }
}
