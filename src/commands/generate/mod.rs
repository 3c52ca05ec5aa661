//! `loot generate`: makes matches and uploads them to a server, or only writes them to a file.

mod args;
mod classic;
mod encode;
mod file;
mod odds;
pub(crate) mod pace;
pub(crate) mod population;
mod scenarios;
mod summary;
pub(crate) mod upload;
pub(crate) mod upload_options;

pub(crate) use args::GenerateArgs;

use crate::runtime::stop::StopOnSignal;
use anyhow::{Context, bail};
use pace::Speed;
use std::process::ExitCode;

pub(crate) fn run(args: GenerateArgs) -> anyhow::Result<ExitCode> {
    if let Some(answer) = args.question.answer() {
        return answer;
    }
    let scenario = match args.scenario.read(&args.set)? {
        Some(scenario) => {
            args.refuse(
                &[("--players", args.players.is_some())],
                "the scenario says how many players a match has",
            );
            Some(scenario)
        }
        None => {
            let of_others = [
                ("--players-total", args.players_total.is_some()),
                ("--days", args.days.is_some()),
                ("--truth", args.truth.is_some()),
                ("--pace", args.pace != Speed::Max),
                ("--set", !args.set.is_empty()),
            ];
            args.refuse(
                &of_others,
                "classic has no players who return; --list-scenarios shows the others",
            );
            None
        }
    };
    if let Some(table) = &args.odds.odds {
        let Some(scenario) = &scenario else {
            bail!("classic has no loot tables; --list-scenarios shows scenarios that have");
        };
        args.odds.print(scenario.loot_tables(), table, args.json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let signals = StopOnSignal::listen().context("listening for Ctrl-C")?;
    match scenario {
        Some(scenario) => population::run(scenario, &args, signals.stop()),
        None => classic::run(&args, signals.stop()),
    }
}
