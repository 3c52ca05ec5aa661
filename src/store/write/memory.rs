//! What the writer remembers between commits.

use crate::store::write::names::Names;
use std::sync::Arc;

/// What the writer need not ask the database again, as long as nobody has changed it there.
#[derive(Debug, Default)]
pub(in crate::store) struct Memory {
    names: Option<Remembered>,
}

/// All names of the database, and the generation they were read in.
#[derive(Debug)]
pub(in crate::store) struct Remembered {
    pub(in crate::store) names: Arc<Names>,
    pub(in crate::store) generation: i64,
}

impl Memory {
    /// The names of a database whose names are of `generation`; none are remembered of another.
    pub(in crate::store) fn names(&self, generation: Option<i64>) -> Option<&Arc<Names>> {
        let remembered = self.names.as_ref()?;
        (Some(remembered.generation) == generation).then_some(&remembered.names)
    }

    /// Remembers what a transaction found, which is committed by now; `None` where it found nothing new.
    pub(in crate::store) fn learn(&mut self, names: Option<Remembered>) {
        if names.is_some() {
            self.names = names;
        }
    }
}
