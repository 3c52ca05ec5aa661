//! One file per subcommand, with its arguments and its `run`. The only place that prints its results.

pub(crate) mod check;
pub(crate) mod completions;
mod counted;
pub(crate) mod dead_letters;
pub(crate) mod demo;
pub(crate) mod economy;
mod examples;
pub(crate) mod generate;
pub(crate) mod maps;
pub(crate) mod names;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod stats;

mod generated;
mod output;
pub(crate) mod progress;
mod scenario_map;
mod screen;
mod source;

pub(crate) use crate::model::visible_lines;

/// Where the data is when nothing else is said.
pub(crate) const DEFAULT_DATABASE: &str = "sqlite://loot_telemetry.db";
