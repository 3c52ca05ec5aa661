//! How a scenario file looks: shape and documentation only. The JSON Schema is made from these structs, and their
//! comments are what an editor shows. What values must be beyond their ranges is decided in the folder above.

mod anomalies;
mod dimensions;
mod effects;
mod events;
mod loot;
mod modes;
mod players;
mod value;

pub(in crate::simulator) use anomalies::{
    CheatersWire, DeliveryWire, OutliersWire, ShareAndSeconds, StrengthWire,
};
pub(in crate::simulator) use dimensions::{DealtTo, DimensionWire, ReleaseWire};
pub(in crate::simulator) use effects::EffectsWire;
pub(in crate::simulator) use events::{EmitWire, MachineWire, TriggersWire};
pub(in crate::simulator) use loot::{ItemWire, StatType, StatWire};
pub(in crate::simulator) use modes::{
    LevelsBy, LevelsWire, ModeWire, OutcomeKind, OutcomeWire, PhaseWire,
};
pub(in crate::simulator) use players::{
    ArchetypeWire, ChurnWire, ExperimentWire, IdStyle, LearningWire, PlayersWire,
};
pub(in crate::simulator) use value::{DrawnWire, SourceWire, ValueWire};

use crate::simulator::maps::MapsWire;
use crate::simulator::tables::LootTablesWire;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A game and its players, as `loot generate --scenario` plays them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "`version` is checked by its range, `about` is read from the file's text"
)]
pub(in crate::simulator) struct ScenarioWire {
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub(in crate::simulator) version: u32,
    /// A short name, such as `battle_royale`; part of every key.
    #[schemars(length(min = 1, max = 32))]
    pub(in crate::simulator) name: String,
    /// One sentence for `--list-scenarios`.
    #[serde(default)]
    #[schemars(length(max = 120))]
    pub(in crate::simulator) about: String,
    /// How large a run is when the command line does not say.
    #[serde(default)]
    pub(in crate::simulator) run: RunWire,
    /// What can be looted.
    #[serde(default)]
    #[schemars(length(max = 1_000))]
    pub(in crate::simulator) items: Vec<ItemWire>,
    /// What chests, bosses and banners give.
    #[serde(default)]
    pub(in crate::simulator) loot_tables: LootTablesWire,
    /// Where matches are played.
    #[serde(default)]
    pub(in crate::simulator) maps: MapsWire,
    /// What is counted or measured of each player in each match; lands in `custom_stats`.
    #[serde(default)]
    pub(in crate::simulator) stats: BTreeMap<String, StatWire>,
    /// The ways to play.
    #[schemars(extend("minProperties" = 1))]
    pub(in crate::simulator) modes: BTreeMap<String, ModeWire>,
    /// How players gain levels. Without it, everybody stays at level 1.
    #[serde(default)]
    pub(in crate::simulator) levels: Option<LevelsWire>,
    /// Events of every mode, at certain moments.
    #[serde(default)]
    pub(in crate::simulator) on: TriggersWire,
    /// Who plays, when, and how they come and go.
    pub(in crate::simulator) players: PlayersWire,
    /// What is tried out on some of the players.
    #[serde(default)]
    pub(in crate::simulator) experiments: BTreeMap<String, ExperimentWire>,
    /// Dimension → which value of it each sheet carries: platform, build, region, difficulty.
    #[serde(default)]
    pub(in crate::simulator) dimensions: BTreeMap<String, DimensionWire>,
    /// Who does not play fair.
    #[serde(default)]
    pub(in crate::simulator) cheaters: Option<CheatersWire>,
    /// Who plays fair and looks as if not.
    #[serde(default)]
    pub(in crate::simulator) outliers: Option<OutliersWire>,
    /// What goes wrong between a game and its server.
    #[serde(default)]
    pub(in crate::simulator) delivery: DeliveryWire,
}

/// The size of a run.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct RunWire {
    /// Days of calendar time; `--days` overrides it.
    #[schemars(range(min = 1, max = 3650))]
    pub(in crate::simulator) days: u32,
    /// Players who ever arrive; `--players-total` overrides it.
    #[schemars(range(min = 1, max = 100_000_000))]
    pub(in crate::simulator) players_total: u32,
}

impl Default for RunWire {
    fn default() -> Self {
        Self {
            days: 7,
            players_total: 1_000,
        }
    }
}
