//! The rules by which matches are made.

use std::fmt;

/// Which rules a simulation follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// The built-in one: five items, nobody cheats, every place as likely as any other.
    Classic,
}

impl Scenario {
    /// Every built-in scenario.
    pub const ALL: [Self; 1] = [Self::Classic];

    /// The name on the command line and in sheet ids.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classic => "classic",
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
