//! The only writer of a database.

use crate::model::{
    Annotated, Economy, EconomySaved, Faults, GameMap, JobChange, Label, Listing, MapChange,
    MapName, Millis, Note, RefusedRequests, SavedView, ViewName, ViewSaved,
};
use crate::store::connect::address::Address;
use crate::store::connect::database::{Access, Database, on};
use crate::store::connect::migrate;
use crate::store::connect::postgres;
use crate::store::connect::sqlite;
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;
use crate::store::rollups::backfill;
use crate::store::write::entry::{Entry, Outcome};
use crate::store::write::memory::Memory;
use crate::store::write::name_changes::{NamesOutcome, PreparedNames};
use crate::store::write::{
    annotations, clear, commit, economies, jobs, maps, name_changes, refusals, replay, sessions,
    trial, views,
};

/// Writes; not `Clone`, so that a second write path does not compile.
#[derive(Debug)]
pub struct Writer {
    address: Address,
    home: WriteSide,
    memory: Memory,
    notes: Vec<String>,
    /// Why the last write failed.
    trouble: Option<StoreError>,
}

const COULD_NOT_BE_STORED: &str = "could not be stored; the cause is in the server's log";

impl Writer {
    /// Creates or migrates the database at `address`, to write to it. Whether it is a file without its log is for who has
    /// not looked into it yet: SQLite makes one then, and takes it away.
    pub(in crate::store) async fn open(
        address: &Address,
        notes: Vec<String>,
        log_is_missing: bool,
    ) -> Result<Self, StoreError> {
        let database = Database::connect(address, Access::Write).await?;
        if let Database::Postgres(pool) = &database {
            postgres::require_suitable(pool).await?;
        }
        migrate::up(&database, address.is_pooled()).await?;
        let reading = Database::connect(address, Access::Read(1)).await?;
        let uncounted = on!(reading, ask::uncounted::uncounted())?;
        reading.close().await;
        let mut home = match database {
            Database::Sqlite(connections) => {
                let path = connections.options().get_filename().to_owned();
                connections.close().await;
                WriteSide::Sqlite(Box::new(sqlite::WriteSide::new(path)))
            }
            Database::Postgres(pool) => {
                let side = postgres::WriteSide::new(pool, address.is_pooled());
                WriteSide::Postgres(side)
            }
        };
        if !uncounted.is_empty() {
            backfill::run(&mut home, address).await?;
        }
        let mut trouble = None;
        match trial::note_use(&mut home, true).await {
            Ok(was_in_use) if was_in_use && log_is_missing => tracing::warn!(
                "{address} was not closed by the loot that used it last, and the file that ends in -wal is not beside it: what \
                was stored last may be missing; the files FILE, FILE-wal and FILE-shm are one database, to be moved, copied \
                and put back together"
            ),
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "nothing can be stored in {address}; it is tried again");
                trouble = Some(error);
            }
        }
        Ok(Self {
            address: address.clone(),
            home,
            memory: Memory::default(),
            notes,
            trouble,
        })
    }

    /// Why nothing could be written when it was opened.
    pub fn trouble(&self) -> Option<&StoreError> {
        self.trouble.as_ref()
    }

    /// Writes next to nothing, to see whether something can be stored.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn try_out(&mut self) -> Result<(), StoreError> {
        trial::note_use(&mut self.home, true).await.map(drop)
    }

    /// Tidies up while there is nothing to write; returns whether there is more to do later.
    pub fn tend(&mut self) -> bool {
        self.home.tend()
    }

    /// Stores `entries` with their rollups in one transaction and says, in order, what became of each.
    /// An entry the database refuses becomes a dead letter without harm to the others.
    ///
    /// # Errors
    /// When nothing of `entries`, or only a part from the start ([`StoreError::Partly`]), was stored.
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
        commit::commit(&mut self.home, entries, &mut self.memory).await
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
            let faults = Faults::one("body", COULD_NOT_BE_STORED);
            return self.commit_whole(&[entry.refused(faults)]).await;
        }
        let (first, second) = entries.split_at(entries.len() / 2);
        let mut outcomes = Box::pin(self.commit(first)).await?;
        let (more, cause) = match Box::pin(self.commit(second)).await {
            Ok(more) => (more, None),
            Err(StoreError::Partly { outcomes, cause }) => (outcomes, Some(cause)),
            Err(cause) => (Vec::new(), Some(Box::new(cause))),
        };
        outcomes.extend(more);
        match cause {
            None => Ok(outcomes),
            Some(cause) => Err(StoreError::Partly { outcomes, cause }),
        }
    }

    /// Parses dead letters again and stores what they hold by now, under the time they were received; says what became of
    /// those that are still there. What fails again stays, with its new faults. Each letter moves in one transaction, so
    /// whatever happens it is counted once: as refused or as stored.
    ///
    /// # Errors
    /// When the database does not answer; some of the letters may have been replayed, and are no longer there.
    pub async fn replay(&mut self, letters: &[i64]) -> Result<Vec<(i64, Outcome)>, StoreError> {
        let mut letters = letters.to_vec();
        letters.sort_unstable();
        letters.dedup();
        self.replay_sorted(&letters, &mut Listing::default()).await
    }

    async fn replay_sorted(
        &mut self,
        letters: &[i64],
        listing: &mut Listing,
    ) -> Result<Vec<(i64, Outcome)>, StoreError> {
        let mut outcomes = Vec::new();
        let mut rest = letters;
        while !rest.is_empty() {
            let memory = &mut self.memory;
            let step = replay::replay(&mut self.home, rest, memory).await;
            match (step, rest) {
                (Ok(step), _) => {
                    let listed = step.outcomes.into_iter();
                    outcomes.extend(listed.map(|(id, outcome)| (id, outcome.listed(listing))));
                    rest = &rest[step.seen..];
                }
                (Err(StoreError::Refused(cause)), [letter]) => {
                    tracing::error!(cause, letter, "a dead letter could not be stored; it stays");
                    let faults = Faults::one("body", COULD_NOT_BE_STORED);
                    outcomes.push((*letter, Outcome::Rejected(faults)));
                    rest = &[];
                }
                // Halves them until the letter that the database refuses stands alone.
                (Err(StoreError::Refused(_)), _) => {
                    let (first, second) = rest.split_at(rest.len() / 2);
                    outcomes.extend(Box::pin(self.replay_sorted(first, listing)).await?);
                    rest = second;
                }
                (Err(error), _) => return Err(error),
            }
        }
        Ok(outcomes)
    }

    /// Deletes dead letters, which are then no longer counted as refused; returns how many there were.
    ///
    /// # Errors
    /// When the database does not answer; some of the letters may be gone.
    pub async fn drop_dead_letters(&mut self, letters: &[i64]) -> Result<u64, StoreError> {
        let mut letters = letters.to_vec();
        letters.sort_unstable();
        letters.dedup();
        let (mut rest, mut dropped) = (letters.as_slice(), 0);
        while !rest.is_empty() {
            let (seen, there) = replay::discard(&mut self.home, rest).await?;
            dropped += there;
            rest = &rest[seen..];
        }
        Ok(dropped)
    }

    /// Notes what becomes of long work at `at`; returns the job's number.
    ///
    /// # Errors
    /// When nothing was noted.
    pub async fn change_job(&mut self, change: &JobChange, at: Millis) -> Result<i64, StoreError> {
        jobs::change(&mut self.home, change, at).await
    }

    /// Finishes a change of what names are counted as.
    ///
    /// # Errors
    /// When nothing was changed.
    pub async fn change_names(
        &mut self,
        prepared: PreparedNames,
    ) -> Result<NamesOutcome, StoreError> {
        name_changes::change(&mut self.home, &self.address, prepared).await
    }

    /// Changes a map at `at`, or makes it; says what has become of it, or why it cannot be.
    ///
    /// # Errors
    /// When nothing was changed.
    pub async fn set_map(
        &mut self,
        change: &MapChange,
        at: Millis,
    ) -> Result<Result<GameMap, Faults>, StoreError> {
        maps::set(&mut self.home, change, at).await
    }

    /// Removes a map and its picture; returns whether there was one.
    ///
    /// # Errors
    /// When nothing was removed.
    pub async fn remove_map(&mut self, name: &MapName) -> Result<bool, StoreError> {
        maps::remove(&mut self.home, name).await
    }

    /// Counts requests of which nothing was kept as refused at `at`.
    ///
    /// # Errors
    /// When none was counted.
    pub async fn count_refused(
        &mut self,
        refused: &[RefusedRequests],
        at: Millis,
    ) -> Result<(), StoreError> {
        refusals::count(&mut self.home, refused, at).await
    }

    /// Saves a view under its name.
    ///
    /// # Errors
    /// When nothing was saved.
    pub async fn save_view(&mut self, view: &SavedView) -> Result<ViewSaved, StoreError> {
        views::save(&mut self.home, view).await
    }

    /// Forgets the view of this name; returns whether there was one.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn delete_view(&mut self, name: &ViewName) -> Result<bool, StoreError> {
        views::delete(&mut self.home, name).await
    }

    /// Stores an annotation at `now`, once for each key.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn annotate(&mut self, note: &Note, now: Millis) -> Result<Annotated, StoreError> {
        annotations::add(&mut self.home, note, now).await
    }

    /// Deletes the annotation of this number; returns whether there was one.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn delete_annotation(&mut self, id: i64) -> Result<bool, StoreError> {
        annotations::delete(&mut self.home, id).await
    }

    /// Keeps what is money, in the place of what was kept of its currency before.
    ///
    /// # Errors
    /// When nothing was kept.
    pub async fn save_economy(&mut self, economy: &Economy) -> Result<EconomySaved, StoreError> {
        economies::save(&mut self.home, economy).await
    }

    /// Forgets the currency of this name; returns whether there was one.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn delete_economy(&mut self, currency: &Label) -> Result<bool, StoreError> {
        economies::delete(&mut self.home, currency).await
    }

    /// Counts the sessions of some rows that are not counted yet; says whether there are others.
    ///
    /// # Errors
    /// When none was counted.
    pub async fn count_sessions(&mut self) -> Result<bool, StoreError> {
        sessions::count_some(&mut self.home).await
    }

    /// Deletes everything.
    ///
    /// # Errors
    /// When nothing was deleted.
    pub async fn clear(&mut self) -> Result<(), StoreError> {
        clear::clear(&mut self.home).await
    }

    /// What was done to a predecessor's file when it was opened, as sentences for people; empty otherwise.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Closes the database.
    pub async fn close(mut self) {
        // Where it cannot be noted, the next start says so.
        let _ = trial::note_use(&mut self.home, false).await;
        self.home.close().await;
    }
}
