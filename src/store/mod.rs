//! All SQL and both databases. [`open`] gives a [`Reader`], cloned freely, and the one [`Writer`], which
//! moves into the task that writes. Knows nothing of HTTP and decides no policy.

mod entry;
mod error;
mod reader;
mod writer;

pub use entry::{Entry, Outcome};
pub use error::StoreError;
pub use reader::{DatabaseInfo, Reader};
pub use writer::Writer;

/// Opens the database at `url`, creating it when it is missing and migrating it when it is older.
///
/// # Errors
/// When it cannot be reached, is damaged, or was written by a newer `loot`.
pub async fn open(url: &str) -> Result<(Reader, Writer), StoreError> {
    let _ = url;
    todo!()
}

/// Opens an existing database for reading alone: nothing is created or migrated.
///
/// # Errors
/// As [`open`]; also when it is missing or has an older schema.
pub async fn open_read_only(url: &str) -> Result<Reader, StoreError> {
    let _ = url;
    todo!()
}
