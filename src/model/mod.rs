//! The domain: what a stat sheet, an event and their parts are, and what answers are made of.
//! A value that exists is valid. Knows nothing of HTTP, SQL or tasks, and does no I/O.

mod annotation;
mod answers;
mod area;
mod bucket;
mod count;
mod dead_letter;
mod detail_filter;
mod event;
mod fault;
mod filter;
mod game_map;
mod grid;
mod heat;
mod json;
mod leaf;
mod name;
mod name_kind;
mod number;
mod page_address;
mod palette;
mod parse;
mod position;
mod resolution;
mod sample;
mod saved_view;
mod sheet;
mod slice;
mod split;
mod stored;
mod time;
mod time_range;
mod visible;
mod words;
mod zone;

pub use annotation::{Annotated, Annotation, MAX_ANNOTATIONS, Note};
pub use answers::*;
pub use area::Area;
pub use bucket::{Bucket, ItemBucket};
pub use count::{Count, MAX_COUNT};
pub use dead_letter::{DeadLetter, RejectReason};
pub use detail_filter::{DetailFilter, DetailTest};
pub use event::Event;
pub(crate) use fault::Listing;
pub use fault::{Fault, Faults};
pub use filter::{Cursor, DeadLetterFilter, PageRequest, PeriodFilter, SheetFilter};
pub use game_map::{
    Floor, GameMap, MAX_FLOORS, MAX_MAPS, MAX_REGIONS, MapChange, MapName, MapPicture, MediaType,
    PictureInfo, PlacedBy, Placement, Region, RegionChange,
};
pub use grid::{Extent, Grid, GroupCell, GroupCells, MAX_BINS};
pub use heat::{ByGroup, Found, GROUPS, HeatGrid, MAX_CELLS, group_of, read_finds, write_finds};
pub use json::{JsonMembers, JsonObject};
pub use leaf::{Leaf, each_leaf};
pub use name::{AnnotationId, AnnotationText, ViewName};
pub use name::{EventId, EventType, FieldName, GameMode, ItemKind, Label, MatchId, Name, PlayerId};
pub use name::{MAX_DISTINCT_ITEMS, OTHER, SessionId, SheetId};
pub use name_kind::NameKind;
pub use number::{counted, grouped};
pub use page_address::{PageAddress, WebLink};
pub use palette::Colour;
pub(crate) use parse::without_bom;
pub use position::{Locations, MAX_COORDINATE, Position};
pub use resolution::{GridRequest, GridResolution};
pub use sample::{LocationSample, MAX_SAMPLED};
pub use saved_view::{MAX_SAVED_VIEWS, SavedView, ViewSaved};
pub use sheet::{MAX_SHEET_BYTES, StatSheet};
pub use slice::{Arm, ArmName, MAP, MapSlice, Slice, SliceFilter, arms_of};
pub use split::Split;
pub use stored::{StoredEvent, StoredSheet};
pub use time::{Millis, Timestamp};
pub use time_range::TimeRange;
pub use visible::{visible, visible_lines};
pub(crate) use words::words;
pub use zone::{Span, Zone};
