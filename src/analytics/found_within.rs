//! What was found within a rectangle of the map and by whom, from single sheets: which player was where is in no total.

use crate::model::{Area, Heights, ItemKind, LootEvent, PlayerId, Position, StoredSheet};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hash;
use utoipa::ToSchema;

/// The most players and items that are told apart in memory.
const MOST_NAMES: usize = 50_000;

/// Counts sheet by sheet.
#[derive(Debug, Clone, Default)]
pub struct FoundWithin {
    area: Area,
    heights: Heights,
    items: HashMap<ItemKind, u64>,
    players: HashMap<PlayerId, u64>,
}

/// What was found there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Findings {
    /// Units of all items.
    pub units: u64,
    /// Distinct items.
    pub item_count: u64,
    /// Those with the most units first.
    pub items: Vec<ItemUnits>,
    /// Distinct players who found something.
    pub player_count: u64,
    /// Those with the most units first.
    pub players: Vec<PlayerUnits>,
}

/// Units of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemUnits {
    /// The item.
    pub item: ItemKind,
    /// Its units.
    pub units: u64,
}

/// Units that one player found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlayerUnits {
    /// The player.
    pub player_id: PlayerId,
    /// Of all items.
    pub units: u64,
}

impl FoundWithin {
    /// Nothing yet, in `area` at `heights`.
    pub fn new(area: Area, heights: Heights) -> Self {
        Self {
            area,
            heights,
            ..Self::default()
        }
    }

    /// Adds what a sheet says was found there.
    pub fn add(&mut self, stored: &StoredSheet) {
        let sheet = &stored.sheet;
        for item in sheet.locations.keys() {
            let within = sheet
                .places_of(item)
                .filter(|(place, ..)| self.area.contains(*place) && self.heights.contains(*place));
            let units: u64 = within.map(|(_, units, _)| units).sum();
            if units > 0 {
                *self.items.entry(item.clone()).or_default() += units;
                *self.players.entry(sheet.player_id.clone()).or_default() += units;
            }
        }
    }

    /// Adds what an event says was found there.
    pub fn add_event(&mut self, event: &LootEvent) {
        let is_within = |at: &Position| self.area.contains(*at) && self.heights.contains(*at);
        if event.position.is_none_or(|at| !is_within(&at)) {
            return;
        }
        for (item, units) in event.items.iter().filter(|(_, units)| *units > 0) {
            *self.items.entry(item.clone()).or_default() += units;
            *self.players.entry(event.player_id.clone()).or_default() += units;
        }
    }

    /// Whether more may be added: players without bound would be memory without bound.
    pub fn has_room(&self) -> bool {
        self.items.len() + self.players.len() < MOST_NAMES
    }

    /// The findings; at most `most` items and players are listed.
    pub fn findings(self, most: usize) -> Findings {
        let items = most_first(self.items);
        let players = most_first(self.players);
        Findings {
            units: items.iter().map(|(_, units)| units).sum(),
            item_count: items.len() as u64,
            player_count: players.len() as u64,
            items: items
                .into_iter()
                .take(most)
                .map(|(item, units)| ItemUnits { item, units })
                .collect(),
            players: players
                .into_iter()
                .take(most)
                .map(|(player_id, units)| PlayerUnits { player_id, units })
                .collect(),
        }
    }
}

/// Equals are in the order of their names.
fn most_first<K: Ord + Hash>(units: HashMap<K, u64>) -> Vec<(K, u64)> {
    let mut sorted: Vec<_> = units.into_iter().collect();
    sorted.sort_by(|(a, m), (b, n)| n.cmp(m).then(a.cmp(b)));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Millis, StatSheet};
    use serde_json::{Value, json};

    fn findings(sheets: &[(&str, Value, Value)], area: Area, most: usize) -> Findings {
        let mut found = FoundWithin::new(area, Heights::default());
        for (player, items, places) in sheets {
            let json = json!({"match_id": "m", "player_id": player, "looted_items": items, "locations": places});
            let sheet = StatSheet::parse(json.to_string().as_bytes(), Millis(0)).unwrap();
            found.add(&StoredSheet {
                id: 1,
                created_at: Millis(0),
                sheet,
                event_count: 0,
            });
        }
        found.findings(most)
    }

    #[test]
    fn one_point_stands_for_the_whole_count_and_several_for_a_unit_each() {
        let sheets = [
            // Two of three ducks, and all seven medkits.
            (
                "ann",
                json!({"duck": 3, "medkit": 7}),
                json!({"duck": [[1, 1], [2, 2], [9, 9]], "medkit": [0, 4]}),
            ),
            ("bob", json!({"duck": 2}), json!({"duck": [3, 3]})),
            // On the edge that is excluded, without a unit, and nowhere.
            (
                "cid",
                json!({"duck": 1, "axe": 0}),
                json!({"duck": [5, 1], "axe": [1, 1], "club": [1, 1]}),
            ),
            ("dan", json!({"duck": 5}), json!({})),
        ];
        let area = Area {
            x_min: Some(0.0),
            x_max: Some(5.0),
            y_min: Some(0.0),
            y_max: Some(5.0),
        };
        let found = findings(&sheets, area, 9);
        let items: Vec<_> = found
            .items
            .iter()
            .map(|found| (found.item.as_str(), found.units))
            .collect();
        let players: Vec<_> = found
            .players
            .iter()
            .map(|found| (found.player_id.as_str(), found.units))
            .collect();
        assert_eq!(items, [("medkit", 7), ("duck", 4)]);
        assert_eq!(players, [("ann", 9), ("bob", 2)]);
        assert_eq!(
            (found.units, found.item_count, found.player_count),
            (11, 2, 2)
        );
        // Without edges it is the whole map.
        assert_eq!(findings(&sheets, Area::default(), 9).units, 13);
    }

    #[test]
    fn only_those_with_the_most_are_listed_and_all_are_counted() {
        let sheets: Vec<_> = (0..30)
            .map(|k| {
                (
                    ["ann", "bob", "cid"][k % 3],
                    json!({format!("i{k:02}"): 1 + k / 29}),
                    json!({format!("i{k:02}"): [0, 0]}),
                )
            })
            .collect();
        let found = findings(&sheets, Area::default(), 2);
        let items: Vec<_> = found
            .items
            .iter()
            .map(|found| found.item.as_str())
            .collect();
        assert_eq!(items, ["i29", "i00"]);
        let players: Vec<_> = found
            .players
            .iter()
            .map(|found| found.player_id.as_str())
            .collect();
        assert_eq!(players, ["cid", "ann"]);
        assert_eq!(
            (found.units, found.item_count, found.player_count),
            (31, 30, 3)
        );
    }
}
