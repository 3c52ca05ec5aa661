//! Mistakes in a scenario file, described so that its author can correct them.

use super::tree::Node;
use std::fmt;

/// More than this many would only hide the first ones.
const MOST: usize = 100;

/// One mistake in a scenario file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where, such as `items.medkit.value`; empty for the file as a whole.
    pub path: String,
    /// What is wrong and what would be right.
    pub reason: String,
    /// The line, from 1, when it is known.
    pub line: Option<u32>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.reason)?;
        match self.line {
            Some(line) => write!(f, ", line {line}"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with one file; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", sentence(.0))]
pub struct Mistakes(Vec<Mistake>);

impl Mistakes {
    /// The mistakes as one error, or `None` when there are none.
    pub(in crate::simulator) fn from_vec(mut mistakes: Vec<Mistake>) -> Option<Self> {
        // As in the file; those of the same line stay in the order found.
        mistakes.sort_by_key(|mistake| mistake.line);
        mistakes.truncate(MOST);
        (!mistakes.is_empty()).then_some(Self(mistakes))
    }

    /// A single mistake.
    pub(in crate::simulator) fn one(mistake: Mistake) -> Self {
        Self(vec![mistake])
    }

    /// Mistakes found after reading, with the lines that `tree` knows.
    pub(in crate::simulator) fn located(
        faults: impl IntoIterator<Item = (String, String)>,
        tree: &Node,
    ) -> Option<Self> {
        let located = faults.into_iter().map(|(path, reason)| Mistake {
            line: tree.line_of(&path),
            path,
            reason,
        });
        Self::from_vec(located.collect())
    }

    /// All of them, in the order of lines; the first hundred.
    pub fn as_slice(&self) -> &[Mistake] {
        &self.0
    }
}

fn sentence(mistakes: &[Mistake]) -> String {
    let lines: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
