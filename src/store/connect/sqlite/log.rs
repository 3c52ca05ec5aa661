//! Keeps SQLite's log short. By itself SQLite moves into the file what no reader needs any more, and begins the log anew
//! only when nobody reads: under steady questions it would grow without end, and it never gets shorter.

use crate::store::connect::timeouts::READ_DEADLINE;
use rusqlite::Connection;
use std::time::{Duration, Instant};

/// A log longer than this is emptied as soon as no reader needs it.
pub(super) const LONGEST_BYTES: u64 = 64 << 20;
/// Between two tries to empty it, and between two warnings.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);
const BETWEEN_WARNINGS: Duration = Duration::from_secs(60);
/// How long who commits may be kept waiting by readers that are about to end.
const PATIENCE: Duration = Duration::from_millis(50);

/// What is known of those who keep the log from being emptied.
#[derive(Debug, Default)]
pub(super) struct LogKeeper {
    tried_at: Option<Instant>,
    warned_at: Option<Instant>,
    reader: Option<OldestReader>,
}

/// Who reads a state of the database that is older than the rest of the log.
#[derive(Debug)]
struct OldestReader {
    /// Pages of the log up to there are those it sees.
    sees: i64,
    since: Instant,
}

impl LogKeeper {
    /// Empties a log of so many `bytes` when it is too long. `patience` of other waits is set again afterwards.
    pub(super) fn tend(
        &mut self,
        connection: &Connection,
        bytes: u64,
        patience: Duration,
    ) -> rusqlite::Result<()> {
        let is_early = |last: Option<Instant>, pause| last.is_some_and(|at| at.elapsed() < pause);
        if bytes <= LONGEST_BYTES {
            *self = Self::default();
            return Ok(());
        }
        if is_early(self.tried_at, BETWEEN_TRIES) {
            return Ok(());
        }
        connection.busy_timeout(PATIENCE)?;
        let tried = connection.query_row("pragma wal_checkpoint(truncate)", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(2)?))
        });
        connection.busy_timeout(patience)?;
        self.tried_at = Some(Instant::now());
        let (is_busy, moved) = tried?;
        if is_busy == 0 {
            if self.warned_at.is_some() {
                tracing::info!("the database's log was emptied");
            }
            *self = Self::default();
            return Ok(());
        }
        let since = match &self.reader {
            Some(reader) if reader.sees == moved => reader.since,
            _ => Instant::now(),
        };
        self.reader = Some(OldestReader { sees: moved, since });
        let age = since.elapsed();
        if age > READ_DEADLINE && !is_early(self.warned_at, BETWEEN_WARNINGS) {
            self.warned_at = Some(Instant::now());
            tracing::warn!(
                log_mib = bytes >> 20,
                reader_age_s = age.as_secs(),
                "somebody has been reading the database for at least this long and keeps its log from being emptied; end it \
                (a `loot check`, a backup, a database browser) before the disk is full"
            );
        }
        Ok(())
    }
}
