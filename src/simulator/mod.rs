//! Simulated players whose truth is known. Pure and deterministic: a sheet is a function of the scenario, the
//! seed and its place in the run, so any thread can make any part of it. No I/O, no wall clock.

mod catalogue;
mod classic;
mod dice;
pub mod maps;
mod rolls;
mod scenario;
mod simulation;
pub mod tables;
mod unknown;
mod weighted;

pub use catalogue::CatalogueItem;
pub use rolls::Rolls;
pub use scenario::Scenario;
pub use simulation::{DEFAULT_START, SPAN_MS, Sheets, Simulation};
