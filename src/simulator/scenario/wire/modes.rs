//! The sections `modes` and `levels`.

use super::events::{MachineWire, TriggersWire};
use super::value::ValueWire;
use crate::simulator::distributions::DrawWire;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One way to play.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct ModeWire {
    /// How often it is chosen, compared to the other modes. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) weight: f64,
    /// The map it is played on.
    #[serde(default)]
    pub(in crate::simulator) map: Option<String>,
    /// Instead, several maps with their weights: one of them is dealt to each match, by a hash of its id.
    #[serde(default)]
    pub(in crate::simulator) maps: BTreeMap<String, f64>,
    /// Players in a full match. Default 1.
    #[serde(default = "one_player")]
    #[schemars(range(min = 1, max = 1000))]
    pub(in crate::simulator) players: u32,
    /// Players in a team. Default 1.
    #[serde(default = "one_player")]
    #[schemars(range(min = 1, max = 1000))]
    pub(in crate::simulator) team_size: u32,
    /// A match that is not full starts after the first player has waited this long. Default 60.
    #[serde(default = "a_minute")]
    #[schemars(range(min = 1.0, max = 3600.0))]
    pub(in crate::simulator) wait_seconds: f64,
    /// A match that is not full is filled with bots of this skill. They are ranked and report nothing. Default: no bots.
    #[serde(default)]
    #[schemars(range(min = -10.0, max = 10.0))]
    pub(in crate::simulator) bots: Option<f64>,
    /// How long a match lasts.
    pub(in crate::simulator) minutes: DrawWire,
    /// Who wins.
    #[serde(default)]
    pub(in crate::simulator) outcome: OutcomeWire,
    /// What is opened on the way, and how often in a whole match.
    #[serde(default)]
    pub(in crate::simulator) loot: Vec<OpeningsWire>,
    /// What of the loot is kept by those who lose: 0.1 is a tenth of the units. Default: all.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) keep_on_loss: f64,
    /// What happens on the way, as a state machine.
    #[serde(default)]
    pub(in crate::simulator) machine: Option<MachineWire>,
    /// What happens to everybody still playing, at fixed parts of the match: zones, waves, rounds.
    #[serde(default)]
    pub(in crate::simulator) phases: Vec<PhaseWire>,
    /// What happens at certain moments, beside what the scenario's own `on` says.
    #[serde(default)]
    pub(in crate::simulator) on: TriggersWire,
}

fn one() -> f64 {
    1.0
}

fn one_player() -> u32 {
    1
}

fn a_minute() -> f64 {
    60.0
}

/// Openings of a loot table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct OpeningsWire {
    /// The loot table.
    pub(in crate::simulator) table: String,
    /// How often it is opened by one player who takes part to the end.
    pub(in crate::simulator) openings: DrawWire,
    /// Opened by those who win, after the match, and by nobody else.
    #[serde(default)]
    pub(in crate::simulator) on_win: bool,
}

/// An event at a fixed part of the match.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct PhaseWire {
    /// When: 0 is the beginning, 1 the end.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) at: f64,
    /// Its `event_type`.
    #[schemars(length(min = 1, max = 64))]
    pub(in crate::simulator) event: String,
    /// Its `details`.
    #[serde(default)]
    pub(in crate::simulator) details: BTreeMap<String, ValueWire>,
}

/// Who wins.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct OutcomeWire {
    /// How it is decided.
    pub(in crate::simulator) by: OutcomeKind,
    /// By rank: how much chance has a say beside skill, as the standard deviation of a day's form. Default 1.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub(in crate::simulator) luck: Option<f64>,
    /// By chance: the skill that wins half of the time at level 1.
    #[schemars(range(min = -100.0, max = 100.0))]
    pub(in crate::simulator) difficulty: f64,
    /// By chance: what each level adds to the difficulty.
    #[schemars(range(min = -10.0, max = 10.0))]
    pub(in crate::simulator) per_level: f64,
    /// By chance: every so many levels there is a gate, which is harder.
    #[schemars(range(min = 1, max = 100_000))]
    pub(in crate::simulator) gate_every: Option<u32>,
    /// By chance: what a gate adds to the difficulty.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub(in crate::simulator) gate_difficulty: f64,
    /// Those who lose leave early: by rank the last first, by chance anywhere between. Default true.
    pub(in crate::simulator) elimination: Option<bool>,
}

/// How it is decided who wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulator) enum OutcomeKind {
    /// Everybody for himself against the game: won with the chance 1/(1+exp(difficulty-skill)).
    #[default]
    Chance,
    /// Teams against each other: the best team wins.
    Rank,
}

/// How levels are gained.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct LevelsWire {
    /// By what.
    pub(in crate::simulator) by: LevelsBy,
    /// The highest level. Default 100.
    #[serde(default = "hundred")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub(in crate::simulator) max: u32,
    /// By experience: what a match gives. Default 100.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) per_match: Option<f64>,
    /// By experience: what a won match gives beside. Default 50.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) per_win: Option<f64>,
    /// By experience: what the second level takes. Default 300.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    pub(in crate::simulator) first: Option<f64>,
    /// By experience: how much more each next level takes than the one before. Default 1.1.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 10.0))]
    pub(in crate::simulator) growth: Option<f64>,
}

fn hundred() -> u32 {
    100
}

/// By what levels are gained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulator) enum LevelsBy {
    /// Matches give experience, experience gives levels.
    Experience,
    /// Every win is the next level: stages of a puzzle.
    Wins,
}
