//! Active players, and who comes back, by the days and months of a zone that is not UTC: counted from the days of each
//! player, so that the time it takes grows with what is asked for.

use crate::model::{ActivePeriod, ActivePlayers, Cohort, GameMode, Millis, TimeRange, Zone};
use crate::store::ask::reader::Reader;
use crate::store::ask::retention::into_cohorts;
use crate::store::connect::database::on;
use crate::store::error::StoreError;

impl Reader {
    /// As [`Reader::active_players`].
    pub(super) async fn active_in_zone(
        &self,
        period: ActivePeriod,
        game_mode: Option<&GameMode>,
        range: TimeRange,
        zone: &Zone,
    ) -> Result<Vec<ActivePlayers>, StoreError> {
        let mut periods = self.periods(period, range, zone).await?;
        let most = Self::MAX_BUCKETS as usize;
        periods.drain(..periods.len().saturating_sub(most));
        if periods.is_empty() {
            return Ok(Vec::new());
        }
        let mode = game_mode.map_or("", |mode| mode.as_str());
        let rows = on!(self.database, ask::player_days::active(mode, &periods))?;
        let rows = rows.into_iter().filter(|(_, active, ..)| *active > 0);
        Ok(rows
            .map(|(start, active, new, played_ms)| ActivePlayers {
                start: Millis(start),
                active: active as u64,
                new: new as u64,
                played_ms: played_ms.max(0) as u64,
            })
            .collect())
    }

    /// As [`Reader::retention`].
    pub(super) async fn retention_in_zone(
        &self,
        game_mode: Option<&GameMode>,
        range: TimeRange,
        days: u32,
        zone: &Zone,
    ) -> Result<Vec<Cohort>, StoreError> {
        let mode = game_mode.map_or("", |mode| mode.as_str());
        let of_range = self.periods(ActivePeriod::Day, range, zone).await?;
        if of_range.is_empty() {
            return Ok(Vec::new());
        }
        let starts = on!(
            self.database,
            ask::player_days::with_new_players(mode, &of_range, Self::MAX_COHORTS)
        )?;
        let (Some(newest), Some(oldest)) = (starts.first(), starts.last()) else {
            return Ok(Vec::new());
        };
        // One day more than is followed: which are meant is said by their number below, however long they are.
        let span_ms = (i64::from(days) + 1) * Millis::DAY;
        let followed = TimeRange {
            since: Some(Millis(*oldest)),
            until: Some(Millis(newest + span_ms)),
        };
        let followed = self.periods(ActivePeriod::Day, followed, zone).await?;
        let rows = on!(
            self.database,
            ask::player_days::came_back(mode, &followed, *newest, span_ms)
        )?;
        let number = |start: i64| followed.partition_point(|(from_ms, _)| *from_ms < start);
        let numbered = rows.into_iter().map(|(cohort, start, players)| {
            (cohort, (number(start) - number(cohort)) as u32, players)
        });
        Ok(into_cohorts(numbered.filter(|(_, day, _)| *day <= days)))
    }

    /// The periods of the range, oldest first, as far as anything is stored: from when until when, milliseconds.
    async fn periods(
        &self,
        period: ActivePeriod,
        range: TimeRange,
        zone: &Zone,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let stored = on!(self.database, ask::player_days::first_and_last())?;
        let (Some(first), Some(last)) = stored else {
            return Ok(Vec::new());
        };
        let since = range.since.map_or(first, |since| since.0.max(first));
        let end = last + Millis::DAY;
        let until = range.until.map_or(end, |until| until.0.min(end));
        let first = period.start(Millis(since), zone);
        let starts: Vec<i64> = period
            .from(first, zone)
            .take_while(|start| start.0 < until)
            .map(|start| start.0)
            .collect();
        let ends = starts.iter().skip(1).copied();
        let ends = ends.chain(starts.last().map(|last| period.next(Millis(*last), zone).0));
        Ok(starts.iter().copied().zip(ends).collect())
    }
}
