//! The money of a game: what came in from its sources (faucets), what its sinks took out, over time, by level and by player.
//!
//! A balance is what came in less what went out in the time that is looked at, not what anybody had before. Money inflates where sources
//! outgrow sinks for long (Lehdonvirta and Castronova, *Virtual Economies*, MIT Press 2014): here, where on each of the
//! last [`INFLATION_DAYS`] whole days more came in than went out.

use super::sheet_sums::bucket_for;
use crate::model::{Bucket, Millis, PlayerId, Zone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// Whole days in a row, each with more coming in, from which on it is said that money inflates.
pub const INFLATION_DAYS: u32 = 7;
/// Players whose balances are kept.
const MOST_PLAYERS: usize = 200_000;
/// Sums at a time that are kept; past it they are kept by wider buckets.
const MOST_SUMS: usize = 50_000;
/// Bands of levels.
const MOST_BANDS: i64 = 25;

/// Which way money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyWay {
    /// Into the game.
    In,
    /// Out of it.
    Out,
}

/// What came in and what went out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoneySum {
    /// What sources brought in.
    pub sources: f64,
    /// What sinks took out.
    pub sinks: f64,
    /// The one less the other.
    pub net: f64,
}

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

/// How money is spread over players.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Wealth {
    /// Players who earned or spent.
    pub players: u64,
    /// Those with the largest balances, the largest first: at most 20.
    pub richest: Vec<MoneyOfPlayer>,
    /// The Gini coefficient of the balances: 0 where all have the same, 1 where one has all. Balances below zero count as zero; null where nobody has
    /// more than that.
    pub gini: Option<f64>,
    /// The share, 0–1, that the richest 1 of 100 players have of all balances above zero.
    pub top_percent_share: Option<f64>,
}

/// What one player earned and spent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoneyOfPlayer {
    /// The player.
    pub player_id: PlayerId,
    /// `net` is the balance.
    #[serde(flatten)]
    pub sum: MoneySum,
}

/// Whether sources outgrow sinks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Inflation {
    /// Whether on each of the last seven whole days more came in than went out.
    pub warning: bool,
    /// Whole days in a row, up to the last one, on which more came in than went out.
    pub days: u32,
    /// Of what came in on the last seven whole days, the share that went out; null where nothing came in.
    pub sink_ratio: Option<f64>,
}

impl MoneySum {
    fn add(&mut self, way: MoneyWay, amount: f64) {
        match way {
            MoneyWay::In => self.sources += amount,
            MoneyWay::Out => self.sinks += amount,
        }
        self.net = self.sources - self.sinks;
    }

    fn add_all(&mut self, other: Self) {
        self.sources += other.sources;
        self.sinks += other.sinks;
        self.net = self.sources - self.sinks;
    }
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
        let wider = match self.kept {
            Bucket::Minute => Bucket::Hour,
            Bucket::Hour => Bucket::Day,
            Bucket::Day => return,
        };
        if self.wanted.is_none() && self.at.len() >= MOST_SUMS {
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
        MoneySummary {
            total,
            bucket: self.kept,
            points,
            levels: self.bands(),
            without_level: self.without_level,
            inflation: self.inflation(now),
            wealth: self.wealth(),
        }
    }

    fn bands(&self) -> Vec<MoneyOfLevels> {
        let (first, last) = (self.levels.keys().next(), self.levels.keys().next_back());
        let reach = first.zip(last).map_or(1, |(first, last)| last - first + 1);
        let widths = (0..).flat_map(|zeros| [1, 2, 5].map(|step| step * 10_i64.pow(zeros)));
        // Levels go to a million, so there is one before the powers have no room.
        let width = widths
            .take(20)
            .find(|width| reach <= width * (MOST_BANDS - 1))
            .unwrap_or(1_000_000);
        let mut bands: BTreeMap<i64, MoneySum> = BTreeMap::new();
        for (level, sum) in &self.levels {
            let from = level.div_euclid(width) * width;
            bands.entry(from).or_default().add_all(*sum);
        }
        let bands = bands.into_iter().map(|(from, sum)| MoneyOfLevels {
            from,
            to: from + width - 1,
            sum,
        });
        bands.collect()
    }

