//! The one hand that writes.

use super::{Entry, Outcome, StoreError};

/// Writes; not `Clone`, so that a second write path does not compile.
#[derive(Debug)]
pub struct Writer {}

#[allow(unused_variables)]
impl Writer {
    /// Stores `entries` with their rollups in one transaction and says, in order, what became of each.
    /// An entry the database refuses becomes a dead letter without harm to the others.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn commit(&mut self, entries: &[Entry]) -> Result<Vec<Outcome>, StoreError> {
        todo!()
    }
    /// Deletes everything.
    pub async fn clear(&mut self) -> Result<(), StoreError> {
        todo!()
    }
    /// What was done to a predecessor's file when it was opened, as sentences for people; empty otherwise.
    pub fn notes(&self) -> &[String] {
        todo!()
    }
    /// Closes the database.
    pub async fn close(self) {
        todo!()
    }
}
