//! Which scenario is played, and the questions about scenarios that `loot generate` answers instead of playing.

use crate::simulator::{BuiltIn, CLASSIC, Mistakes, Scenario};
use anyhow::Context;
use clap::Args;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const ABOUT_CLASSIC: &str =
    "The predecessor's: five items, nobody returns, every place as likely as any other.";
/// What the simulator takes, and one byte more to notice the rest.
const MAX_FILE_BYTES: u64 = (1 << 20) + 1;

/// What `--scenario` names.
#[derive(Debug, Clone)]
pub(super) enum Chosen {
    Classic,
    BuiltIn(BuiltIn),
    File(PathBuf),
}

/// Instead of playing.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct Question {
    /// List the built-in scenarios
    #[arg(long, help_heading = "Instead of generating")]
    list_scenarios: bool,
    /// Print a built-in scenario's file, to start your own from
    #[arg(long, value_name = "NAME", help_heading = "Instead of generating")]
    print_scenario: Option<String>,
    /// Check a scenario file and list all of its mistakes
    #[arg(long, value_name = "FILE", help_heading = "Instead of generating")]
    scenario_check: Option<PathBuf>,
    /// Print the JSON Schema of scenario files, from which editors complete
    #[arg(long, help_heading = "Instead of generating")]
    scenario_schema: bool,
}

impl Chosen {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text == CLASSIC {
            return Ok(Self::Classic);
        }
        if let Some(built_in) = BuiltIn::find(text) {
            return Ok(Self::BuiltIn(built_in));
        }
        let path = PathBuf::from(text);
        if path.is_file() {
            return Ok(Self::File(path));
        }
        let names: Vec<_> = BuiltIn::ALL.iter().map(|scenario| scenario.name).collect();
        Err(format!(
            "must be {CLASSIC}, {}, or a YAML file that is there",
            names.join(", ")
        ))
    }

    /// The scenario with `sets` put over its values; `None` for classic, whose rules are code.
    pub(super) fn read(&self, sets: &[(String, String)]) -> anyhow::Result<Option<Scenario>> {
        let text = match self {
            Self::Classic => return Ok(None),
            Self::BuiltIn(built_in) => built_in.text.to_owned(),
            Self::File(path) => read_file(path)?,
        };
        let scenario = Scenario::parse(&text, sets);
        Ok(Some(
            scenario.map_err(|mistakes| told(&self.to_string(), &mistakes))?,
        ))
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Classic => f.write_str(CLASSIC),
            Self::BuiltIn(built_in) => f.write_str(built_in.name),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

impl Question {
    /// The answer, when something was asked.
    pub(super) fn answer(&self) -> Option<anyhow::Result<ExitCode>> {
        let said = if self.list_scenarios {
            list()
        } else if self.scenario_schema {
            schema()
        } else if let Some(name) = &self.print_scenario {
            print(name)
        } else if let Some(path) = &self.scenario_check {
            check(path)
        } else {
            return None;
        };
        Some(said.map(|()| ExitCode::SUCCESS))
    }
}

/// `key=value`.
pub(super) fn parse_set(text: &str) -> Result<(String, String), String> {
    let parts = text
        .split_once('=')
        .filter(|(key, _)| !key.trim().is_empty());
    parts
        .map(|(key, value)| (key.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| "must be KEY=VALUE, such as players.churn.first=0.4".into())
}

fn list() -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{CLASSIC:<16}{ABOUT_CLASSIC}")?;
    for scenario in BuiltIn::ALL {
        writeln!(out, "{:<16}{}", scenario.name, scenario.about())?;
    }
    Ok(())
}

fn schema() -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &Scenario::schema()).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

fn print(name: &str) -> anyhow::Result<()> {
    let names: Vec<_> = BuiltIn::ALL.iter().map(|scenario| scenario.name).collect();
    let scenario = match BuiltIn::find(name) {
        Some(scenario) => scenario,
        None if name == CLASSIC => anyhow::bail!(
            "{CLASSIC} has no file: its rules are code. Start from {}",
            names.join(", ")
        ),
        None => anyhow::bail!(
            "there is no scenario {name:?}; there are {}",
            names.join(", ")
        ),
    };
    Ok(io::stdout().lock().write_all(scenario.text.as_bytes())?)
}

fn check(path: &Path) -> anyhow::Result<()> {
    let text = read_file(path)?;
    let shown = path.display();
    let scenario =
        Scenario::parse(&text, &[]).map_err(|mistakes| told(&shown.to_string(), &mistakes))?;
    let mut out = anstream::stdout().lock();
    Ok(writeln!(out, "{shown} is fine: {}", scenario.contents())?)
}

fn read_file(path: &Path) -> anyhow::Result<String> {
    let reading = || format!("reading {}", path.display());
    let mut text = String::new();
    let file = File::open(path).with_context(reading)?;
    file.take(MAX_FILE_BYTES)
        .read_to_string(&mut text)
        .with_context(reading)?;
    Ok(text)
}

/// All mistakes, one per line.
fn told(what: &str, mistakes: &Mistakes) -> anyhow::Error {
    let all = mistakes.as_slice();
    let lines: Vec<_> = all.iter().map(|mistake| format!("\n  {mistake}")).collect();
    let count = match all.len() {
        1 => "a mistake".to_owned(),
        n => format!("{n} mistakes"),
    };
    anyhow::anyhow!("{what} has {count}:{}", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_a_key_and_whatever_stands_behind_the_first_sign() {
        assert_eq!(parse_set("a.b={c: =}"), Ok(("a.b".into(), "{c: =}".into())));
        assert!(parse_set("a").is_err());
        assert!(parse_set("=1").is_err());
    }
}
