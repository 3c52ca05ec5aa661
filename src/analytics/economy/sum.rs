//! What came in and what went out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which way money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyWay {
    /// Into the game.
    In,
    /// Out of it.
    Out,
}

/// What came in and what went out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoneySum {
    /// What sources brought in.
    pub sources: f64,
    /// What sinks took out.
    pub sinks: f64,
    /// The one less the other.
    pub net: f64,
}

impl MoneySum {
    pub(super) fn add(&mut self, way: MoneyWay, amount: f64) {
        match way {
            MoneyWay::In => self.sources += amount,
            MoneyWay::Out => self.sinks += amount,
        }
        self.net = self.sources - self.sinks;
    }

    pub(super) fn add_all(&mut self, other: Self) {
        self.sources += other.sources;
        self.sinks += other.sinks;
        self.net = self.sources - self.sinks;
    }
}
