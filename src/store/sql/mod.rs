//! Statements and the functions that run them, compiled once for each database (see `store/mod.rs`). Writing first,
//! reading below. Nothing here decides anything: it is told what to store and what to look for.

mod clear;
pub(in crate::store) mod commit;
mod dead_letters;
mod entities;
mod events;
pub(in crate::store) mod fill;
mod heat;
mod ids;
mod names;
mod places;
mod sheets;
mod stored_sums;
mod totals;

pub(in crate::store) mod check;
pub(in crate::store) mod read_activity;
pub(in crate::store) mod read_arrivals;
pub(in crate::store) mod read_dead_letters;
pub(in crate::store) mod read_events;
pub(in crate::store) mod read_heat;
pub(in crate::store) mod read_items;
pub(in crate::store) mod read_journey;
pub(in crate::store) mod read_live;
pub(in crate::store) mod read_roster;
pub(in crate::store) mod read_sheets;
pub(in crate::store) mod read_stories;
pub(in crate::store) mod read_tables;
pub(in crate::store) mod read_totals;

pub(in crate::store) use clear::clear;

use super::{
    BEGIN_SNAPSHOT, Db, EXPERIMENTS_OF_SHEET, Home, ITEMS_OF_SHEET, LIFT_DEADLINE, SELF_CHECK,
    Transaction,
};

type Connection = <Db as sqlx::Database>::Connection;
type Pool = sqlx::Pool<Db>;
