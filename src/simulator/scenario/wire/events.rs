//! Events: a player's match as a state machine, and what happens at certain moments.

use super::value::ValueWire;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// An event that happens, with a chance.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct EmitWire {
    /// Its `event_type`.
    #[schemars(length(min = 1, max = 64))]
    pub(in crate::simulator) event: String,
    /// How likely it is at each such moment. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) chance: f64,
    /// Its `details`.
    #[serde(default)]
    pub(in crate::simulator) details: BTreeMap<String, ValueWire>,
}

fn one() -> f64 {
    1.0
}

/// Events at certain moments.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct TriggersWire {
    /// When the first match of a session begins.
    pub(in crate::simulator) session_start: Vec<EmitWire>,
    /// When any match begins.
    pub(in crate::simulator) match_start: Vec<EmitWire>,
    /// At the end of a match that was won.
    pub(in crate::simulator) win: Vec<EmitWire>,
    /// At the end of a match that was lost.
    pub(in crate::simulator) loss: Vec<EmitWire>,
    /// When a level was gained, at the end of a match.
    pub(in crate::simulator) level_up: Vec<EmitWire>,
    /// When a drop had one of the scenario's `rare` rarities, where it lay.
    pub(in crate::simulator) rare_drop: Vec<EmitWire>,
}

/// A player's match as a state machine: in each state, transitions wait at their rates, and the first one happens.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct MachineWire {
    /// The state a match begins in.
    pub(in crate::simulator) start: String,
    /// The transitions out of each state; a state without any is where nothing more happens.
    #[schemars(extend("minProperties" = 1))]
    pub(in crate::simulator) states: BTreeMap<String, Vec<TransitionWire>>,
}

/// What can happen in a state.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct TransitionWire {
    /// The `event_type` it is reported as. Without it, it happens in silence.
    #[serde(default)]
    pub(in crate::simulator) event: Option<String>,
    /// How often it happens in a minute of this state, on average.
    #[schemars(range(min = 0.0, max = 600.0))]
    pub(in crate::simulator) per_minute: f64,
    /// The state it leads to. Default: it stays.
    #[serde(default)]
    pub(in crate::simulator) to: Option<String>,
    /// One unit of skill multiplies the rate by `exp` of this: -0.5 makes it rarer for the skilled.
    #[serde(default)]
    #[schemars(range(min = -10.0, max = 10.0))]
    pub(in crate::simulator) skill: f64,
    /// Its `details`.
    #[serde(default)]
    pub(in crate::simulator) details: BTreeMap<String, ValueWire>,
}
