//! The money of a game: what came in from its sources (faucets), what its sinks took out, over time, by level and by player.
//!
//! A balance is what came in less what went out in the time that is looked at, not what anybody had before.

mod inflation;
mod sum;
mod wealth;

pub use inflation::{INFLATION_DAYS, Inflation};
pub use sum::{MoneySum, MoneyWay};
pub use wealth::{MoneyOfPlayer, Wealth};

use super::bands::in_bands;
use super::sheet_sums::bucket_for;
use crate::model::{Bucket, Millis, PlayerId, Zone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// Players whose balances are kept.
const MOST_PLAYERS: usize = 200_000;
/// Sums at a time that are kept; past it they are kept by wider buckets.
const MOST_SUMS: usize = 50_000;

/// Amounts on their way.
#[derive(Debug, Clone)]
pub struct MoneySums {
    zone: Zone,
    wanted: Option<Bucket>,
    kept: Bucket,
    at: BTreeMap<Millis, MoneySum>,
    days: BTreeMap<Millis, MoneySum>,
    levels: BTreeMap<i64, MoneySum>,
    without_level: MoneySum,
    players: HashMap<PlayerId, MoneySum>,
}

/// The money of some time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoneySummary {
    /// All of it.
    pub total: MoneySum,
    /// The width of a bucket.
    pub bucket: Bucket,
    /// Oldest first; buckets without money are left out.
    pub points: Vec<MoneyPoint>,
    /// By the player's level, lowest first, in at most 25 bands; those without money are left out.
    pub levels: Vec<MoneyOfLevels>,
    /// Where no level is known.
    pub without_level: MoneySum,
    /// Who has it.
    pub wealth: Wealth,
    /// Whether there is more and more of it.
    pub inflation: Inflation,
}

/// Money of some time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoneyPoint {
    /// When the bucket begins.
    pub start: Millis,
    /// In this bucket.
    #[serde(flatten)]
    pub sum: MoneySum,
    /// What came in less what went out, from the first bucket to the end of this one.
    pub balance: f64,
}

/// Money of players of some levels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoneyOfLevels {
    /// The lowest level.
    pub from: i64,
    /// The highest level.
    pub to: i64,
    /// At these levels.
    #[serde(flatten)]
    pub sum: MoneySum,
}

impl MoneySums {
    /// Nothing yet, in buckets of one width by the clock of `zone`; by default one that suits the time they are of.
    pub fn new(wanted: Option<Bucket>, zone: Zone) -> Self {
        Self {
            zone,
            wanted,
            kept: wanted.unwrap_or(Bucket::Minute),
            at: BTreeMap::new(),
            days: BTreeMap::new(),
            levels: BTreeMap::new(),
            without_level: MoneySum::default(),
            players: HashMap::new(),
        }
    }

    /// Adds what a player got or spent at a level.
    pub fn add(
        &mut self,
        at: Millis,
        player: &str,
        level: Option<i64>,
        way: MoneyWay,
        amount: f64,
    ) {
        let day = self.zone.start_of(at, Bucket::Day);
        self.days.entry(day).or_default().add(way, amount);
        let start = self.zone.start_of(at, self.kept);
        self.at.entry(start).or_default().add(way, amount);
        let levels = level.map(|level| self.levels.entry(level).or_default());
        levels.unwrap_or(&mut self.without_level).add(way, amount);
        if let Some(sum) = self.players.get_mut(player) {
            sum.add(way, amount);
        } else if let Ok(player) = PlayerId::parse(player) {
            self.players.entry(player).or_default().add(way, amount);
        }
        if self.wanted.is_none()
            && self.at.len() >= MOST_SUMS
            && let Some(wider) = self.kept.wider()
        {
            self.widen(wider);
        }
    }

    /// Whether more may be added.
    pub fn has_room(&self) -> bool {
        self.players.len() < MOST_PLAYERS && self.at.len() < MOST_SUMS
    }

    fn widen(&mut self, bucket: Bucket) {
        let mut wider: BTreeMap<Millis, MoneySum> = BTreeMap::new();
        for (start, sum) in std::mem::take(&mut self.at) {
            let start = self.zone.start_of(start, bucket);
            wider.entry(start).or_default().add_all(sum);
        }
        (self.at, self.kept) = (wider, bucket);
    }

    /// What they add up to, as seen at `now`.
    pub fn summary(mut self, now: Millis) -> MoneySummary {
        let ends = self.at.first_key_value().zip(self.at.last_key_value());
        let length_ms = ends.map_or(0, |((first, _), (last, _))| last.0 - first.0);
        let suits = self.wanted.unwrap_or_else(|| bucket_for(length_ms));
        if suits.width_ms() > self.kept.width_ms() {
            self.widen(suits);
        }
        let mut total = MoneySum::default();
        let points = self.at.iter().map(|(start, sum)| {
            total.add_all(*sum);
            MoneyPoint {
                start: *start,
                sum: *sum,
                balance: total.net,
            }
        });
        let points = points.collect();
        let levels = in_bands(self.levels, |band: &mut MoneySum, sum| band.add_all(sum));
        let levels = levels.into_iter();
        let levels = levels.map(|(from, to, sum)| MoneyOfLevels { from, to, sum });
        let levels = levels.collect();
        MoneySummary {
            total,
            bucket: self.kept,
            points,
            levels,
            without_level: self.without_level,
            inflation: Inflation::of(&self.days, &self.zone, now),
            wealth: Wealth::of(self.players),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MoneyWay::{In, Out};

    /// 2026-01-31.
    const DAY: i64 = 1_769_817_600_000;

    pub(in crate::analytics::economy) fn day(n: i64) -> Millis {
        Millis(DAY + n * Millis::DAY)
    }

    pub(in crate::analytics::economy) fn sums(
        amounts: &[(i64, &str, Option<i64>, MoneyWay, f64)],
    ) -> MoneySummary {
        let mut sums = MoneySums::new(Some(Bucket::Day), Zone::default());
        for (n, player, level, way, amount) in amounts {
            sums.add(day(*n), player, *level, *way, *amount);
        }
        sums.summary(day(100))
    }

    #[test]
    fn money_is_told_over_time_by_level_and_by_player() {
        let told = sums(&[
            (0, "ann", Some(3), In, 10.0),
            (0, "bob", Some(70), In, 5.0),
            (1, "ann", Some(3), Out, 4.0),
            (1, "cid", None, Out, 1.0),
        ]);
        let expected = MoneySum {
            sources: 15.0,
            sinks: 5.0,
            net: 10.0,
        };
        assert_eq!(told.total, expected);
        let points: Vec<_> = told
            .points
            .iter()
            .map(|point| (point.start, point.sum.net, point.balance))
            .collect();
        assert_eq!(points, [(day(0), 15.0, 15.0), (day(1), -5.0, 10.0)]);
        let levels: Vec<_> = told
            .levels
            .iter()
            .map(|band| (band.from, band.to, band.sum.net))
            .collect();
        assert_eq!(levels, [(0, 4, 6.0), (70, 74, 5.0)]);
        assert_eq!(told.without_level.sinks, 1.0);
        let richest: Vec<_> = told
            .wealth
            .richest
            .iter()
            .map(|player| (player.player_id.as_str(), player.sum.net))
            .collect();
        assert_eq!(richest, [("ann", 6.0), ("bob", 5.0), ("cid", -1.0)]);
        assert_eq!(told.wealth.top_percent_share, Some(6.0 / 11.0));
    }
}
