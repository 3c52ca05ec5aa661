//! What must hold for any input, and of the repository itself.

mod circles;
mod circumstances;
mod curves;
mod dependencies;
mod layers;
mod loot_tables;
mod maps;
mod parsing;
mod populations;
mod printing;
mod scenario_files;
