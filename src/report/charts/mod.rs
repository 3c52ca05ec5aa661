//! One file per picture: its data, what it says, and its marks.

mod annotations;
mod bars;
mod cell_map;
mod comparison;
mod dashboard;
mod density_map;
mod economy;
mod fields;
mod item_distribution;
mod loot_totals;
mod map_frame;
mod shares;
mod uniformity_map;

pub use bars::Bar;
pub use cell_map::CellMapChart;
pub use comparison::{ComparedItem, Comparison, Made};
pub use dashboard::{Dashboard, Scope, TimeSeries};
pub use density_map::DensityMap;
pub use economy::EconomyChart;
pub use fields::{FieldsChart, FieldsOf};
pub use item_distribution::ItemDistribution;
pub use loot_totals::{LootTotals, MOST_STACKED};
pub use uniformity_map::UniformityMap;

use super::frame::{Caption, Headline};
use super::scene::{Scene, Style};
use crate::model::{Colour, ItemKind};
use std::collections::BTreeMap;

/// A picture of something.
pub trait Chart: Send + Sync {
    /// Its subject and its finding.
    fn headline(&self) -> Headline;

    /// Its marks.
    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a>;

    /// The numbers beside it, as a table: headings, then rows.
    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>);
}

/// The colours of items. An item that is not among them, because nobody gave it a slot, takes one after all others.
#[derive(Debug, Clone, Default)]
pub struct ItemColours(pub BTreeMap<ItemKind, Colour>);

/// Of what is no item, as on the pages.
const OTHERS: Colour = Colour(0x7d, 0x88, 0x94);

impl ItemColours {
    /// The colour of an item.
    pub fn of(&self, item: &ItemKind) -> Colour {
        if item.is_other() {
            return OTHERS;
        }
        let known = self.0.get(item).copied();
        known.unwrap_or_else(|| Colour::of_slot(self.0.len() as u32))
    }
}
