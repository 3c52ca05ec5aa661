//! Questions to the database.

use super::StoreError;
use crate::model::*;

/// Reads; cloned freely, read-only at the database's own level.
#[derive(Debug, Clone)]
pub struct Reader {}

/// Which database this is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DatabaseInfo {
    /// `sqlite` or `postgresql`.
    pub kind: String,
    /// Where it is, without a password.
    pub location: String,
    /// The number of the newest migration.
    pub schema_version: i64,
}

#[allow(unused_variables)]
impl Reader {
    /// Which database this is; fails when it does not answer, so it serves as health check.
    pub async fn info(&self) -> Result<DatabaseInfo, StoreError> {
        todo!()
    }
    /// Totals of everything, or of one game mode.
    pub async fn totals(&self, game_mode: Option<&GameMode>) -> Result<Totals, StoreError> {
        todo!()
    }
    /// Sheets, newest first.
    pub async fn sheets(
        &self,
        filter: &SheetFilter,
        page: PageRequest,
    ) -> Result<Page<StoredSheet>, StoreError> {
        todo!()
    }
    /// The sheet stored first, if any.
    pub async fn first_sheet(&self) -> Result<Option<StoredSheet>, StoreError> {
        todo!()
    }
    /// Where `item` was found: up to `limit` points, and the grid when `bins` are asked for.
    pub async fn heat(
        &self,
        item: &ItemKind,
        limit: u32,
        bins: Option<u32>,
    ) -> Result<HeatAnswer, StoreError> {
        todo!()
    }
    /// Sheets, items and events per bucket, oldest first, empty buckets left out; at most [`Reader::MAX_BUCKETS`] newest ones.
    pub async fn activity(
        &self,
        bucket: Bucket,
        since: Option<Millis>,
        until: Option<Millis>,
    ) -> Result<Vec<ActivityPoint>, StoreError> {
        todo!()
    }
    /// The most buckets of one activity answer.
    pub const MAX_BUCKETS: u32 = 10_000;
    /// How far the data can be trusted.
    pub async fn quality(&self) -> Result<Quality, StoreError> {
        todo!()
    }
    /// Refused items, newest first.
    pub async fn dead_letters(
        &self,
        page: PageRequest,
    ) -> Result<Page<StoredDeadLetter>, StoreError> {
        todo!()
    }
    /// Rows of each table.
    pub async fn table_counts(&self) -> Result<Vec<TableCount>, StoreError> {
        todo!()
    }
    /// Recounts every rollup from the raw rows and runs the database's own check. Reads everything: minutes at 10 million sheets.
    pub async fn integrity(&self) -> Result<Integrity, StoreError> {
        todo!()
    }
}
