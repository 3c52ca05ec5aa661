//! The domain: what a stat sheet, an event and their parts are, and what answers are made of.
//! A value that exists is valid. Knows nothing of HTTP, SQL or tasks, and does no I/O.

mod answers;
mod area;
mod count;
mod dead_letter;
mod event;
mod fault;
mod filter;
mod grid;
mod heat;
mod json;
mod name;
mod palette;
mod parse;
mod position;
mod resolution;
mod sample;
mod sheet;
mod slice;
mod stored;
mod time;
mod time_range;
mod visible;
mod words;

pub use answers::*;
pub use area::Area;
pub use count::{Count, MAX_COUNT};
pub use dead_letter::{DeadLetter, RejectReason};
pub use event::Event;
pub(crate) use fault::Listing;
pub use fault::{Fault, Faults};
pub use filter::{
    Bucket, Cursor, DeadLetterFilter, HourFilter, ItemBucket, PageRequest, SheetFilter,
};
pub use grid::{Grid, MAX_BINS};
pub use heat::{Cell, HeatGrid, MAX_CELLS};
pub use json::{JsonMembers, JsonObject};
pub use name::MAX_DISTINCT_ITEMS;
pub use name::{EventId, EventType, GameMode, ItemKind, MatchId, Name, PlayerId, SheetId};
pub use palette::Colour;
pub(crate) use parse::without_bom;
pub use position::{Locations, Position};
pub use resolution::GridResolution;
pub use sample::{LocationSample, MAX_SAMPLED};
pub use sheet::{MAX_SHEET_BYTES, StatSheet};
pub use slice::{Arm, Slice, SliceFilter};
pub use stored::{StoredEvent, StoredSheet};
pub use time::{Millis, Timestamp};
pub use time_range::TimeRange;
pub use visible::{visible, visible_lines};
pub(crate) use words::words;
