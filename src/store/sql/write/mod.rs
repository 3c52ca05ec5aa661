//! Statements that write, and those that the writer asks before it does.

pub(in crate::store) mod backfill;
mod clear;
pub(in crate::store) mod commit;
mod dead_letters;
pub(in crate::store) mod entities;
mod events;
pub(in crate::store) mod heat;
mod ids;
pub(in crate::store) mod locations;
mod names;
pub(in crate::store) mod replay;
mod sheets;
pub(in crate::store) mod stored_sums;
mod totals;

pub(in crate::store) use clear::clear;

use super::{Connection, Pool, Transaction, WriteSide};
