//! Anomalies: cheaters, honest players who look like cheaters, and faults of delivery.

use super::anomaly_kinds::{CheatKind, OutlierKind};
use super::build::Build;
use super::wire::{DeliveryWire, ShareAndSeconds, StrengthWire};
use crate::simulator::distributions::Draw;
use crate::simulator::weighted::Weighted;

/// A month: nobody waits longer with an upload.
const MAX_SECONDS: f64 = 30.0 * 86_400.0;
/// From subtle to blatant.
pub(in crate::simulator) const GRADES: usize = 5;

/// Who does not play fair.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Cheaters {
    pub(in crate::simulator) share: f64,
    pub(in crate::simulator) onset_days: Draw,
    pub(in crate::simulator) kinds: Vec<Cheat>,
    pub(in crate::simulator) choice: Weighted,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Cheat {
    pub(in crate::simulator) kind: CheatKind,
    /// By grade, from subtle to blatant.
    pub(in crate::simulator) strengths: [f64; GRADES],
}

/// Who looks as if not.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Outliers {
    pub(in crate::simulator) share: f64,
    pub(in crate::simulator) kinds: Vec<OutlierKind>,
    pub(in crate::simulator) choice: Weighted,
}

/// What goes wrong on the way to the server.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Delivery {
    pub(in crate::simulator) delay: Option<Draw>,
    pub(in crate::simulator) duplicates: FaultRate,
    pub(in crate::simulator) late: FaultRate,
    pub(in crate::simulator) reordered: FaultRate,
    pub(in crate::simulator) truncated: FaultRate,
    pub(in crate::simulator) corrupt: f64,
    pub(in crate::simulator) offline: FaultRate,
    pub(in crate::simulator) clock_skew: FaultRate,
}

/// How often, and for how many seconds.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct FaultRate {
    pub(in crate::simulator) share: f64,
    pub(in crate::simulator) seconds: Draw,
}

impl Cheaters {
    pub(super) fn parse(build: &mut Build<'_>) -> Option<Self> {
        let wire = build.wire.cheaters.as_ref()?;
        let onset = wire.onset_days.as_ref();
        let onset = onset.map(|onset| {
            build
                .notes
                .draw("cheaters.onset_days", onset, (0.0, 3_650.0))
        });
        let named = wire.kinds.named();
        let weights = named.iter().map(|(_, strength)| ("", strength.weight));
        let choice = build.choice("cheaters.kinds", weights);
        let kinds = named
            .iter()
            .map(|(kind, strength)| Cheat::parse(*kind, strength, build));
        Some(Self {
            share: wire.share,
            onset_days: onset.unwrap_or(Draw::constant(0.0)),
            kinds: kinds.collect(),
            choice,
        })
    }
}

impl Cheat {
    fn parse(kind: CheatKind, wire: &StrengthWire, build: &mut Build<'_>) -> Self {
        let (least, most, usual): (f64, f64, (f64, f64)) = match kind {
            CheatKind::Collector => (1.0, 1_000.0, (1.5, 10.0)),
            CheatKind::Teleport => (0.0, 60.0, (0.1, 3.0)),
            CheatKind::Luck => (1.0, 1_000.0, (1.3, 5.0)),
            CheatKind::Speed => (1.0, 100.0, (1.1, 3.0)),
            CheatKind::Bot => (1.0, 100.0, (1.5, 8.0)),
            CheatKind::Duplication => (0.0, 1.0, (0.05, 0.9)),
        };
        let at = format!("cheaters.kinds.{}", kind.name());
        let mut strength = |field: &str, given: Option<f64>, usual: f64| {
            build.notes.within(
                &format!("{at}.{field}"),
                given.unwrap_or(usual),
                (least, most),
            )
        };
        let subtle = strength("subtle", wire.subtle, usual.0);
        let blatant = strength("blatant", wire.blatant, usual.1.max(subtle));
        let step = (blatant - subtle) / (GRADES - 1) as f64;
        Self {
            kind,
            strengths: std::array::from_fn(|grade| subtle + step * grade as f64),
        }
    }
}

impl Outliers {
    pub(super) fn parse(build: &mut Build<'_>) -> Option<Self> {
        let wire = build.wire.outliers.as_ref()?;
        let kinds = wire.kinds.weights();
        let weights = kinds.iter().map(|(kind, weight)| (kind.name(), *weight));
        Some(Self {
            share: wire.share,
            kinds: kinds.map(|(kind, _)| kind).to_vec(),
            choice: build.choice("outliers.kinds", weights),
        })
    }
}

impl Delivery {
    pub(super) fn parse(wire: &DeliveryWire, build: &mut Build<'_>) -> Self {
        let mut rate = |name: &str, wire: &Option<ShareAndSeconds>, least: f64| match wire {
            Some(wire) => FaultRate {
                share: wire.share,
                seconds: build.notes.draw(
                    &format!("delivery.{name}.seconds"),
                    &wire.seconds,
                    (least, MAX_SECONDS),
                ),
            },
            None => FaultRate {
                share: 0.0,
                seconds: Draw::constant(0.0),
            },
        };
        let delivery = Self {
            delay: None,
            duplicates: rate("duplicates", &wire.duplicates, 0.0),
            late: rate("late", &wire.late, 0.0),
            reordered: rate("reordered", &wire.reordered, 0.0),
            truncated: rate("truncated", &wire.truncated, 0.0),
            corrupt: wire.corrupt,
            offline: rate("offline", &wire.offline, 0.0),
            clock_skew: rate("clock_skew", &wire.clock_skew, -MAX_SECONDS),
        };
        let delay = wire.delay_seconds.as_ref();
        let delay = delay.map(|delay| {
            build
                .notes
                .draw("delivery.delay_seconds", delay, (0.0, MAX_SECONDS))
        });
        Self { delay, ..delivery }
    }
}
