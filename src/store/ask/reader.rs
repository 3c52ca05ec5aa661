//! Questions to the database.

use crate::model::NameKind;
use crate::model::{
    ActivityPoint, Bucket, DeadLetterFilter, Distributions, GameMode, GridRequest, HeatAnswer,
    Integrity, ItemKind, Journey, JourneyRequest, MapSlice, Millis, OverTime, Page, PageRequest,
    PeriodFilter, Quality, Refusal, SheetFilter, Slice, SliceFilter, StoredDeadLetter, StoredSheet,
    TableCount, Totals,
};
use crate::store::ask::distribution;
use crate::store::ask::pieces::{Pieces, last_or_new};
use crate::store::ask::quality;
use crate::store::ask::row::{item_of, refusal};
use crate::store::connect::address::Address;
use crate::store::connect::beside::beside;
use crate::store::connect::database::{Access, Database, on};
use crate::store::connect::reading::in_time;
use crate::store::connect::sqlite::file::FileAt;
use crate::store::error::StoreError;
use crate::store::rollups::counter::{Counter, CounterMap};
use crate::store::rollups::recount;
use crate::store::rollups::widths::FROM_MINUTES;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Reads; cloned freely, read-only at the database's own level.
#[derive(Debug, Clone)]
pub struct Reader {
    address: Address,
    pub(in crate::store) database: Database,
    /// The file that was opened, where it is one.
    file: Option<FileAt>,
    /// Places for those who look through many rows, each with a connection of their own.
    scanning: Arc<Semaphore>,
}

/// Who looks through many rows keeps a processor busy.
const MOST_SCANNING: usize = 2;

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

impl Reader {
    /// The most buckets of one activity answer.
    pub const MAX_BUCKETS: u32 = 10_000;

    pub(in crate::store) fn new(address: Address, database: Database) -> Self {
        let file = match &address {
            Address::Sqlite(path) => Some(FileAt::now(path.clone())),
            Address::Resting(_) | Address::Postgres(_) => None,
        };
        Self {
            address,
            database,
            file,
            scanning: Arc::new(Semaphore::new(MOST_SCANNING)),
        }
    }

    /// Waits for a place among those who look through many rows; it is free again when it is dropped.
    pub(in crate::store) async fn place_to_scan(&self) -> Option<OwnedSemaphorePermit> {
        // It is never closed.
        self.scanning.clone().acquire_owned().await.ok()
    }

    /// The same database through at most so many connections of its own, so that others who read cannot keep it waiting.
    /// They are made when they are needed. Needs a tokio runtime.
    pub fn apart(&self, connections: u32) -> Self {
        let access = Access::Read(connections);
        let database = Database::connect_later(&self.address, access);
        Self {
            database,
            ..self.clone()
        }
    }

    pub(in crate::store) fn address(&self) -> &Address {
        &self.address
    }

    /// Which database this is; fails when it does not answer, so it serves as health check.
    pub async fn info(&self) -> Result<DatabaseInfo, StoreError> {
        self.file.as_ref().map_or(Ok(()), FileAt::require_same)?;
        let schema_version =
            in_time(async { Ok(on!(self.database, ask::totals::schema_version())?) });
        Ok(DatabaseInfo {
            kind: self.address.kind().into(),
            location: self.address.to_string(),
            schema_version: schema_version.await?,
        })
    }

    /// Bytes of SQLite's log, which is emptied past 64 MiB as soon as no reader needs it.
    pub fn log_bytes(&self) -> Option<u64> {
        match &self.address {
            Address::Sqlite(path) => Some(FileAt::now(beside(path, "-wal")).bytes()),
            Address::Resting(_) | Address::Postgres(_) => None,
        }
    }

