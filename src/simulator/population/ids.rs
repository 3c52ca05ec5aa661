//! Names of players, sessions and matches. They hold the scenario and the seed, so that two runs on one server are two
//! populations.

use super::run::Run;
use crate::model::{MatchId, PlayerId, SessionId};
use crate::simulator::scenario::{IdStyle, Scenario};
use std::fmt::Write;

/// Every writing direction, marks that combine, letters outside the basic plane, and what needs escaping in JSON,
/// HTML and SQL.
const NASTY: [&str; 8] = [
    "Ωμέγα",
    "игрок№",
    "プレイヤー",
    "لاعب",
    "e\u{301}quipe",
    "🦆🏴\u{200d}☠\u{fe0f}",
    "<b>\"O'Neil\\\"</b>;--",
    "𝔊𝔞𝔪𝔢𝔯 %00 &amp;",
];
/// The longest id that a sheet may have.
const LONGEST: usize = 256;

/// How ids are written.
#[derive(Debug)]
pub(super) struct Ids {
    key: String,
    style: IdStyle,
}

impl Ids {
    pub(super) fn new(scenario: &Scenario, run: &Run) -> Self {
        Self {
            key: format!("{}-{:x}", scenario.name, run.seed),
            style: scenario.players.ids,
        }
    }

    pub(super) fn player(&self, number: u32) -> PlayerId {
        let mut id = String::with_capacity(LONGEST);
        // Writing into a String cannot fail.
        let _ = match self.style {
            IdStyle::Plain => write!(id, "{}-p{number}", self.key),
            IdStyle::Nasty => write!(
                id,
                "{}-{}-p{number}",
                NASTY[number as usize % NASTY.len()],
                self.key
            ),
        };
        if self.style == IdStyle::Nasty && number.is_multiple_of(5) {
            let missing = LONGEST.saturating_sub(id.chars().count());
            id.extend(std::iter::repeat_n('ß', missing));
        }
        PlayerId::parse(&id).expect("a scenario's name is short and plain")
    }

    /// Session number `session` (from 1) of a player.
    pub(super) fn session(&self, player: u32, session: u32) -> SessionId {
        let id = format!("{}-p{player}-s{session}", self.key);
        SessionId::parse(&id).expect("a scenario's name is short and plain")
    }

    pub(super) fn of_match(&self, number: u64) -> MatchId {
        let mut id = String::with_capacity(48);
        let _ = write!(id, "{}-m{number}", self.key);
        MatchId::parse(&id).expect("a scenario's name is short and plain")
    }
}
