//! Scenario files as text: read into a tree that remembers lines, checked against the JSON Schema that
//! `--scenario-schema` prints, so that what editors complete is exactly what is accepted. Knows nothing of
//! what a scenario means.

mod alternatives;
mod check;
mod mend;
mod mistake;
mod read;
mod schema;
mod set;
mod tree;

pub(super) use check::check;
pub(super) use mend::Mended;
pub use mistake::{Mistake, Mistakes};
pub(super) use read::read;
pub(super) use set::{Override, apply};
pub(super) use tree::{Node, is_within};
