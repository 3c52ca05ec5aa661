//! What the writer remembers between commits.

use crate::store::write::names::Names;

/// What the writer need not ask the database again.
#[derive(Debug, Default)]
pub(in crate::store) struct Memory {
    pub(in crate::store) names: Names,
}
