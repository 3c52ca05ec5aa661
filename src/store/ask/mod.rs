//! Questions to the database: the [`Reader`], one file for each family of answers.

pub(in crate::store) mod annotations;
pub(in crate::store) mod counted_elsewhere;
pub(in crate::store) mod distribution;
pub(in crate::store) mod economies;
pub(in crate::store) mod entity_lists;
pub(in crate::store) mod events;
pub(in crate::store) mod events_alone;
pub(in crate::store) mod items;
pub(in crate::store) mod jobs;
pub(in crate::store) mod live;
pub(in crate::store) mod loot_events;
pub(in crate::store) mod maps;
pub(in crate::store) mod names;
pub(in crate::store) mod newest_sheets;
pub(in crate::store) mod page;
pub(in crate::store) mod pieces;
pub(in crate::store) mod player_days;
pub(in crate::store) mod quality;
pub(in crate::store) mod reader;
pub(in crate::store) mod receipts;
pub(in crate::store) mod retention;
pub(in crate::store) mod row;
pub(in crate::store) mod sessions;
pub(in crate::store) mod sheets_among;
pub(in crate::store) mod views;

pub use newest_sheets::SheetParts;
pub use reader::{DatabaseInfo, Reader};
