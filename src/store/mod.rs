//! All SQL and both databases. [`open`] gives a [`Reader`], cloned freely, and the one [`Writer`], which
//! moves into the task that writes. Knows nothing of HTTP and decides no policy.

mod ask;
mod connect;
mod error;
mod rollups;
mod row_hash;
mod scan;
mod write;

pub use ask::{DatabaseInfo, Reader, SheetParts};
pub use error::StoreError;
pub use scan::{
    Dictionary, EventBatch, EventColumns, EventRow, ItemPlaces, Items, Labels, Pairs, Places, Scan,
    ScanOptions, SheetBatch, SheetColumns, SheetRow, Snapshot, Texts,
};
pub use write::{Entry, NamesOutcome, Outcome, PreparedNames, Writer};

/// `url` for people: without a password.
pub fn shown(url: &str) -> String {
    match Address::parse(url) {
        Ok(address) => address.to_string(),
        Err(_) => "(unreadable address)".into(),
    }
}

use connect::address::Address;
use connect::database::{Access, Database};
use connect::file_kind::require_sqlite;
use connect::{adopt, migrate, postgres};

/// Readers beyond this wait: more would only fight for the same two cores and disk.
const READERS: u32 = 4;

/// Opens the database at `url`, creating it when it is missing, migrating it when it is older, and taking over
/// a file of the predecessor's.
///
/// # Errors
/// When it cannot be reached, is damaged, or was written by a newer `loot`.
pub async fn open(url: &str) -> Result<(Reader, Writer), StoreError> {
    let address = Address::parse(url)?;
    let log_is_missing = address.lacks_its_log();
    let notes = match &address {
        Address::Sqlite(path) => {
            require_sqlite(path)?;
            adopt::if_predecessors(path).await?
        }
        Address::Postgres(server) => {
            postgres::require_postgres(&server.options).await?;
            Vec::new()
        }
        Address::Resting(_) => Vec::new(),
    };
    let writer = Writer::open(&address, notes, log_is_missing).await?;
    let reader = Reader::new(
        address.clone(),
        Database::connect(&address, Access::Read(READERS)).await?,
    );
    Ok((reader, writer))
}

/// Whether `url` is of a database server, which may not have started yet.
pub fn is_server(url: &str) -> bool {
    matches!(Address::parse(url), Ok(Address::Postgres(_)))
}

/// Opens an existing database for reading alone: nothing is created or migrated.
///
/// # Errors
/// As [`open`]; also when it is missing or has an older schema.
pub async fn open_read_only(url: &str) -> Result<Reader, StoreError> {
    let address = Address::parse(url)?.for_reading();
    if let Address::Sqlite(path) | Address::Resting(path) = &address {
        if !path.exists() {
            return Err(StoreError::Unsuitable(format!(
                "there is no database at {}; `loot serve` or `loot demo` makes one",
                path.display()
            )));
        }
        require_sqlite(path)?;
        if adopt::is_predecessors(&address).await? {
            return Err(StoreError::Unsuitable(format!(
                "{} was made by the Python predecessor; `loot serve` takes it over (and keeps a copy)",
                path.display()
            )));
        }
    }
    if let Address::Postgres(server) = &address {
        postgres::require_postgres(&server.options).await?;
    }
    let database = Database::connect(&address, Access::Read(READERS)).await?;
    migrate::require_current(&database).await?;
    Ok(Reader::new(address, database))
}
