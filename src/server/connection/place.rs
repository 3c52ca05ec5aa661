//! What one connection holds of the memory budget.

use crate::ingest::Share;
use tokio::sync::OwnedSemaphorePermit;

/// Given back when dropped.
#[derive(Debug)]
pub(super) enum Place {
    /// Of the part for connections.
    Kept { _permit: OwnedSemaphorePermit },
    /// Of what requests have.
    Shared { _share: Share },
}
