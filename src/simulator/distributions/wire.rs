//! How distributions look in a scenario file: shape only.

use schemars::JsonSchema;
use serde::Deserialize;

/// A number: itself, or drawn from a distribution.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::simulator) enum DrawWire {
    /// Always this.
    Constant(f64),
    /// Drawn anew each time.
    Drawn(DistributionWire),
}

/// A distribution with its parameters, such as `{distribution: poisson, mean: 4}`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct DistributionWire {
    /// Which distribution.
    pub(in crate::simulator) distribution: DistributionName,
    /// The mean: of normal, exponential, poisson, geometric.
    pub(in crate::simulator) mean: Option<f64>,
    /// The standard deviation of normal.
    pub(in crate::simulator) sd: Option<f64>,
    /// The median of lognormal.
    pub(in crate::simulator) median: Option<f64>,
    /// The standard deviation of lognormal's logarithm: 0.5 is wide, 1 is very wide.
    pub(in crate::simulator) sigma: Option<f64>,
    /// The chance of bernoulli.
    pub(in crate::simulator) chance: Option<f64>,
    /// The lower end of uniform and uniform_int; for others, values below become this.
    pub(in crate::simulator) min: Option<f64>,
    /// The upper end of uniform and uniform_int (included); for others, values above become this.
    pub(in crate::simulator) max: Option<f64>,
}

/// The known distributions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulator) enum DistributionName {
    /// Always `mean`.
    #[default]
    Constant,
    /// Any number from `min` to `max`.
    Uniform,
    /// Any whole number from `min` to `max`.
    UniformInt,
    /// The bell curve: `mean`, `sd`.
    Normal,
    /// Skewed to the right: `median`, `sigma`.
    Lognormal,
    /// Waiting times: `mean`.
    Exponential,
    /// Counts from 0: `mean`.
    Poisson,
    /// Counts from 1: `mean` (at least 1).
    Geometric,
    /// 1 with `chance`, else 0.
    Bernoulli,
}
