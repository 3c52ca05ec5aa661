//! The one write path: a bounded queue, one task that commits whatever has gathered, an acknowledgement
//! after the commit. Knows nothing of HTTP or SQL, and never looks inside an entry.

mod budget;
mod queue;
mod telling;
mod writing;

pub use budget::{Exhausted, MemoryBudget, Share, Shortage};
pub use queue::{Ingest, IngestError, Stored};
pub use telling::Trouble;

use crate::store::Writer;
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, spawn_blocking};

/// Starts the writer, on a thread of its own: a commit to SQLite is work for a processor and a disk, during which
/// nothing else could run on a thread of the runtime. It ends when every [`Ingest`] is dropped, after it has committed
/// and answered what it holds and closed the database. The caller owns the task and must wait for it.
pub fn start(writer: Writer) -> (Ingest, JoinHandle<()>) {
    let (telling, told) = telling::Telling::new(writer.trouble());
    let (ingest, commands) = queue::bounded(told);
    let runtime = Handle::current();
    let task = spawn_blocking(move || runtime.block_on(writing::run(writer, commands, telling)));
    (ingest, task)
}
