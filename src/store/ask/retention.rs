//! Active players, and who comes back.
//!
//! By days and months of UTC there are totals. Those of another zone are counted (`player_days.rs`).

use crate::model::{
    ActivePeriod, ActivePlayers, Cohort, CohortDay, GameMode, Millis, NewestRows, SliceFilter,
    TimeRange, Zone,
};
use crate::store::ask::events_alone::Senders;
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use std::collections::BTreeMap;

impl Reader {
    /// The most cohorts of one answer.
    pub const MAX_COHORTS: u32 = 180;

    /// Players by day or by month of a zone, of everyone or of those of one slice, who are new when they were not seen in
    /// it before; oldest first, those without players left out; the newest [`Reader::MAX_BUCKETS`] when there are
    /// more. Of a variant, a value or a map from all rows.
    ///
    /// # Errors
    /// When that takes too long.
    pub async fn active_players(
        &self,
        period: ActivePeriod,
        slice: &SliceFilter,
        range: TimeRange,
        zone: &Zone,
    ) -> Result<Vec<ActivePlayers>, StoreError> {
        if slice.arm.is_some() {
            let patience = NewestRows::PATIENCE;
            let players = self.active_in_slice(period, slice, range, zone, patience);
            return players.await;
        }
        let game_mode = slice.game_mode.as_ref();
        in_time(async {
            let mut players = match zone.is_utc() {
                true => self.active_in_utc(period, game_mode, range).await,
                false => self.active_in_zone(period, game_mode, range, zone).await,
            }?;
            // Sheets say how long a match was, and sessions know no mode.
            if game_mode.is_none() && self.senders().await? != Senders::Sheets {
                self.add_session_times(&mut players, period, zone).await?;
            }
            Ok(players)
        })
        .await
    }

    /// The cohorts whose day of a zone is in the range, up to `days` days later; oldest first, at most the newest
    /// [`Reader::MAX_COHORTS`]. With a slice, a cohort is of those first seen in it; of a variant, a value or a map from all rows.
    ///
    /// # Errors
    /// When that takes too long.
    pub async fn retention(
        &self,
        slice: &SliceFilter,
        range: TimeRange,
        days: u32,
        zone: &Zone,
    ) -> Result<Vec<Cohort>, StoreError> {
        if slice.arm.is_some() {
            let patience = NewestRows::PATIENCE;
            let cohorts = self.retention_in_slice(slice, range, days, zone, patience);
            return cohorts.await;
        }
        let game_mode = slice.game_mode.as_ref();
        in_time(async {
            match zone.is_utc() {
                true => self.retention_in_utc(game_mode, range, days).await,
                false => self.retention_in_zone(game_mode, range, days, zone).await,
            }
        })
        .await
    }

    async fn active_in_utc(
        &self,
        period: ActivePeriod,
        game_mode: Option<&GameMode>,
        range: TimeRange,
    ) -> Result<Vec<ActivePlayers>, StoreError> {
        let utc = Zone::default();
        let since = range.since.map(|since| period.start(since, &utc));
        let range = TimeRange { since, ..range }.bounds_ms();
        let (scope, most) = (scope(game_mode), Self::MAX_BUCKETS);
        let rows: Vec<(i64, i64, i64)> = match period {
            ActivePeriod::Day => on!(self.database, ask::retention::by_day(scope, range, most))?,
            ActivePeriod::Month => {
                on!(self.database, ask::retention::by_month(scope, range, most))?
            }
        };
        let oldest = rows.last().map_or(i64::MAX, |(start, ..)| *start);
        // All of the last one, as of its players.
        let end = rows
            .first()
            .map_or(i64::MIN, |(start, ..)| period.next(Millis(*start), &utc).0);
        let days = on!(
            self.database,
            ask::retention::play_time(scope.1, (oldest, end))
        )?;
        let mut played: BTreeMap<Millis, i64> = BTreeMap::new();
        for (day, played_ms) in days {
            let start = period.start(Millis(day), &utc);
            *played.entry(start).or_default() += played_ms;
        }
        let players = rows.into_iter().rev();
        Ok(players
            .map(|(start, active, new)| ActivePlayers {
                start: Millis(start),
                active: active as u64,
                new: new as u64,
                played_ms: played.get(&Millis(start)).copied().unwrap_or(0).max(0) as u64,
            })
            .collect())
    }

    async fn retention_in_utc(
        &self,
        game_mode: Option<&GameMode>,
        range: TimeRange,
        days: u32,
    ) -> Result<Vec<Cohort>, StoreError> {
        let range = range.from_bucket(Millis::DAY).bounds_ms();
        let (scope, most) = (scope(game_mode), Self::MAX_COHORTS);
        let span_ms = i64::from(days) * Millis::DAY;
        let rows: Vec<(i64, i64, i64)> = on!(
            self.database,
            ask::retention::cohorts(scope, range, span_ms, most)
        )?;
        let numbered = rows.into_iter().map(|(cohort, start, players)| {
            (cohort, ((start - cohort) / Millis::DAY) as u32, players)
        });
        Ok(into_cohorts(numbered))
    }
}

/// Puts rows of a cohort, a day since its own and the players who were there together; by cohort and day.
pub(super) fn into_cohorts(rows: impl Iterator<Item = (i64, u32, i64)>) -> Vec<Cohort> {
    let mut cohorts: Vec<Cohort> = Vec::new();
    for (cohort, day, players) in rows {
        let (cohort, players) = (Millis(cohort), players as u64);
        if cohorts.last().is_none_or(|last| last.start != cohort) {
            // The day of the cohort itself comes first, and all of it was there.
            cohorts.push(Cohort {
                start: cohort,
                players,
                days: Vec::new(),
            });
        }
        if let Some(last) = cohorts.last_mut() {
            last.days.push(CohortDay { day, players });
        }
    }
    cohorts
}

/// The first two parts of the key of cohorts (`rollups/cohorts.rs`).
fn scope(game_mode: Option<&GameMode>) -> (&str, &str) {
    game_mode.map_or(("everyone", ""), |mode| ("mode", mode.as_str()))
}