    /// A day that is not over says nothing yet, and neither does a day of nothing.
    fn inflation(&self, now: Millis) -> Inflation {
        let whole = self.days.iter().rev();
        let whole = whole.filter(|(day, _)| self.zone.next_day(**day) <= now);
        let mut last = MoneySum::default();
        let mut days = 0;
        let mut goes_on = true;
        let mut wanted: Option<Millis> = None;
        let mut seen = 0;
        for (day, sum) in whole {
            let follows = wanted.is_none_or(|next| self.zone.next_day(*day) == next);
            wanted = Some(*day);
            goes_on &= follows && sum.net > 0.0;
            days += u32::from(goes_on);
            if seen < INFLATION_DAYS && follows {
                last.add_all(*sum);
                seen += 1;
            } else {
                seen = INFLATION_DAYS;
            }
            if !goes_on && seen == INFLATION_DAYS {
                break;
            }
        }
        Inflation {
            warning: days >= INFLATION_DAYS,
            days,
            sink_ratio: (last.sources > 0.0).then(|| last.sinks / last.sources),
        }
    }

    fn wealth(self) -> Wealth {
        const RICHEST: usize = 20;
        let mut players: Vec<(PlayerId, MoneySum)> = self.players.into_iter().collect();
        players.sort_by(|(a, m), (b, n)| n.net.total_cmp(&m.net).then_with(|| a.cmp(b)));
        let balances: Vec<f64> = players.iter().map(|(_, sum)| sum.net.max(0.0)).collect();
        let all: f64 = balances.iter().sum();
        let top = balances.len().div_ceil(100);
        let richest = players.into_iter().take(RICHEST);
        Wealth {
            players: balances.len() as u64,
            gini: gini(&balances),
            top_percent_share: (all > 0.0).then(|| balances[..top].iter().sum::<f64>() / all),
            richest: richest
                .map(|(player_id, sum)| MoneyOfPlayer { player_id, sum })
                .collect(),
        }
    }
}

/// The Gini coefficient of numbers from zero on, the largest first: half the mean difference of two of them, over the mean. `None` where all are zero.
fn gini(largest_first: &[f64]) -> Option<f64> {
    let n = largest_first.len() as f64;
    let all: f64 = largest_first.iter().sum();
    let ranked = largest_first.iter().rev().zip(1..);
    let ranked: f64 = ranked.map(|(value, rank)| value * f64::from(rank)).sum();
    (all > 0.0).then(|| 2.0 * ranked / (n * all) - (n + 1.0) / n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use MoneyWay::{In, Out};

    /// 2026-01-31.
    const DAY: i64 = 1_769_817_600_000;

    fn day(n: i64) -> Millis {
        Millis(DAY + n * Millis::DAY)
    }

    fn sums(amounts: &[(i64, &str, Option<i64>, MoneyWay, f64)]) -> MoneySummary {
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

    #[test]
    fn gini_is_what_a_text_book_says() {
        assert_eq!(gini(&[1.0, 1.0, 1.0]), Some(0.0));
        assert!((gini(&[9.0, 0.0, 0.0]).unwrap() - 2.0 / 3.0).abs() < 1e-12);
        // Mean difference 1.6 of a mean of 3, halved.
        assert!((gini(&[5.0, 4.0, 3.0, 2.0, 1.0]).unwrap() - 4.0 / 15.0).abs() < 1e-12);
        assert_eq!(gini(&[0.0, 0.0]), None);
        assert_eq!(gini(&[]), None);
    }

    #[test]
    fn it_is_said_that_money_inflates_after_seven_whole_days_in_a_row() {
        let growing = |days: std::ops::Range<i64>| -> Vec<_> {
            days.flat_map(|n| [(n, "ann", None, In, 10.0), (n, "ann", None, Out, 8.0)])
                .collect()
        };
        let told = sums(&growing(0..7)).inflation;
        assert_eq!((told.warning, told.days), (true, 7));
        assert!((told.sink_ratio.unwrap() - 0.8).abs() < 1e-12);
        assert!(!sums(&growing(0..6)).inflation.warning);
        // A day of nothing, or of more going out, is between.
        let mut with_gap = growing(0..5);
        with_gap.extend(growing(6..12));
        assert_eq!(sums(&with_gap).inflation.days, 6);
        let mut spent = growing(0..9);
        spent.push((8, "bob", None, Out, 3.0));
        assert_eq!(
            (sums(&spent).inflation.days, sums(&spent).inflation.warning),
            (0, false)
        );
        // The last day is not over.
        let mut open = MoneySums::new(None, Zone::default());
        for (n, player, level, way, amount) in growing(0..8) {
            open.add(day(n), player, level, way, amount);
        }
        let now = Millis(day(7).0 + 1);
        assert_eq!(open.summary(now).inflation.days, 7);
        assert_eq!(sums(&[]).inflation.sink_ratio, None);
    }
}
