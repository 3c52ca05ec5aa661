//! Statements that read.

pub(in crate::store) mod activity;
pub(in crate::store) mod annotations;
mod arms;
pub(in crate::store) mod counted_elsewhere;
pub(in crate::store) mod dead_letters;
pub(in crate::store) mod economies;
pub(in crate::store) mod entity_lists;
pub(in crate::store) mod events;
pub(in crate::store) mod events_alone;
pub(in crate::store) mod heat;
pub(in crate::store) mod items;
pub(in crate::store) mod jobs;
pub(in crate::store) mod journey;
pub(in crate::store) mod live;
mod locations;
pub(in crate::store) mod loot_events;
pub(in crate::store) mod maps;
pub(in crate::store) mod names;
pub(in crate::store) mod newest_sheets;
mod pages;
pub(in crate::store) mod paths;
mod pieces;
pub(in crate::store) mod player_days;
mod range;
pub(in crate::store) mod receipts;
pub(in crate::store) mod retention;
pub(in crate::store) mod sessions;
pub(in crate::store) mod sheets;
pub(in crate::store) mod tables;
pub(in crate::store) mod totals;
pub(in crate::store) mod uncounted;
pub(in crate::store) mod views;

use super::{Connection, Db, Pool, TABLE_NUMBER, begin_snapshot, lookup, pairs_of};
