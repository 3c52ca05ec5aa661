//! The one write path: a bounded queue, one task that commits whatever has gathered, an acknowledgement
//! after the commit. Knows nothing of HTTP or SQL, and never looks inside an entry.

mod budget;
mod queue;
mod writing;

pub use budget::{Exhausted, MemoryBudget, Share};
pub use queue::{Ingest, IngestError};

use crate::store::Writer;
use tokio::task::JoinHandle;

/// Starts the writer task. It ends when every [`Ingest`] is dropped, after it has committed and answered
/// what it holds and closed the database. The caller owns the task and must wait for it.
pub fn start(writer: Writer) -> (Ingest, JoinHandle<()>) {
    let (ingest, jobs) = queue::bounded();
    (ingest, tokio::spawn(writing::run(writer, jobs)))
}
