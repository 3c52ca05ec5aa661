//! From a distribution's shape in the file to a [`Draw`], or to its mistakes.

use super::wire::{DistributionName, DistributionWire, DrawWire};
use super::{Distribution, Draw};
use crate::model::Fault;

/// A Poisson draw takes time in proportion to its mean.
const MAX_COUNT_MEAN: f64 = 10_000.0;
/// Beyond this, sums of what is drawn could leave the whole numbers that f64 holds.
const MAX_MAGNITUDE: f64 = 1e12;

/// Mistakes on their way, each with its path.
#[derive(Debug, Default)]
pub(in crate::simulator) struct Notes(pub(in crate::simulator) Vec<Fault>);

impl Notes {
    pub(in crate::simulator) fn note(
        &mut self,
        path: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.0.push(Fault::new(path, reason));
    }

    /// Notes when `value` is outside; gives back something usable either way.
    pub(in crate::simulator) fn within(
        &mut self,
        path: &str,
        value: f64,
        (least, most): (f64, f64),
    ) -> f64 {
        if (least..=most).contains(&value) {
            return value;
        }
        self.note(path, format!("must be from {least} to {most}, got {value}"));
        least
    }

    /// What something is multiplied by.
    pub(in crate::simulator) fn factor(&mut self, path: &str, value: f64) -> f64 {
        self.within(path, value, (0.0, 1_000.0))
    }

    /// A draw whose values must stay within a range.
    pub(in crate::simulator) fn draw(
        &mut self,
        path: &str,
        wire: &DrawWire,
        range: (f64, f64),
    ) -> Draw {
        match wire {
            DrawWire::Constant(value) => Draw::constant(self.within(path, *value, range)),
            DrawWire::Drawn(distribution) => {
                let draw = self.distribution(path, distribution);
                Draw {
                    min: draw.min.max(range.0),
                    max: draw.max.min(range.1),
                    ..draw
                }
            }
        }
    }

    /// A distribution by itself.
    pub(in crate::simulator) fn distribution(
        &mut self,
        path: &str,
        wire: &DistributionWire,
    ) -> Draw {
        let mut read = Parameters {
            notes: self,
            path,
            wire,
            used: vec!["min", "max"],
        };
        let any = (-MAX_MAGNITUDE, MAX_MAGNITUDE);
        let mut bounds = (
            wire.min.unwrap_or(f64::NEG_INFINITY),
            wire.max.unwrap_or(f64::INFINITY),
        );
        let distribution = match wire.distribution {
            DistributionName::Constant => Distribution::Constant(read.take("mean", any)),
            DistributionName::Uniform => Distribution::Uniform {
                min: read.take("min", any),
                max: read.take("max", any),
            },
            DistributionName::UniformInt => {
                let most = (0.0, f64::from(u32::MAX));
                let (min, max) = (read.take("min", most), read.take("max", most));
                for (name, value) in [("min", min), ("max", max)] {
                    if value.fract() != 0.0 {
                        read.notes.note(
                            format!("{path}.{name}"),
                            format!("must be a whole number, got {value}"),
                        );
                    }
                }
                Distribution::UniformWhole {
                    min: min as u32,
                    max: (max as u32).max(min as u32),
                }
            }
            DistributionName::Normal => Distribution::Normal {
                mean: read.take("mean", any),
                sd: read.take("sd", (0.0, MAX_MAGNITUDE)),
            },
            DistributionName::Lognormal => Distribution::LogNormal {
                median: read.take("median", (f64::MIN_POSITIVE, MAX_MAGNITUDE)),
                sigma: read.take("sigma", (0.0, 5.0)),
            },
            DistributionName::Exponential => Distribution::Exponential {
                mean: read.take("mean", (0.0, MAX_MAGNITUDE)),
            },
            DistributionName::Poisson => Distribution::Poisson {
                mean: read.take("mean", (0.0, MAX_COUNT_MEAN)),
            },
            DistributionName::Geometric => Distribution::Geometric {
                mean: read.take("mean", (1.0, MAX_MAGNITUDE)),
            },
            DistributionName::Bernoulli => Distribution::Chance(read.take("chance", (0.0, 1.0))),
        };
        read.nothing_else();
        if bounds.0 > bounds.1 {
            let reason = format!("must be at least min ({}), got {}", bounds.0, bounds.1);
            self.note(format!("{path}.max"), reason);
            bounds.1 = bounds.0;
        }
        Draw {
            distribution,
            min: bounds.0,
            max: bounds.1,
        }
    }
}

struct Parameters<'a> {
    notes: &'a mut Notes,
    path: &'a str,
    wire: &'a DistributionWire,
    used: Vec<&'static str>,
}

impl Parameters<'_> {
    fn all(&self) -> [(&'static str, Option<f64>); 7] {
        let wire = self.wire;
        [
            ("mean", wire.mean),
            ("sd", wire.sd),
            ("median", wire.median),
            ("sigma", wire.sigma),
            ("chance", wire.chance),
            ("min", wire.min),
            ("max", wire.max),
        ]
    }

    fn take(&mut self, name: &'static str, range: (f64, f64)) -> f64 {
        self.used.push(name);
        let path = format!("{}.{name}", self.path);
        let given = self.all().into_iter().find(|(known, _)| *known == name);
        match given.and_then(|(_, value)| value) {
            Some(value) => self.notes.within(&path, value, range),
            None => {
                self.notes
                    .note(path, format!("is required by {}", self.name()));
                range.0
            }
        }
    }

    fn nothing_else(&mut self) {
        for (name, value) in self.all() {
            if value.is_some() && !self.used.contains(&name) {
                let reason = format!("does not belong to {}", self.name());
                self.notes.note(format!("{}.{name}", self.path), reason);
            }
        }
    }

    fn name(&self) -> &'static str {
        match self.wire.distribution {
            DistributionName::Constant => "constant",
            DistributionName::Uniform => "uniform",
            DistributionName::UniformInt => "uniform_int",
            DistributionName::Normal => "normal",
            DistributionName::Lognormal => "lognormal",
            DistributionName::Exponential => "exponential",
            DistributionName::Poisson => "poisson",
            DistributionName::Geometric => "geometric",
            DistributionName::Bernoulli => "bernoulli",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(json: &str) -> Vec<String> {
        let mut notes = Notes::default();
        notes.draw("x", &serde_json::from_str(json).unwrap(), (0.0, 100.0));
        notes.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_law_takes_its_own_parameters_and_no_others() {
        for (json, expected) in [
            ("3", vec![]),
            ("101", vec!["x: must be from 0 to 100, got 101"]),
            (r#"{"distribution":"poisson","mean":4}"#, vec![]),
            (
                r#"{"distribution":"poisson"}"#,
                vec!["x.mean: is required by poisson"],
            ),
            (
                r#"{"distribution":"normal","mean":4,"sd":-1,"chance":0.5}"#,
                vec![
                    "x.sd: must be from 0 to 1000000000000, got -1",
                    "x.chance: does not belong to normal",
                ],
            ),
            (
                r#"{"distribution":"uniform","min":4,"max":3}"#,
                vec!["x.max: must be at least min (4), got 3"],
            ),
            (
                r#"{"distribution":"uniform_int","min":0.5,"max":3}"#,
                vec!["x.min: must be a whole number, got 0.5"],
            ),
            (
                r#"{"distribution":"geometric","mean":0.5}"#,
                vec!["x.mean: must be from 1 to 1000000000000, got 0.5"],
            ),
        ] {
            assert_eq!(mistakes(json), expected, "{json}");
        }
    }
}
