//! Reads many rows as columns, in the order of their ids. Only reads and converts: what the rows add up to is the
//! callers' business, and rows for people to look at come as pages (`ask/`).
//!
//! A [`Scan`] goes in chunks by id, each a short statement of its own, so that a scan of an hour keeps neither SQLite's
//! log from shrinking nor PostgreSQL from cleaning up. It therefore shows no single moment: a row stored meanwhile may
//! be in it or not. Who needs one moment, and is done soon, scans within a [`Snapshot`].

mod columns;
mod distinct;
mod events;
mod filter;
mod in_slice;
mod json;
mod newest;
mod paths;
mod places;
mod player_days;
mod row;
mod session;
mod sheets;
mod snapshot;
mod spread;
mod stream;

pub use columns::{Dictionary, Labels, Pairs, Texts};
pub use events::{EventBatch, EventColumns, EventRow};
pub(in crate::store) use paths::PathEdges;
pub use places::{ItemPlaces, Items, Places};
pub use sheets::{SheetBatch, SheetColumns, SheetRow};
pub use snapshot::Snapshot;
pub use stream::{Scan, ScanOptions};
