//! The domain: what a stat sheet, an event and their parts are, and what answers are made of.
//! A value that exists is valid. Knows nothing of HTTP, SQL or tasks, and does no I/O.

mod answer;
mod count;
mod dead_letter;
mod event;
mod event_answer;
mod fault;
mod filter;
mod heat;
mod journey;
mod live;
mod name;
mod palette;
mod parse;
mod position;
mod quality;
mod roster;
mod sample;
mod sheet;
mod slice;
mod spread;
mod stored;
mod time;

pub use answer::*;
pub use count::{Count, MAX_COUNT};
pub use dead_letter::{DeadLetter, RejectReason};
pub use event::Event;
pub use event_answer::*;
pub use fault::{Fault, Faults};
pub use filter::{Bucket, Cursor, HourFilter, ItemBucket, PageRequest, SheetFilter};
pub use heat::{Cell, Fineness, Grid, HeatGrid, MAX_BINS, MAX_CELLS};
pub use journey::*;
pub use live::*;
pub use name::MAX_ITEMS;
pub use name::{EventId, EventType, GameMode, ItemKind, MatchId, Name, PlayerId, SheetId};
pub use palette::Colour;
pub use position::{Places, Position};
pub use quality::*;
pub use roster::*;
pub use sample::{MAX_SAMPLED, PlaceSample};
pub use sheet::{MAX_SHEET_BYTES, StatSheet};
pub use slice::{Arm, Slice, SliceFilter};
pub use spread::{Spread, SpreadBucket, Spreads, bucket_start};
pub use stored::{StoredEvent, StoredSheet};
pub use time::{Millis, Timestamp};
