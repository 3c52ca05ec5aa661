//! Opening a table for a player.

use super::compile::{Drawn, Loot, Promise};
use super::table::{Gives, TableId};
use crate::simulator::Rolls;
use crate::simulator::weighted::happens;
use serde::{Deserialize, Serialize};

/// How many draws of its table came since each promise last gave something, for one player. Two bytes for each
/// promise of the scenario; belongs to all [`Loot`]s of one [`LootTables`](super::LootTables).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pity(Box<[u16]>);

impl Loot {
    /// What a player has who never opened anything.
    pub fn fresh_pity(&self) -> Pity {
        Pity(vec![0; self.promises].into())
    }

    /// Opens `table` once. `take` gets the item's number and its units, once for each draw that gave one.
    pub fn open(
        &self,
        table: TableId,
        pity: &mut Pity,
        rolls: &mut impl Rolls,
        take: &mut impl FnMut(usize, u32),
    ) {
        let table = &self.tables[table.0];
        for _ in 0..rolls.within(table.draws.min, table.draws.max) {
            match table.draw(pity, rolls) {
                Gives::Nothing => {}
                Gives::Item(item, units) => take(item, rolls.within(units.min, units.max)),
                Gives::Table(nested) => self.open(TableId(nested), pity, rolls, take),
            }
        }
    }
}

impl Drawn {
    fn draw(&self, pity: &mut Pity, rolls: &mut impl Rolls) -> Gives {
        let mut hit: Option<&Promise> = None;
        for promise in &self.promises {
            let last = promise.thresholds.len() - 1;
            let count = &mut pity.0[promise.counter];
            // Compiled with other effects, the same promise can have a longer list.
            let place = usize::from(*count).min(last);
            if hit.is_none() && happens(promise.thresholds[place], rolls) {
                hit = Some(promise);
                *count = 0;
            } else {
                *count = (place + 1).min(last) as u16;
            }
        }
        let choice = hit.map_or(&self.rest, |promise| &promise.choice);
        choice.gives[choice.weighted.pick(rolls)]
    }
}
