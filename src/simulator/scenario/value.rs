//! Values of stats and of events' details: fixed, drawn from a distribution, one of some words, or taken from what happened.

use super::build::Build;
use super::wire::{DrawnWire, SourceWire, ValueWire};
use crate::simulator::distributions::{DistributionName, DistributionWire, Draw};
use crate::simulator::weighted::Weighted;
use serde_json::Value;

/// Text in details longer than this makes sheets that no server takes.
const MAX_TEXT: usize = 1_000;

/// How a value comes about.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) enum Formula {
    Fixed(Value),
    Number(Draw),
    /// One of these words.
    Word(Vec<String>, Weighted),
    From(SourceWire),
}

impl Formula {
    pub(super) fn parse(wire: &ValueWire, at: &str, build: &mut Build<'_>) -> Self {
        match wire {
            ValueWire::Bool(value) => Self::Fixed((*value).into()),
            ValueWire::Number(value) => Self::Fixed(number(*value)),
            ValueWire::Text(text) => {
                if text.chars().count() > MAX_TEXT {
                    build
                        .notes
                        .note(at, format!("must be at most {MAX_TEXT} characters"));
                }
                Self::Fixed(text.as_str().into())
            }
            ValueWire::Drawn(drawn) => Self::drawn(drawn, at, build),
        }
    }

    fn drawn(wire: &DrawnWire, at: &str, build: &mut Build<'_>) -> Self {
        let distribution = DistributionWire {
            distribution: wire.distribution.unwrap_or(DistributionName::Constant),
            mean: wire.mean,
            sd: wire.sd,
            median: wire.median,
            sigma: wire.sigma,
            chance: wire.chance,
            min: wire.min,
            max: wire.max,
        };
        let named = [
            wire.distribution.is_some(),
            wire.values.is_some(),
            wire.from.is_some(),
        ];
        if named.iter().filter(|named| **named).count() != 1 {
            build
                .notes
                .note(at, "must have exactly one of distribution, values and from");
            return Self::Fixed(Value::Null);
        }
        if wire.distribution.is_none() && distribution != DistributionWire::default() {
            build
                .notes
                .note(at, "has parameters of a distribution but no distribution");
        }
        match (&wire.values, wire.from) {
            (Some(values), _) => {
                let at = format!("{at}.values");
                let choice = build.choice(
                    &at,
                    values.iter().map(|(word, weight)| (word.as_str(), *weight)),
                );
                Self::Word(values.keys().cloned().collect(), choice)
            }
            (None, Some(source)) => Self::From(source),
            (None, None) => Self::Number(build.notes.distribution(at, &distribution)),
        }
    }
}

/// A number as JSON writes it: whole ones without a point.
fn number(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.trunc() == value && value.abs() < EXACT {
        return Value::from(value as i64);
    }
    Value::from(value)
}

/// A number with three decimals: what a game reports, and short in JSON.
pub(in crate::simulator) fn rounded(value: f64) -> f64 {
    let thousandths = libm::round(value * 1_000.0);
    if thousandths.is_finite() {
        thousandths / 1_000.0
    } else {
        value
    }
}
