//! What is a step of a flow.

use crate::analytics::OnTheWay;
use crate::model::words;

/// What is a step of a flow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Steps {
    /// Events.
    #[default]
    Events,
    /// What events say was looted.
    Loot,
    /// Both.
    All,
}

words! {
    Steps: Events "events", Loot "loot", All "all";
}

impl From<Steps> for OnTheWay {
    fn from(steps: Steps) -> Self {
        match steps {
            Steps::Events => Self::Events,
            Steps::Loot => Self::Loot,
            Steps::All => Self::All,
        }
    }
}
