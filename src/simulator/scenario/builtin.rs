//! The scenarios that come with the program, as the files they are.

use super::Scenario;

/// A scenario that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// What `--scenario` takes.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        [$(BuiltIn {
            name: $name,
            text: include_str!(concat!("../scenarios/", $name, ".yaml")),
        }),*]
    };
}

impl BuiltIn {
    /// Every one, in the order of their names. `classic` is not here: its rules are code.
    pub const ALL: [Self; 6] = built_in![
        "battle_royale",
        "dungeon_crawl",
        "extraction",
        "mobile_puzzle",
        "showcase",
        "stress",
    ];

    /// The one with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name == name)
    }

    /// What it says about itself, in a sentence.
    pub fn about(&self) -> &'static str {
        let line = self
            .text
            .lines()
            .find_map(|line| line.strip_prefix("about: "));
        line.unwrap_or_default()
    }

    /// The scenario.
    ///
    /// # Panics
    /// Never: a test reads them all.
    pub fn scenario(&self) -> Scenario {
        Scenario::parse(self.text, &[]).expect("built-in scenarios are valid")
    }
}
