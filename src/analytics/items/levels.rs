//! At which levels of players an item is found, and how much of it.

use super::super::bands::in_bands;
use super::outcomes::numbered;
use super::per_player::{Estimate, Sums};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// Pairs of a level and a player that are kept.
const MOST_PAIRS: usize = 1_000_000;

/// Adds sheet by sheet.
#[derive(Debug, Clone, Default)]
pub struct ItemLevels {
    players: HashMap<String, u32>,
    levels: BTreeMap<i64, OfLevel>,
    pairs: usize,
    without_level: u64,
}

/// How much of an item sheets of players of some levels have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemAtLevels {
    /// The lowest level.
    pub from: i64,
    /// The highest level.
    pub to: i64,
    /// Sheets of players of these levels.
    pub sheets: u64,
    /// Of how many players.
    pub players: u64,
    /// Sheets among them that have the item.
    pub sheets_with_item: u64,
    /// Its units in them.
    pub units: u64,
    /// Its units in a sheet, on average.
    pub units_per_sheet: f64,
    /// The same with its interval, which knows that sheets of one player are alike; null where they are of fewer than 20 players.
    pub estimate: Option<Estimate>,
}

#[derive(Debug, Clone, Default)]
struct OfLevel {
    sheets_with_item: u64,
    units: u64,
    players: FxHashMap<u32, Sums>,
}

impl ItemLevels {
    /// Adds a sheet of `player`, with so many units of the item.
    pub fn add(&mut self, player: &str, level: Option<i64>, units: u64) {
        let Some(level) = level else {
            self.without_level += 1;
            return;
        };
        let player = numbered(&mut self.players, player);
        let level = self.levels.entry(level).or_default();
        level.sheets_with_item += u64::from(units > 0);
        level.units = level.units.saturating_add(units);
        let known = level.players.len();
        level.players.entry(player).or_default().add(units as f64);
        self.pairs += level.players.len() - known;
    }

    /// Whether more may be added.
    pub fn has_room(&self) -> bool {
        self.pairs < MOST_PAIRS
    }

    /// Sheets that say no level.
    pub fn without_level(&self) -> u64 {
        self.without_level
    }

    /// By level, lowest first, in at most 25 bands; those without sheets are left out.
    pub fn bands(self) -> Vec<ItemAtLevels> {
        let bands = in_bands(self.levels, |band: &mut OfLevel, level| {
            band.sheets_with_item += level.sheets_with_item;
            band.units = band.units.saturating_add(level.units);
            for (player, sums) in level.players {
                band.players.entry(player).or_default().join(sums);
            }
        });
        let bands = bands.into_iter();
        bands.map(|(from, to, band)| band.told(from, to)).collect()
    }
}

impl OfLevel {
    fn told(self, from: i64, to: i64) -> ItemAtLevels {
        let mut players: Vec<_> = self.players.into_iter().collect();
        // Sums of fractions depend on their order.
        players.sort_unstable_by_key(|(player, _)| *player);
        let mut all = Sums::default();
        for (_, own) in &players {
            all.join(*own);
        }
        let mean = all.mean().unwrap_or(0.0);
        let squares = players.iter().map(|(_, own)| own.pull(all).powi(2)).sum();
        let estimate = Estimate::of(mean, squares, players.len() as u64);
        ItemAtLevels {
            from,
            to,
            sheets: all.sheets as u64,
            players: players.len() as u64,
            sheets_with_item: self.sheets_with_item,
            units: self.units,
            units_per_sheet: mean,
            // There are no fewer than none.
            estimate: estimate.map(|(estimate, _)| Estimate {
                low: estimate.low.max(0.0),
                ..estimate
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_told_by_level() {
        let mut levels = ItemLevels::default();
        for player in 0..40 {
            let player = format!("p{player}");
            levels.add(&player, Some(1), 2);
            levels.add(&player, Some(1), 0);
            levels.add(&player, Some(40), 3);
            levels.add(&player, None, 9);
        }
        levels.add("late", Some(90), 1);
        assert_eq!(levels.without_level(), 40);
        let told = levels.bands();
        let [low, middle, high] = told[..] else {
            panic!("{told:?}");
        };
        assert_eq!((low.from, low.to, low.sheets, low.players), (0, 4, 80, 40));
        assert_eq!((low.units, low.sheets_with_item), (80, 40));
        assert_eq!(low.units_per_sheet, 1.0);
        // All players are alike.
        let estimate = low.estimate.unwrap();
        assert_eq!((estimate.low, estimate.high), (1.0, 1.0));
        assert_eq!((middle.from, middle.units_per_sheet), (40, 3.0));
        assert_eq!((high.sheets, high.estimate), (1, None));
    }
}
