//! `loot generate --odds TABLE`: the exact odds of a loot table, instead of generating.

mod figures;
mod screen;

use crate::simulator::tables::LootTables;
use anyhow::Context;
use clap::error::ErrorKind;
use clap::{Args, value_parser};
use screen::screen;
use std::io::Write;

/// Columns with a chance that fit beside names and units.
const MOST_WITHIN: usize = 4;

/// What is asked about loot tables.
#[derive(Debug, Args)]
pub(super) struct OddsArgs {
    /// Print the exact odds of one of the scenario's loot tables: rate, pulls until the first, chance within so many
    #[arg(
        long,
        env = "LOOT_ODDS",
        value_name = "TABLE",
        help_heading = "Instead of generating"
    )]
    pub(super) odds: Option<String>,
    /// Pulls within which --odds tells the chance, up to four numbers
    #[arg(long, env = "LOOT_ODDS_WITHIN", value_name = "N,…", value_delimiter = ',', default_value = "10,50,100",
        value_parser = value_parser!(u64).range(1..=1_000_000_000), help_heading = "Instead of generating")]
    odds_within: Vec<u64>,
}

impl OddsArgs {
    /// Prints the odds of `name`, one of `tables`.
    pub(super) fn print(&self, tables: &LootTables, name: &str, json: bool) -> anyhow::Result<()> {
        let Some(table) = tables.find(name) else {
            let names: Vec<_> = tables.names().collect();
            let there_are = match names[..] {
                [] => "this scenario has none".to_owned(),
                _ => format!("there are {}", names.join(", ")),
            };
            let reason = format!("--odds: there is no loot table {name:?}; {there_are}");
            wrong_usage(ErrorKind::InvalidValue, &reason)
        };
        let mut within = self.odds_within.clone();
        within.sort_unstable();
        within.dedup();
        if within.len() > MOST_WITHIN {
            let got = within.len();
            let reason = format!("--odds-within takes up to {MOST_WITHIN} numbers, got {got}");
            wrong_usage(ErrorKind::TooManyValues, &reason)
        }
        let odds = tables.compile(&[]).odds(tables, table, &within);
        let text = if json {
            serde_json::to_string_pretty(&odds).context("writing the odds as JSON")? + "\n"
        } else {
            screen(&odds, &within)
        };
        Ok(anstream::stdout().lock().write_all(text.as_bytes())?)
    }
}

/// Ends the program as the command line's own checks do: what a scenario has is only known once it is read.
fn wrong_usage(kind: ErrorKind, reason: &str) -> ! {
    clap::Error::raw(kind, format!("{reason}\n")).exit()
}