    /// Bytes that the data take on disk: with indexes, and with SQLite's log.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn disk_bytes(&self) -> Result<u64, StoreError> {
        match &self.address {
            Address::Sqlite(path) | Address::Resting(path) => {
                let file = FileAt::now(path.clone()).bytes();
                Ok(file + self.log_bytes().unwrap_or(0))
            }
            Address::Postgres(_) => {
                let bytes = in_time(async { Ok(on!(self.database, ask::totals::disk_bytes())?) });
                Ok(bytes.await?.max(0) as u64)
            }
        }
    }

    /// Totals of everything, or of one game mode.
    pub async fn totals(&self, game_mode: Option<&GameMode>) -> Result<Totals, StoreError> {
        let slice = Slice::wanted(game_mode, None);
        let mode = slice.game_mode;
        let counters = self.counters().await?;
        let counter = |all: Counter, in_mode: Counter| {
            let counter = if mode.is_empty() { all } else { in_mode };
            let key = (counter.as_str().to_owned(), mode.to_owned());
            counters.get(&key).copied().unwrap_or(0)
        };
        let totals = Totals {
            total_matches: counter(Counter::Matches, Counter::ModeMatches),
            total_players: counter(Counter::Players, Counter::ModePlayers),
            total_stat_sheets: counter(Counter::Sheets, Counter::ModeSheets),
            total_events: counter(Counter::Events, Counter::ModeEvents),
            ..Totals::default()
        };
        self.with_items(totals, slice).await
    }

    /// Totals of a slice. Who was in a variant, on a map or had a dimension's value no total says: players and matches are 0
    /// there, and counted by [`Reader::distinct_in`].
    pub async fn totals_in(&self, filter: &SliceFilter) -> Result<Totals, StoreError> {
        if filter.arm.is_none() {
            return self.totals(filter.game_mode.as_ref()).await;
        }
        let slice = filter.slice();
        let sums = in_time(async { Ok(on!(self.database, ask::activity::sums(slice))?) });
        let (sheets, events) = sums.await?;
        let totals = Totals {
            total_stat_sheets: sheets as u64,
            total_events: events as u64,
            ..Totals::default()
        };
        self.with_items(totals, slice).await
    }

    async fn with_items(&self, mut totals: Totals, slice: Slice<'_>) -> Result<Totals, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::totals::items(slice))?) });
        for row in rows.await? {
            let item = item_of(&row.item, "item_totals")?;
            totals
                .located_items
                .insert(item.clone(), row.located_units as u64);
            totals.total_items.insert(item, row.units as u64);
        }
        Ok(totals)
    }

    /// Sheets, newest first: by arrival, or by their own time when a time range is asked for.
    pub async fn sheets(
        &self,
        filter: &SheetFilter,
        page: PageRequest,
    ) -> Result<Page<StoredSheet>, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::sheets::page(filter, page))?) });
        rows.await?.into_page(|sheet: &StoredSheet| sheet.id)
    }

    /// The sheet stored first, if any.
    pub async fn first_sheet(&self) -> Result<Option<StoredSheet>, StoreError> {
        let row = in_time(async { Ok(on!(self.database, ask::sheets::first())?) });
        row.await?.map(StoredSheet::try_from).transpose()
    }

    /// One player's time line, newest first; `None` when nobody of this id has sent anything.
    pub async fn journey(&self, asked: &JourneyRequest) -> Result<Option<Journey>, StoreError> {
        in_time(async { on!(self.database, ask::journey::page(asked)) }).await
    }

    /// Where `item` was found on a map in a slice, with the grid when one is asked for; of everyone in all modes also up to `limit`
    /// points, each for one unit: single places are not kept by slice.
    pub async fn heat(
        &self,
        item: &ItemKind,
        asked: &MapSlice,
        limit: u32,
        wanted: Option<&GridRequest>,
    ) -> Result<HeatAnswer, StoreError> {
        let (name, map, slice) = (item.as_str(), asked.map.as_str(), asked.slice.slice());
        in_time(async {
            let heat = on!(
                self.database,
                ask::heat::grid(NameKind::Item, name, map, slice)
            )?;
            let locations = if asked.slice == SliceFilter::default() {
                let places = on!(self.database, ask::heat::places(map, name))?;
                places.thinned(limit as usize)
            } else {
                Vec::new()
            };
            let count = heat.total_units();
            Ok(HeatAnswer {
                map_in_totals: count > 0 || self.are_places_in_totals(item, asked).await?,
                count,
                sampled: (locations.len() as u64) < count,
                locations,
                grid: wanted.and_then(|wanted| heat.grid(wanted)),
                extent: heat.extent(),
                cell_side: heat.cell_side(),
            })
        })
        .await
    }

    /// Whether a grid would know of finds of an item there: it is not counted as another, nor is the map or the slice.
    async fn are_places_in_totals(
        &self,
        item: &ItemKind,
        MapSlice { map, slice }: &MapSlice,
    ) -> Result<bool, StoreError> {
        let item = self.name_elsewhere(NameKind::Item, item.as_str()).await?;
        let known = item.is_none() && self.map_elsewhere(map).await?.is_none();
        Ok(known && self.counted_elsewhere(slice).await?.is_none())
    }

    /// How units are spread over players and over matches.
    pub async fn spreads(&self) -> Result<Distributions, StoreError> {
        Ok(distribution::of(&self.counters().await?))
    }

    /// Sheets, items and events of a slice per bucket, oldest first, empty buckets left out; the newest
    /// [`Reader::MAX_BUCKETS`] when there are more. A range is taken in whole minutes.
    pub async fn activity(
        &self,
        filter: &PeriodFilter,
        bucket: Bucket,
    ) -> Result<OverTime<ActivityPoint>, StoreError> {
        let (slice, width) = (filter.slice.slice(), bucket.width_ms());
        let pieces = Pieces::of(filter.range, Some(bucket), &filter.zone, FROM_MINUTES);
        let rows = pieces.rows_or_none(in_time(async {
            let (pieces, most) = (&pieces.list, Self::MAX_BUCKETS);
            Ok(on!(
                self.database,
                ask::activity::newest(slice, width, pieces, most)
            )?)
        }));
        let mut points: Vec<ActivityPoint> = Vec::new();
        for row in rows.await?.into_iter().rev() {
            let start = filter.zone.start_of(Millis(row.start_ms), bucket);
            let point = last_or_new(&mut points, start, |point| point.start, ActivityPoint::at);
            point.sheets += row.sheets as u64;
            point.units += row.units as u64;
            point.events += row.events as u64;
        }
        Ok(OverTime {
            counted: pieces.counted,
            points,
        })
    }

    /// How far the data can be trusted.
    pub async fn quality(&self) -> Result<Quality, StoreError> {
        let names = self.name_counts().await?;
        let sizes = in_time(async { Ok(on!(self.database, ask::totals::match_sizes())?) }).await?;
        let mut of_modes = quality::MatchSizes::new();
        for (mode, players, matches) in sizes {
            let sizes = of_modes.entry(mode).or_default();
            sizes.insert(players as u64, matches as u64);
        }
        let mut counters = self.counters().await?;
        let delays = in_time(async { Ok(on!(self.database, ask::totals::delays())?) }).await?;
        let delays = delays.into_iter();
        let mut delays = delays
            .map(|(seconds, sheets)| (seconds as u64, sheets as u64))
            .collect();
        in_time(self.add_players_without_sheets(&mut counters, &mut of_modes, &mut delays)).await?;
        let sends_places =
            in_time(async { Ok(on!(self.database, ask::totals::sends_places())?) }).await?;
        Ok(quality::of(
            &counters,
            &of_modes,
            &delays,
            sends_places,
            names,
        ))
    }

    /// Refused items, newest first.
    pub async fn dead_letters(
        &self,
        filter: &DeadLetterFilter,
        page: PageRequest,
    ) -> Result<Page<StoredDeadLetter>, StoreError> {
        let rows =
            in_time(async { Ok(on!(self.database, ask::dead_letters::page(filter, page))?) });
        rows.await?.into_page(|letter: &StoredDeadLetter| letter.id)
    }

    /// What the newest `limit` refused items were refused for first, newest first. Also whether these are all.
    pub async fn refusals(
        &self,
        filter: &DeadLetterFilter,
        limit: u32,
    ) -> Result<(Vec<Refusal>, bool), StoreError> {
        let one_more = i64::from(limit) + 1;
        let rows = in_time(async {
            Ok(on!(
                self.database,
                ask::dead_letters::refusals(filter, one_more)
            )?)
        });
        let mut refusals: Vec<_> = rows.await?.into_iter().map(refusal).collect();
        let is_all = refusals.len() <= limit as usize;
        refusals.truncate(limit as usize);
        Ok((refusals, is_all))
    }

    /// Numbers of refused items above `after`, oldest first: at most `most` of them, and no more than have `most_bytes`
    /// together, but one at least. Also whether there are more.
    pub async fn dead_letter_ids(
        &self,
        filter: &DeadLetterFilter,
        after: i64,
        most: u32,
        most_bytes: u64,
    ) -> Result<(Vec<i64>, bool), StoreError> {
        let rows = in_time(async {
            let limit = i64::from(most) + 1;
            Ok(on!(
                self.database,
                ask::dead_letters::sizes(filter, after, limit)
            )?)
        });
        let rows = rows.await?;
        let found = rows.len();
        let mut bytes = 0;
        let fitting = rows
            .into_iter()
            .take(most as usize)
            .take_while(|(_, size)| {
                let is_first = bytes == 0;
                // A letter without a payload counts, too.
                bytes += (*size).max(1) as u64;
                is_first || bytes <= most_bytes
            });
        let ids: Vec<i64> = fitting.map(|(id, _)| id).collect();
        let more = ids.len() < found;
        Ok((ids, more))
    }

    /// Rows of each table.
    pub async fn table_counts(&self) -> Result<Vec<TableCount>, StoreError> {
        let counts = on!(self.database, ask::tables::table_counts())?;
        Ok(counts
            .into_iter()
            .map(|(table, rows)| TableCount {
                table: table.to_owned(),
                rows: rows as u64,
            })
            .collect())
    }

    /// Recounts every rollup from the raw rows and runs the database's own check. Reads everything, so it takes
    /// longer the more there is.
    pub async fn integrity(&self) -> Result<Integrity, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let checks = recount::check(&mut snapshot).await?;
        self.address.require_rest()?;
        Ok(Integrity { checks })
    }

    /// Closes the connections; further questions fail.
    pub async fn close(&self) {
        self.database.close().await;
    }

    async fn counters(&self) -> Result<CounterMap, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::totals::counters())?) });
        let rows = rows.await?.into_iter();
        Ok(rows
            .map(|(name, label, n)| ((name, label), n.max(0) as u64))
            .collect())
    }
}
