//! The command line, run as users run it.

mod check;
mod counted;
mod dead_letters;
mod demo;
mod economy;
mod events_alone;
mod flags;
mod generate;
mod maps;
mod names;
mod report;
mod scenarios;
mod serve;
mod stats;
mod terminal;
