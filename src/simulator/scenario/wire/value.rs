//! Values: fixed, drawn, or taken from what happened.

use crate::simulator::distributions::DistributionName;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A value: itself (text, number, true, false), a reference to what happened, or drawn.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::simulator) enum ValueWire {
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// Drawn, or taken from what happened.
    Drawn(DrawnWire),
}

/// A drawn value: a distribution's number, one of `values`, or `from` what happened.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct DrawnWire {
    /// Which distribution.
    pub(in crate::simulator) distribution: Option<DistributionName>,
    /// As of that distribution.
    pub(in crate::simulator) mean: Option<f64>,
    /// As of that distribution.
    pub(in crate::simulator) sd: Option<f64>,
    /// As of that distribution.
    pub(in crate::simulator) median: Option<f64>,
    /// As of that distribution.
    pub(in crate::simulator) sigma: Option<f64>,
    /// As of that distribution.
    pub(in crate::simulator) chance: Option<f64>,
    /// As of that distribution.
    pub(in crate::simulator) min: Option<f64>,
    /// As of that distribution.
    pub(in crate::simulator) max: Option<f64>,
    /// Words with their weights, one of which is taken.
    pub(in crate::simulator) values: Option<BTreeMap<String, f64>>,
    /// Taken from what happened.
    pub(in crate::simulator) from: Option<SourceWire>,
}

/// What happened in the match, as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulator) enum SourceWire {
    /// The rank, from 1; 1 or 2 in modes where one just wins or not.
    Placement,
    /// Whether the player won.
    Won,
    /// Seconds the player took part.
    SurvivedSeconds,
    /// World units travelled.
    Distance,
    /// The value of everything looted.
    Value,
    /// The player's level.
    Level,
    /// Matches lost in a row before this one.
    LossStreak,
    /// The number of this session of the player, from 1.
    Session,
    /// The number of this match of the player, from 1.
    Match,
    /// The team's number in the match, from 1.
    Team,
}
