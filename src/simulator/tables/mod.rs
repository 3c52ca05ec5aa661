//! Loot tables: what a chest, a boss or a banner gives, and how likely exactly.
//!
//! A table is read from a scenario ([`LootTablesWire`] → [`LootTables`]), compiled for one combination of effects
//! ([`Loot`]), and then opened for players, each of whom brings a small [`Pity`]. The same compiled table answers
//! with its exact odds, so that what is drawn and what is claimed cannot drift apart.
//!
//! How one draw goes, which is what all odds follow from:
//!
//! 1. `featured` and then each `pity` are tried in their order. Each has a chance *of the draws that the earlier
//!    ones left*: its entries' share of the weights (or `chance`), raised by soft pity, 1 at a guarantee.
//! 2. The one that hits gives one of its entries by weight and starts counting anew; every other one of the table
//!    counts one draw more. When none hits, one of the remaining entries is taken by weight.
//! 3. A nested table is opened in the entry's place, with counts of its own that all its parents share.
//!
//! Pure, and the same on every machine: only IEEE `+ − × ÷ √` and integers.

mod compile;
mod draw;
mod effect;
mod nesting;
mod odds;
mod parse;
mod table;
mod wire;

pub use compile::Loot;
pub use draw::Pity;
pub use odds::{NamedOdds, Odds, QUANTILES, TableOdds, TooLarge, Waiting};
pub use table::{DropEffect, LootTables, TableId};
pub use wire::{
    CountWire, DropEffectWire, EntryWire, FeaturedWire, LootTablesWire, PityWire, TableWire,
};
