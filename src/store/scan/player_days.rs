//! On which days of a zone the players of a slice were there, of which no total says it, from all of its rows: who is new is only
//! known once nothing older is left.

use crate::model::{
    ActivePeriod, ActivePlayers, Bucket, Cohort, CohortDay, Millis, SliceFilter, TimeRange, Zone,
};
use crate::store::ask::Reader;
use crate::store::error::StoreError;
use crate::store::rollups::facts::played_ms;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;
use std::time::Duration;

/// Days of players that are told apart, each in sixteen bytes and its place in the set.
const MOST_PLAYER_DAYS: usize = 1_000_000;

impl Reader {
    /// As [`Reader::active_players`], of a slice. Players are new who were not seen in it before.
    pub(in crate::store) async fn active_in_slice(
        &self,
        period: ActivePeriod,
        slice: &SliceFilter,
        range: TimeRange,
        zone: &Zone,
        patience: Duration,
    ) -> Result<Vec<ActivePlayers>, StoreError> {
        let days = self.days_in_slice(slice, zone, patience).await?;
        // A player who was there on several days of a month is one.
        let start = |day: Millis| period.start(day, zone);
        let there: HashSet<_> = days
            .there
            .iter()
            .map(|(player, day)| (*player, start(*day)))
            .collect();
        let mut periods: BTreeMap<Millis, ActivePlayers> = BTreeMap::new();
        for (player, start_of) in there {
            let players = periods.entry(start_of).or_insert(ActivePlayers {
                start: start_of,
                active: 0,
                new: 0,
                played_ms: 0,
            });
            players.active += 1;
            players.new += u64::from(start(days.first[&player]) == start_of);
        }
        for (day, played_ms) in &days.played_ms {
            if let Some(players) = periods.get_mut(&start(*day)) {
                players.played_ms += played_ms;
            }
        }
        let since = range.since.map(|since| period.start(since, zone));
        let range = TimeRange { since, ..range };
        let mut players: Vec<_> = periods.into_values().collect();
        players.retain(|players| range.contains(players.start));
        let most = Self::MAX_BUCKETS as usize;
        players.drain(..players.len().saturating_sub(most));
        Ok(players)
    }

    /// As [`Reader::retention`], of a slice: a cohort is of those first seen in it.
    pub(in crate::store) async fn retention_in_slice(
        &self,
        slice: &SliceFilter,
        range: TimeRange,
        most_days: u32,
        zone: &Zone,
        patience: Duration,
    ) -> Result<Vec<Cohort>, StoreError> {
        let days = self.days_in_slice(slice, zone, patience).await?;
        let since = range
            .since
            .map(|since| ActivePeriod::Day.start(since, zone));
        let range = TimeRange { since, ..range };
        let mut cohorts: BTreeMap<Millis, BTreeMap<u32, u64>> = BTreeMap::new();
        for (player, day) in &days.there {
            let first = days.first[player];
            if range.contains(first) {
                let cohort = cohorts.entry(first).or_default();
                *cohort.entry(days_between(first, *day)).or_default() += 1;
            }
        }
        let beyond = cohorts.len().saturating_sub(Self::MAX_COHORTS as usize);
        let cohorts = cohorts.into_iter().skip(beyond);
        let cohort = |(start, days): (Millis, BTreeMap<u32, u64>)| Cohort {
            start,
            players: days.get(&0).copied().unwrap_or(0),
            days: days
                .into_iter()
                .filter(|(day, _)| *day <= most_days)
                .map(|(day, players)| CohortDay { day, players })
                .collect(),
        };
        Ok(cohorts.map(cohort).collect())
    }

    async fn days_in_slice(
        &self,
        slice: &SliceFilter,
        zone: &Zone,
        patience: Duration,
    ) -> Result<DaysInSlice, StoreError> {
        let hasher = RandomState::new();
        let mut days = DaysInSlice::default();
        let rows = self.rows_in_slice(slice, patience, false, |row| {
            let day = zone.start_of(row.seen, Bucket::Day);
            let player = hasher.hash_one(row.player_id);
            if days.there.insert((player, day)) {
                let first = days.first.entry(player).or_insert(day);
                *first = day.min(*first);
            }
            *days.played_ms.entry(day).or_default() += played_ms(row.seconds).max(0) as u64;
            match days.there.len() < MOST_PLAYER_DAYS {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        match rows.await?.coverage.complete {
            true => Ok(days),
            false => Err(StoreError::TooSlow(patience.as_secs())),
        }
    }
}

/// Players stand there as hashes, days as when they begin.
#[derive(Debug, Default)]
struct DaysInSlice {
    there: HashSet<(u64, Millis)>,
    /// The first day of each player.
    first: HashMap<u64, Millis>,
    played_ms: HashMap<Millis, u64>,
}

/// How many days later: a day has 23 to 25 hours, so the nearest whole number.
fn days_between(first: Millis, day: Millis) -> u32 {
    let half = Millis::DAY / 2;
    u32::try_from((day.0 - first.0 + half) / Millis::DAY).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_where_clocks_change() {
        let zone = Zone::parse("America/New_York").unwrap();
        let first = zone.start_of(Millis::parse("2026-03-01T12:00:00Z").unwrap(), Bucket::Day);
        let days = ActivePeriod::Day.from(first, &zone).take(300);
        for (number, day) in days.enumerate() {
            assert_eq!(days_between(first, day), number as u32);
        }
    }
}
