//! Simulated players whose truth is known. Pure and deterministic: a sheet is a function of the scenario, the
//! seed and its place in the run, so any thread can make any part of it. No I/O, no wall clock.

mod catalogue;
mod classic;
mod dealing;
mod dice;
mod distributions;
mod dressed;
pub mod maps;
mod population;
mod rolls;
mod scenario;
mod simulation;
pub mod tables;
mod unknown;
mod weighted;
mod yaml;

pub use catalogue::CatalogueItem;
pub use classic::SPAN_MS;
pub use dressed::classic_maps;
pub use population::{
    Body, DeliveryFault, Expected, Label, Population, Record, Run, Sheet, Sink, Upload, World,
};
pub use rolls::Rolls;
pub use scenario::{BuiltIn, Scenario};
pub use simulation::{CLASSIC, DEFAULT_START, Sheets, Simulation};
pub use yaml::{Mistake, Mistakes};
