//! What is written, and by whom: entries, the plan of one commit, the statements of its transaction, and the only
//! [`Writer`].

pub(in crate::store) mod entry;
pub(in crate::store) mod plan;
pub(in crate::store) mod writer;

mod annotations;
mod clear;
mod commit;

pub(in crate::store) mod dead_letters;
mod economies;
pub(in crate::store) mod events;
pub(in crate::store) mod generations;
pub(in crate::store) mod ids;
mod jobs;
mod maps;
mod memory;
mod name_changes;
pub(in crate::store) mod name_decisions;
pub(in crate::store) mod names;
pub(in crate::store) mod names_table;
mod newcomers;
mod refusals;
pub(in crate::store) mod reparse;
mod replay;
mod session_spans;
pub(in crate::store) mod sessions;
pub(in crate::store) mod sheets;
mod trial;
mod views;

pub use entry::{Entry, Outcome};
pub use name_changes::{NamesOutcome, PreparedNames};
pub use writer::Writer;
