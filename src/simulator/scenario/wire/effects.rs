//! What changes for some players: archetypes, experiments, cheats and outliers all say it in these words.

use crate::simulator::tables::DropEffectWire;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Changes to parameters: factors (1 changes nothing), except `skill`, which is added.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct EffectsWire {
    /// On chances in loot tables.
    pub(in crate::simulator) drops: Vec<DropEffectWire>,
    /// On the hazard of leaving for good, after every session.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub(in crate::simulator) churn_hazard: f64,
    /// On how often players return.
    #[schemars(range(min = 0.01, max = 1000.0))]
    pub(in crate::simulator) sessions_per_day: f64,
    /// On how many matches a session has.
    #[schemars(range(min = 0.01, max = 1000.0))]
    pub(in crate::simulator) matches_per_session: f64,
    /// On how many chests and the like are opened.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub(in crate::simulator) openings: f64,
    /// On experience gained (`levels: {by: experience}`).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub(in crate::simulator) experience: f64,
    /// On the speed of walking.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub(in crate::simulator) speed: f64,
    /// Added to the skill.
    #[schemars(range(min = -10.0, max = 10.0))]
    pub(in crate::simulator) skill: f64,
    /// On the rates and chances of events, by `event_type`.
    pub(in crate::simulator) events: BTreeMap<String, f64>,
    /// On the means of stats, by name.
    pub(in crate::simulator) stats: BTreeMap<String, f64>,
    /// How much the effect differs between players: each player's factors above (not those on drops) are raised to
    /// a power of their own, normal around 1 with this standard deviation. The truth says which.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(in crate::simulator) spread: f64,
}

impl Default for EffectsWire {
    fn default() -> Self {
        Self {
            drops: Vec::new(),
            churn_hazard: 1.0,
            sessions_per_day: 1.0,
            matches_per_session: 1.0,
            openings: 1.0,
            experience: 1.0,
            speed: 1.0,
            skill: 0.0,
            events: BTreeMap::new(),
            stats: BTreeMap::new(),
            spread: 0.0,
        }
    }
}
