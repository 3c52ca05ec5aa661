//! The one hand that writes.

use super::address::Address;
use super::database::{Access, Database, on};
use super::entry::{Entry, Outcome};
use super::error::StoreError;
use super::names::Names;
use super::{migrate, postgres, sqlite};
use crate::model::Faults;

/// Writes; not `Clone`, so that a second write path does not compile.
#[derive(Debug)]
pub struct Writer {
    home: Home,
    memory: Memory,
    notes: Vec<String>,
}

/// Where its transactions begin.
#[derive(Debug)]
enum Home {
    Sqlite(sqlite::Home),
    Postgres(postgres::Home),
}

/// What the writer need not ask the database again.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) names: Names,
}

impl Writer {
    /// Creates or migrates the database at `address`, to write to it.
    pub(super) async fn open(address: &Address, notes: Vec<String>) -> Result<Self, StoreError> {
        let database = Database::connect(address, Access::Write).await?;
        migrate::up(&database).await?;
        let uncounted = on!(database, fill::events_are_uncounted())?;
        let mut home = match database {
            Database::Sqlite(pool) => {
                let path = pool.connect_options().get_filename().to_owned();
                pool.close().await;
                Home::Sqlite(sqlite::Home::new(path))
            }
            Database::Postgres(pool) => Home::Postgres(postgres::Home::new(pool)),
        };
        if uncounted {
            match &mut home {
                Home::Sqlite(home) => sqlite::sql::fill::count_events(home).await?,
                Home::Postgres(home) => postgres::sql::fill::count_events(home).await?,
            }
        }
        Ok(Self {
            home,
            memory: Memory::default(),
            notes,
        })
    }

    /// Stores `entries` with their rollups in one transaction and says, in order, what became of each.
    /// An entry the database refuses becomes a dead letter without harm to the others.
    ///
    /// # Errors
    /// When nothing of `entries`, or only a part from the start, was stored; trying again stores the rest once
    /// where they have keys.
    pub async fn commit(&mut self, entries: &[Entry]) -> Result<Vec<Outcome>, StoreError> {
        match self.commit_whole(entries).await {
            Err(StoreError::Refused(cause)) => self.commit_in_parts(entries, cause).await,
            outcome => outcome,
        }
    }

    async fn commit_whole(&mut self, entries: &[Entry]) -> Result<Vec<Outcome>, StoreError> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let memory = &mut self.memory;
        match &mut self.home {
            Home::Sqlite(home) => sqlite::sql::commit::commit(home, entries, memory).await,
            Home::Postgres(home) => postgres::sql::commit::commit(home, entries, memory).await,
        }
    }

    /// Halves the batch until the entry that the database refuses stands alone.
    async fn commit_in_parts(
        &mut self,
        entries: &[Entry],
        cause: String,
    ) -> Result<Vec<Outcome>, StoreError> {
        if let [entry] = entries {
            tracing::error!(
                cause,
                "an item could not be stored; it is kept as a dead letter"
            );
            let faults = Faults::one(
                "body",
                "could not be stored; the cause is in the server's log",
            );
            return self.commit_whole(&[entry.refused(faults)]).await;
        }
        let (first, second) = entries.split_at(entries.len() / 2);
        let mut outcomes = Box::pin(self.commit(first)).await?;
        outcomes.extend(Box::pin(self.commit(second)).await?);
        Ok(outcomes)
    }

    /// Deletes everything.
    ///
    /// # Errors
    /// When nothing was deleted.
    pub async fn clear(&mut self) -> Result<(), StoreError> {
        match &mut self.home {
            Home::Sqlite(home) => sqlite::sql::clear(home).await?,
            Home::Postgres(home) => postgres::sql::clear(home).await?,
        }
        self.memory = Memory::default();
        Ok(())
    }

    /// What was done to a predecessor's file when it was opened, as sentences for people; empty otherwise.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Closes the database.
    pub async fn close(self) {
        match self.home {
            Home::Sqlite(home) => home.close().await,
            Home::Postgres(home) => home.close().await,
        }
    }
}
