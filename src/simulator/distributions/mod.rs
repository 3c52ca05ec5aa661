//! Numbers drawn from a distribution that a scenario names. Portable: `libm` and integers only, so that equal dice give
//! equal bits on every machine (see [`super::rolls`]).

mod parse;
mod sample;
mod wire;

pub(super) use parse::Notes;
pub(super) use sample::exponential;
pub(super) use wire::{DistributionName, DistributionWire, DrawWire};

/// How a number is drawn. Parameters are finite and make sense together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Draw {
    pub(super) distribution: Distribution,
    /// Values below it become it.
    pub(super) min: f64,
    /// Values above it become it.
    pub(super) max: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Distribution {
    Constant(f64),
    /// Any value between.
    Uniform {
        min: f64,
        max: f64,
    },
    /// Any whole number between, both included.
    UniformWhole {
        min: u32,
        max: u32,
    },
    Normal {
        mean: f64,
        sd: f64,
    },
    /// `exp` of a normal whose mean is `ln median`.
    LogNormal {
        median: f64,
        sigma: f64,
    },
    Exponential {
        mean: f64,
    },
    /// Counts from 0.
    Poisson {
        mean: f64,
    },
    /// Counts from 1: tries until the first success.
    Geometric {
        mean: f64,
    },
    /// 1 with this chance, else 0.
    Chance(f64),
}

impl Draw {
    /// Always the same.
    pub(super) const fn constant(value: f64) -> Self {
        Self {
            distribution: Distribution::Constant(value),
            min: f64::NEG_INFINITY,
            max: f64::INFINITY,
        }
    }
}
