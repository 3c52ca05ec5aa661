//! What is written, and by whom: entries, the plan of one commit, and the only [`Writer`].

pub(in crate::store) mod entity_deltas;
pub(in crate::store) mod entry;
pub(in crate::store) mod names;
pub(in crate::store) mod plan;
pub(in crate::store) mod replay;
pub(in crate::store) mod writer;

pub use entry::{Entry, Outcome};
pub use writer::Writer;
