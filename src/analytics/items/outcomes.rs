//! How sheets end that have an item, beside those that have it not.

use super::super::false_discovery::discoveries;
use super::per_player::{Estimate, Sums};
use crate::model::ItemKind;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// Players, and pairs of an item and a player, that are kept.
const MOST_PLAYERS: usize = 200_000;
const MOST_PAIRS: usize = 1_000_000;
/// Of the items that are said to go together with the outcome a share of at most this is expected to be wrong.
const FALSE_DISCOVERIES: f64 = 0.05;

/// Adds sheet by sheet.
#[derive(Debug, Clone, Default)]
pub struct OutcomesByItem {
    players: HashMap<String, u32>,
    of_players: Vec<Sums>,
    items: HashMap<String, u32>,
    pairs: FxHashMap<(u32, u32), Sums>,
}

/// How sheets end, by the items in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemOutcomes {
    /// All sheets that say how they end.
    pub all: OutcomeOfSheets,
    /// Distinct items in them.
    pub item_count: u64,
    /// The items in most sheets first.
    pub items: Vec<ItemOutcome>,
}

/// How sheets end with an item and without it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemOutcome {
    /// The item.
    pub item: ItemKind,
    /// Sheets that have it.
    pub with: OutcomeOfSheets,
    /// Sheets that have it not.
    pub without: OutcomeOfSheets,
    /// The mean with it less the mean without; null where fewer than 20 players are on either side. The interval is for each item by
    /// itself and knows that sheets of one player are alike.
    pub difference: Option<Estimate>,
    /// How often so large a difference came about where there is none.
    pub p_value: Option<f64>,
    /// Whether it is one of those that are told apart from chance, of which a share of 5 % is expected to be wrong (Benjamini and Hochberg 1995).
    pub is_significant: bool,
}

/// How some sheets end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OutcomeOfSheets {
    /// How many they are.
    pub sheets: u64,
    /// Of how many players.
    pub players: u64,
    /// The mean of the field: of a yes or no, or of a text, the share of those that say so. Null without sheets.
    pub mean: Option<f64>,
}

impl OutcomeOfSheets {
    fn of(sums: Sums, players: u64) -> Self {
        Self {
            sheets: sums.sheets as u64,
            players,
            mean: sums.mean(),
        }
    }
}

impl OutcomesByItem {
    /// Adds a sheet of `player` that ends with `value`, and has these items.
    pub fn add<'a>(&mut self, player: &str, value: f64, items: impl Iterator<Item = &'a str>) {
        let player = numbered(&mut self.players, player);
        if player as usize == self.of_players.len() {
            self.of_players.push(Sums::default());
        }
        self.of_players[player as usize].add(value);
        for item in items {
            let item = numbered(&mut self.items, item);
            self.pairs.entry((item, player)).or_default().add(value);
        }
    }

    /// Whether more may be added.
    pub fn has_room(&self) -> bool {
        self.of_players.len() < MOST_PLAYERS && self.pairs.len() < MOST_PAIRS
    }

    /// How they end; of the items the `most` that are in most sheets, of which each is judged among all.
    pub fn summary(&self, most: usize) -> ItemOutcomes {
        let mut all = Sums::default();
        for own in &self.of_players {
            all.join(*own);
        }
        let players = self.of_players.len() as u64;
        let mut with_item = vec![Vec::new(); self.items.len()];
        for ((item, player), sums) in &self.pairs {
            with_item[*item as usize].push((*player, *sums));
        }
        let items = self.items.iter();
        let items = items.filter_map(|(name, item)| {
            let mut own = std::mem::take(&mut with_item[*item as usize]);
            // Sums of fractions depend on their order.
            own.sort_unstable_by_key(|(player, _)| *player);
            Some(self.of_item(ItemKind::parse(name).ok()?, &own, all))
        });
        let mut items: Vec<_> = items.collect();
        let p_values: Vec<_> = items.iter().filter_map(|item| item.p_value).collect();
        let mut significant = discoveries(&p_values, FALSE_DISCOVERIES).into_iter();
        for item in items.iter_mut().filter(|item| item.p_value.is_some()) {
            item.is_significant = significant.next().unwrap_or(false);
        }
        items.sort_by(|one, other| {
            let sheets = other.with.sheets.cmp(&one.with.sheets);
            sheets.then_with(|| one.item.cmp(&other.item))
        });
        items.truncate(most);
        ItemOutcomes {
            all: OutcomeOfSheets::of(all, players),
            item_count: self.items.len() as u64,
            items,
        }
    }

    /// Of the item that these sheets of players have.
    fn of_item(&self, item: ItemKind, own: &[(u32, Sums)], all: Sums) -> ItemOutcome {
        let mut with = Sums::default();
        for (_, sums) in own {
            with.join(*sums);
        }
        let without = all.without(with);
        let mut of_item = own.iter().peekable();
        let (mut squares, mut players_without) = (0.0, 0);
        for (sums, player) in self.of_players.iter().zip(0..) {
            let found = of_item.next_if(|(own, _)| *own == player);
            let found = found.map_or(Sums::default(), |(_, sums)| *sums);
            let rest = sums.without(found);
            players_without += u64::from(rest.sheets > 0.0);
            squares += (found.pull(with) - rest.pull(without)).powi(2);
        }
        let players_with = own.len() as u64;
        let difference = with.mean().zip(without.mean());
        let difference = difference.and_then(|(with, without)| {
            Estimate::of(with - without, squares, players_with.min(players_without))
        });
        ItemOutcome {
            item,
            with: OutcomeOfSheets::of(with, players_with),
            without: OutcomeOfSheets::of(without, players_without),
            difference: difference.map(|(estimate, _)| estimate),
            p_value: difference.map(|(_, p_value)| p_value),
            is_significant: false,
        }
    }
}

