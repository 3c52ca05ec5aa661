//! All SQL and both databases. [`open`] gives a [`Reader`], cloned freely, and the one [`Writer`], which
//! moves into the task that writes. Knows nothing of HTTP and decides no policy.

mod address;
mod adopt;
mod arrivals;
mod counter;
mod database;
mod entry;
mod error;
mod event_questions;
mod items;
mod live_questions;
mod migrate;
mod names;
mod plan;
mod quality;
mod reader;
mod recount;
mod rollup;
mod roster;
mod row;
mod spread;
mod statement;
mod stories;
mod touched;
mod writer;

// What differs between the two databases, and below each of them the same `sql/`, compiled for it.
mod postgres;
mod sqlite;

pub use entry::{Entry, Outcome};
pub use error::StoreError;
pub use reader::{DatabaseInfo, Reader};
pub use writer::Writer;

/// `url` for people: without a password.
pub fn shown(url: &str) -> String {
    match Address::parse(url) {
        Ok(address) => address.to_string(),
        Err(_) => "(unreadable address)".into(),
    }
}

use address::Address;
use database::{Access, Database};

/// Opens the database at `url`, creating it when it is missing, migrating it when it is older, and taking over
/// a file of the predecessor's.
///
/// # Errors
/// When it cannot be reached, is damaged, or was written by a newer `loot`.
pub async fn open(url: &str) -> Result<(Reader, Writer), StoreError> {
    let address = Address::parse(url)?;
    let notes = match &address {
        Address::Sqlite(path) => adopt::if_predecessors(path).await?,
        Address::Postgres(_) => Vec::new(),
    };
    let writer = Writer::open(&address, notes).await?;
    let reader = Reader::new(
        address.clone(),
        Database::connect(&address, Access::Read).await?,
    );
    Ok((reader, writer))
}

/// Opens an existing database for reading alone: nothing is created or migrated.
///
/// # Errors
/// As [`open`]; also when it is missing or has an older schema.
pub async fn open_read_only(url: &str) -> Result<Reader, StoreError> {
    let address = Address::parse(url)?;
    if let Address::Sqlite(path) = &address {
        if !path.exists() {
            return Err(StoreError::Unsuitable(format!(
                "there is no database at {}; `loot serve` or `loot demo` makes one",
                path.display()
            )));
        }
        if adopt::is_predecessors(path).await? {
            return Err(StoreError::Unsuitable(format!(
                "{} was made by the Python predecessor; `loot serve` takes it over (and keeps a copy)",
                path.display()
            )));
        }
    }
    let database = Database::connect(&address, Access::Read).await?;
    migrate::require_current(&database).await?;
    Ok(Reader::new(address, database))
}
