//! The sections `players` and `experiments`.

use super::effects::EffectsWire;
use super::value::ValueWire;
use crate::simulator::distributions::DrawWire;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Who plays and when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct PlayersWire {
    /// How players arrive over the days of the run.
    #[serde(default)]
    pub(in crate::simulator) arrivals: ArrivalsWire,
    /// Where they live. Default: all in UTC.
    #[serde(default)]
    pub(in crate::simulator) time_zones: Vec<TimeZoneWire>,
    /// How likely play is in each hour of a player's own day, from midnight on: 24 weights. Default: an evening peak.
    #[serde(default)]
    #[schemars(length(min = 24, max = 24))]
    pub(in crate::simulator) hours: Option<Vec<f64>>,
    /// How likely play is on each day of the week, from Monday on: 7 weights. Default: all the same.
    #[serde(default)]
    #[schemars(length(min = 7, max = 7))]
    pub(in crate::simulator) weekdays: Option<Vec<f64>>,
    /// What player ids look like.
    #[serde(default)]
    pub(in crate::simulator) ids: IdStyle,
    /// Kinds of players.
    #[schemars(extend("minProperties" = 1))]
    pub(in crate::simulator) archetypes: BTreeMap<String, ArchetypeWire>,
    /// Why they leave for good.
    #[serde(default)]
    pub(in crate::simulator) churn: ChurnWire,
    /// Facts that ride along with each sheet as `player`: a value, one of `values` dealt to each player by a hash, or
    /// `from` what happened, such as the level.
    #[serde(default)]
    pub(in crate::simulator) facts: BTreeMap<String, ValueWire>,
    /// Rarities whose drops please players and can trigger events.
    #[serde(default)]
    pub(in crate::simulator) rare: Vec<String>,
}

/// How players arrive.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct ArrivalsWire {
    /// The share that comes on the first day; the others come evenly over all days.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) at_launch: f64,
}

/// A time zone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct TimeZoneWire {
    /// Hours ahead of UTC.
    #[schemars(range(min = -12.0, max = 14.0))]
    pub(in crate::simulator) hours_ahead: f64,
    /// How many live there, compared to the others.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) weight: f64,
}

/// What player ids look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulator) enum IdStyle {
    /// Short: `2a-p17`.
    #[default]
    Plain,
    /// Every writing system, and up to 256 characters: what a server has to bear.
    Nasty,
}

/// A kind of players.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct ArchetypeWire {
    /// How many there are, compared to the other kinds.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) weight: f64,
    /// Skill on arrival: 0 is the middle, 1 a standard deviation above. Default: normal, mean 0, sd 1.
    #[serde(default)]
    pub(in crate::simulator) skill: Option<DrawWire>,
    /// How skill grows.
    #[serde(default)]
    pub(in crate::simulator) learning: LearningWire,
    /// How often they play: sessions a day, on average over the week. Default 1.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 100.0))]
    pub(in crate::simulator) sessions_per_day: Option<f64>,
    /// Matches in one session. Default: geometric, mean 3.
    #[serde(default)]
    pub(in crate::simulator) matches_per_session: Option<DrawWire>,
    /// Minutes between two matches of a session. Default: exponential, mean 1.
    #[serde(default)]
    pub(in crate::simulator) break_minutes: Option<DrawWire>,
    /// Weights of the modes they choose from. Default: those of the modes.
    #[serde(default)]
    pub(in crate::simulator) modes: BTreeMap<String, f64>,
    /// What else is different about them.
    #[serde(default)]
    pub(in crate::simulator) effects: EffectsWire,
}

/// How skill grows: by `gain` in the end, half of it after `half_after` matches.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct LearningWire {
    /// What is gained in the end. Default 0.
    #[schemars(range(min = -10.0, max = 10.0))]
    pub(in crate::simulator) gain: f64,
    /// Matches until half of it is gained. Default 50.
    #[schemars(range(min = 1.0, max = 1e6))]
    pub(in crate::simulator) half_after: f64,
}

impl Default for LearningWire {
    fn default() -> Self {
        Self {
            gain: 0.0,
            half_after: 50.0,
        }
    }
}

/// The hazard of leaving for good after session n: `later + (first - later) / n^fade`, times what happened.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct ChurnWire {
    /// After the first session.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) first: f64,
    /// What it comes down to after many.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) later: f64,
    /// How fast: 1 halves the difference by the second session.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub(in crate::simulator) fade: f64,
    /// Factor for each match lost in a row at the session's end, the first one not counted, up to ten.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub(in crate::simulator) loss_streak: f64,
    /// Factor when the session had a rare drop.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub(in crate::simulator) rare_drop: f64,
    /// Factor when the session had a level gained.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub(in crate::simulator) level_up: f64,
}

impl Default for ChurnWire {
    fn default() -> Self {
        Self {
            first: 0.3,
            later: 0.02,
            fade: 1.0,
            loss_streak: 1.0,
            rare_drop: 1.0,
            level_up: 1.0,
        }
    }
}

/// An experiment: every player gets one variant, by a hash of the experiment's name and the player's id.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct ExperimentWire {
    /// Enters the hash: another salt deals the variants anew.
    #[serde(default)]
    pub(in crate::simulator) salt: String,
    /// The variants, dealt in the order of their names. All without effects is an A/A test.
    #[schemars(extend("minProperties" = 1))]
    pub(in crate::simulator) variants: BTreeMap<String, VariantWire>,
}

/// A variant of an experiment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct VariantWire {
    /// How many get it, compared to the other variants. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) weight: f64,
    /// What it changes.
    #[serde(default)]
    pub(in crate::simulator) effects: EffectsWire,
}

fn one() -> f64 {
    1.0
}
