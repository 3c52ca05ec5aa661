//! The command line, run as users run it.

mod check;
mod demo;
mod flags;
mod generate;
mod report;
mod scenarios;
mod serve;
mod stats;
