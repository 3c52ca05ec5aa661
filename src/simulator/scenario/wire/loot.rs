//! The sections `items` and `stats`.

use super::value::{DrawnWire, SourceWire, ValueWire};
use crate::simulator::distributions::DistributionName;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Something that can be looted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct ItemWire {
    /// Its name in `looted_items`.
    #[schemars(length(min = 1, max = 64))]
    pub(in crate::simulator) name: String,
    /// Such as `common` or `legendary`; loot tables, experiments and triggers can name it.
    #[serde(default)]
    pub(in crate::simulator) rarity: Option<String>,
    /// What one unit is worth in the game's currency; `value` as the source of a stat sums it.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(in crate::simulator) value: f64,
}

/// A stat: drawn from a distribution, or (`from`) taken from what happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct StatWire {
    /// What the value is: a whole number, a number, true or false, or a word.
    #[serde(rename = "type")]
    pub(in crate::simulator) kind: StatType,
    /// The distribution of a drawn number, or of a bool (`bernoulli`).
    #[serde(default)]
    pub(in crate::simulator) distribution: Option<DistributionName>,
    /// As of that distribution.
    #[serde(default)]
    pub(in crate::simulator) mean: Option<f64>,
    /// As of that distribution.
    #[serde(default)]
    pub(in crate::simulator) sd: Option<f64>,
    /// As of that distribution.
    #[serde(default)]
    pub(in crate::simulator) median: Option<f64>,
    /// As of that distribution.
    #[serde(default)]
    pub(in crate::simulator) sigma: Option<f64>,
    /// As of that distribution.
    #[serde(default)]
    pub(in crate::simulator) chance: Option<f64>,
    /// As of that distribution.
    #[serde(default)]
    pub(in crate::simulator) min: Option<f64>,
    /// As of that distribution.
    #[serde(default)]
    pub(in crate::simulator) max: Option<f64>,
    /// The words of a categorical stat, with their weights.
    #[serde(default)]
    pub(in crate::simulator) values: Option<BTreeMap<String, f64>>,
    /// Taken from what happened instead of drawn.
    #[serde(default)]
    pub(in crate::simulator) from: Option<SourceWire>,
    /// How much one unit of skill moves the centre: added to normal and uniform distributions, as the exponent of a factor to
    /// counts, times and odds.
    #[serde(default)]
    #[schemars(range(min = -1e6, max = 1e6))]
    pub(in crate::simulator) skill: f64,
    /// As `skill`, for each level above the first.
    #[serde(default)]
    #[schemars(range(min = -1e6, max = 1e6))]
    pub(in crate::simulator) level: f64,
    /// The modes that report it. Default: all.
    #[serde(default)]
    pub(in crate::simulator) modes: Vec<String>,
}

impl StatWire {
    /// Whether the stat names anything that belongs to a distribution.
    pub(in crate::simulator) fn value(&self) -> ValueWire {
        ValueWire::Drawn(DrawnWire {
            distribution: self.distribution,
            mean: self.mean,
            sd: self.sd,
            median: self.median,
            sigma: self.sigma,
            chance: self.chance,
            min: self.min,
            max: self.max,
            values: self.values.clone(),
            from: self.from,
        })
    }
}

/// The type of a stat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulator) enum StatType {
    /// A whole number.
    Int,
    /// A number with three decimals.
    Float,
    /// True or false.
    Bool,
    /// One of some words.
    Categorical,
}