/// The number of a name.
pub(super) fn numbered(names: &mut HashMap<String, u32>, name: &str) -> u32 {
    if let Some(number) = names.get(name) {
        return *number;
    }
    let number = names.len() as u32;
    names.insert(name.to_owned(), number);
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers from 0 to 1 that look random (Steele, Lea and Flood's SplitMix64, OOPSLA 2014).
    struct Dice(u64);

    impl Dice {
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    fn named(outcomes: &ItemOutcomes, item: &str) -> ItemOutcome {
        let found = outcomes.items.iter().find(|own| own.item.as_str() == item);
        found.unwrap().clone()
    }

    #[test]
    fn means_are_those_of_the_sheets() {
        let mut sums = OutcomesByItem::default();
        sums.add("ann", 1.0, ["rifle", "duck"].into_iter());
        sums.add("ann", 0.0, ["duck"].into_iter());
        sums.add("bob", 1.0, ["rifle"].into_iter());
        sums.add("cid", 0.0, [].into_iter());
        let told = sums.summary(5);
        assert_eq!((told.all.sheets, told.all.players), (4, 3));
        assert_eq!((told.all.mean, told.item_count), (Some(0.5), 2));
        let rifle = named(&told, "rifle");
        assert_eq!((rifle.with.sheets, rifle.with.players), (2, 2));
        assert_eq!((rifle.without.sheets, rifle.without.players), (2, 2));
        assert_eq!(
            (rifle.with.mean, rifle.without.mean),
            (Some(1.0), Some(0.0))
        );
        // Three players say nothing.
        assert_eq!((rifle.difference, rifle.p_value), (None, None));
        assert_eq!(sums.summary(1).items.len(), 1);
    }

    /// A game in which the rifle wins and the duck does nothing, of players who win more and less often than others.
    fn game(seed: u64, sheets: u32) -> ItemOutcomes {
        let mut dice = Dice(seed);
        let mut sums = OutcomesByItem::default();
        for player in 0..150 {
            let skill = 0.2 + 0.4 * dice.next();
            // Some pick up ducks whenever they can, whatever they win.
            let likes_ducks = dice.next();
            for _ in 0..sheets {
                let has_rifle = dice.next() < 0.3;
                let has_duck = dice.next() < likes_ducks;
                let wins = dice.next() < skill + if has_rifle { 0.2 } else { 0.0 };
                let items = [("rifle", has_rifle), ("duck", has_duck)];
                let items = items
                    .into_iter()
                    .filter_map(|(item, has)| has.then_some(item));
                sums.add(&format!("p{player}"), f64::from(u8::from(wins)), items);
            }
        }
        sums.summary(10)
    }

    #[test]
    fn what_wins_is_told_and_chance_is_not_though_players_differ() {
        let (mut covered, mut accused) = (0, 0);
        for seed in 0..100 {
            let told = game(seed, 30);
            let rifle = named(&told, "rifle");
            assert!(rifle.is_significant, "seed {seed}: {rifle:?}");
            let difference = rifle.difference.unwrap();
            covered += u32::from(difference.low <= 0.2 && 0.2 <= difference.high);
            accused += u32::from(named(&told, "duck").p_value.unwrap() < 0.05);
        }
        // 95 and 5 are expected. Taking sheets for independent accuses the duck in a third of these games.
        assert!((88..=100).contains(&covered), "{covered}");
        assert!(accused <= 12, "{accused}");
    }
}
