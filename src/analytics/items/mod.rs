//! What goes together with finding an item: how sheets end that have it, and at which levels it is found. An association:
//! who finds an item may differ from who does not in much else.

mod levels;
mod outcomes;
mod per_player;

pub use levels::{ItemAtLevels, ItemLevels};
pub use outcomes::{ItemOutcome, ItemOutcomes, OutcomeOfSheets, OutcomesByItem};
pub use per_player::Estimate;
