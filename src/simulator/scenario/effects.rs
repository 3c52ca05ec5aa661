//! The effects of archetypes, experiments, cheats and outliers on a player, as numbers.

use super::build::Build;
use super::wire::EffectsWire;
use crate::simulator::tables::{DropEffect, LootTables};
use serde::Serialize;

/// Changes to parameters. Factors, except `skill`, which is added.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Effects {
    pub(in crate::simulator) drops: Vec<DropEffect>,
    pub(in crate::simulator) factors: Factors,
    pub(in crate::simulator) skill: f64,
    /// Factors on rates and chances, by the event's number; empty when there are none.
    pub(in crate::simulator) events: Vec<(usize, f64)>,
    /// Factors on means, by the stat's number; empty when there are none.
    pub(in crate::simulator) stats: Vec<(usize, f64)>,
    pub(in crate::simulator) spread: f64,
}

/// The factors that every player has, 1 when nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(in crate::simulator) struct Factors {
    pub(in crate::simulator) churn_hazard: f64,
    pub(in crate::simulator) sessions_per_day: f64,
    pub(in crate::simulator) matches_per_session: f64,
    pub(in crate::simulator) openings: f64,
    pub(in crate::simulator) experience: f64,
    pub(in crate::simulator) speed: f64,
}

impl Factors {
    /// Both together.
    pub(in crate::simulator) fn times(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a * b)
    }

    /// Each raised to a power.
    pub(in crate::simulator) fn power(&self, exponent: f64) -> Self {
        if exponent == 1.0 {
            return *self;
        }
        // 1 stays exactly 1, and nothing stays nothing.
        self.zip(self, |factor, _| match factor {
            0.0 | 1.0 => factor,
            factor => libm::pow(factor, exponent),
        })
    }

    fn zip(&self, other: &Self, with: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            churn_hazard: with(self.churn_hazard, other.churn_hazard),
            sessions_per_day: with(self.sessions_per_day, other.sessions_per_day),
            matches_per_session: with(self.matches_per_session, other.matches_per_session),
            openings: with(self.openings, other.openings),
            experience: with(self.experience, other.experience),
            speed: with(self.speed, other.speed),
        }
    }
}

impl Effects {
    /// Comes last: every event and stat that the scenario has is known by then.
    pub(super) fn parse(
        wire: &EffectsWire,
        at: &str,
        tables: &LootTables,
        build: &mut Build<'_>,
    ) -> Self {
        let mut drops = Vec::new();
        for (index, drop) in wire.drops.iter().enumerate() {
            match tables.effect(&format!("{at}.drops[{index}]"), drop) {
                Ok(effect) => drops.push(effect),
                Err(faults) => build.faults(faults),
            }
        }
        let mut events = Vec::new();
        for (name, factor) in &wire.events {
            let at = format!("{at}.events.{name}");
            let known = build.events.clone();
            let found = build.find(&at, "event", name, known.iter().map(|event| event.as_str()));
            events.extend(found.map(|event| (event, build.notes.factor(&at, *factor))));
        }
        let mut stats = Vec::new();
        let known = build.wire.stats.keys().map(String::as_str);
        for (name, factor) in &wire.stats {
            let at = format!("{at}.stats.{name}");
            let found = build.find(&at, "stat", name, known.clone());
            stats.extend(found.map(|stat| (stat, build.notes.factor(&at, *factor))));
        }
        Self {
            drops,
            factors: Factors {
                churn_hazard: wire.churn_hazard,
                sessions_per_day: wire.sessions_per_day,
                matches_per_session: wire.matches_per_session,
                openings: wire.openings,
                experience: wire.experience,
                speed: wire.speed,
            },
            skill: wire.skill,
            events,
            stats,
            spread: wire.spread,
        }
    }

    /// The factor on an event's rate or chance.
    pub(in crate::simulator) fn on_event(&self, event: usize) -> f64 {
        let found = self.events.iter().find(|(number, _)| *number == event);
        found.map_or(1.0, |(_, factor)| *factor)
    }

    /// The factor on a stat's mean.
    pub(in crate::simulator) fn on_stat(&self, stat: usize) -> f64 {
        let found = self.stats.iter().find(|(number, _)| *number == stat);
        found.map_or(1.0, |(_, factor)| *factor)
    }
}
