//! Scenarios: the YAML files that say which game is played and by whom. Text in, a valid [`Scenario`] or all
//! mistakes out. Plays nothing; that is `population/`.

mod anomalies;
mod anomaly_kinds;
mod build;
mod builtin;
mod dimensions;
mod effects;
mod events;
mod loot;
mod loot_book;
mod mode;
#[cfg(test)]
mod mutations;
mod players;
mod value;
mod wire;

pub(super) use anomalies::{Cheaters, Delivery, GRADES, Outliers};
pub(super) use anomaly_kinds::{CheatKind, OutlierKind};
pub use builtin::BuiltIn;
pub(super) use dimensions::{Circumstances, Dimension};
pub(super) use effects::{Effects, Factors};
pub(super) use events::{Emit, Machine, Transition, Triggers};
pub(super) use loot::{Item, Stat};
pub(super) use loot_book::{Group, LootBook, Luck};
pub(super) use mode::{Gain, Levels, Mode, Outcome};
pub(super) use players::{Archetype, Experiment, Players, Week};
pub(super) use value::{Formula, rounded};
pub(super) use wire::{IdStyle, SourceWire, StatType};

use super::CatalogueItem;
use super::maps::Maps;
use super::tables::{DropEffect, DropEffectWire, LootTables};
use super::yaml::{self, Mended, Mistake, Mistakes, Override};
use crate::model::{EventType, Faults};
use build::Build;
use loot_book::Influences;
use wire::ScenarioWire;

/// What drops are multiplied by for the outlier `lucky`.
const BLESSED: f64 = 2.0;

/// A game and its players, valid in all parts. Made by [`Scenario::parse`].
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(super) name: String,
    pub(super) days: u32,
    pub(super) players_total: u32,
    pub(super) items: Vec<Item>,
    pub(super) tables: LootTables,
    pub(super) maps: Maps,
    /// By their numbers.
    pub(super) event_types: Vec<EventType>,
    pub(super) stats: Vec<Stat>,
    pub(super) modes: Vec<Mode>,
    pub(super) levels: Option<Levels>,
    pub(super) players: Players,
    pub(super) experiments: Vec<Experiment>,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) cheaters: Option<Cheaters>,
    pub(super) outliers: Option<Outliers>,
    /// The loot tables as each group of players finds them.
    pub(super) book: LootBook,
    pub(super) delivery: Delivery,
}

impl Scenario {
    /// Reads a scenario file, with `sets` (path and YAML value) put over its values.
    ///
    /// # Errors
    /// All mistakes: what is not YAML; else what has the wrong shape, and what does not fit together in the rest.
    pub fn parse(text: &str, sets: &[(String, String)]) -> Result<Self, Mistakes> {
        let mut tree = yaml::read(text)?;
        for (path, value) in sets {
            yaml::apply(&mut tree, &Override { path, value })?;
        }
        let schema = Self::schema();
        let misshapen = yaml::check(&tree, &schema);
        if !misshapen.is_empty() {
            let shapes = misshapen
                .into_iter()
                .map(|wrong| (wrong.path, wrong.reason));
            let all = shapes.chain(Self::faults_of_the_rest(&tree, &schema));
            return Err(Mistakes::located(all, &tree).expect("there are some"));
        }
        let wire: ScenarioWire = serde_json::from_value(tree.to_json()).map_err(|error| {
            Mistakes::one(Mistake {
                path: String::new(),
                reason: error.to_string(),
                line: None,
            })
        })?;
        Self::from_wire(&wire).map_err(|faults| {
            let faults = faults
                .as_slice()
                .iter()
                .map(|fault| (fault.field.clone(), fault.reason.clone()));
            Mistakes::located(faults, &tree).expect("faults are never empty")
        })
    }

    /// What does not fit together where the shape is right, in a file with parts that have the wrong one.
    fn faults_of_the_rest(tree: &yaml::Node, schema: &serde_json::Value) -> Vec<(String, String)> {
        let rest = || {
            let mended = Mended::of(tree, schema)?;
            let wire: ScenarioWire = serde_json::from_value(mended.tree.to_json()).ok()?;
            Some((mended, Self::from_wire(&wire).err()?))
        };
        let Some((mended, faults)) = rest() else {
            return Vec::new();
        };
        let faults = faults.as_slice().iter();
        let (following, mut own): (Vec<_>, Vec<_>) = faults
            .map(|fault| (fault.field.clone(), fault.reason.clone()))
            .partition(|(path, _)| mended.follows(path));
        // What is around a mistake that follows may follow, too: a table of no known item gives nothing.
        own.retain(|(path, _)| {
            !following
                .iter()
                .any(|(inner, _)| yaml::is_within(inner, path))
        });
        own
    }

    /// The JSON Schema of scenario files, as editors take it.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(ScenarioWire).to_value()
    }

    /// Its name, which is part of every key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many days of calendar time it has when nothing else is said.
    pub fn days(&self) -> u32 {
        self.days
    }

    /// How many players ever arrive when nothing else is said.
    pub fn players_total(&self) -> u32 {
        self.players_total
    }

    /// What it has, in one line.
    pub fn contents(&self) -> String {
        let parts = [
            (self.items.len(), "item"),
            (self.tables.names().count(), "loot table"),
            (self.maps.iter().count(), "map"),
            (self.modes.len(), "mode"),
            (self.stats.len(), "stat"),
            (self.event_types.len(), "event type"),
            (self.players.archetypes.len(), "archetype"),
            (self.experiments.len(), "experiment"),
            (self.dimensions.len(), "dimension"),
        ];
        let parts = parts.map(|(n, what)| format!("{n} {what}{}", if n == 1 { "" } else { "s" }));
        parts.join(", ")
    }

    /// Its maps.
    pub fn maps(&self) -> &Maps {
        &self.maps
    }

    /// Its loot tables.
    pub fn loot_tables(&self) -> &LootTables {
        &self.tables
    }

    /// The stats that sheets of a mode report, with their numbers.
    pub(super) fn stats_of(&self, mode: u16) -> impl Iterator<Item = (usize, &Stat)> {
        let stats = self.stats.iter().enumerate();
        stats.filter(move |(_, stat)| stat.in_mode[usize::from(mode)])
    }

    fn from_wire(wire: &ScenarioWire) -> Result<Self, Faults> {
        let mut build = Build::new(wire);
        let build = &mut build;
        if wire
            .name
            .chars()
            .any(|c| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        {
            build.notes.note(
                "name",
                "must have letters a to z, digits, _ and - only: it is part of every key",
            );
        }
        let items = loot::items(build);
        let catalogue: Vec<_> = wire
            .items
            .iter()
            .map(|item| CatalogueItem {
                name: item.name.clone(),
                rarity: item.rarity.clone(),
            })
            .collect();
        let tables =
            LootTables::parse(&wire.loot_tables, &catalogue).map_err(|faults| build.faults(faults));
        let maps = Maps::parse(&wire.maps, &catalogue).map_err(|faults| build.faults(faults));
        // Mistakes in what refers to them can only be told when they are there; those in the others are told now.
        let (Ok(tables), Ok(maps)) = (tables, maps) else {
            loot::stats(build);
            dimensions::dimensions(build);
            Cheaters::parse(build);
            Outliers::parse(build);
            Delivery::parse(&wire.delivery, build);
            if let Some(levels) = &wire.levels {
                Levels::parse(levels, build);
            }
            return Err(build.take().expect("they were not made"));
        };
        let stats = loot::stats(build);
        let shared = Triggers::parse(&wire.on, "on", build);
        let mut modes = Vec::with_capacity(wire.modes.len());
        for (name, mode) in &wire.modes {
            let mut mode = Mode::parse(name, mode, (&tables, &maps), build);
            mode.on = shared.clone().with(&mode.on);
            modes.push(mode);
        }
        let players = Players::parse(&tables, build);
        let experiments = players::experiments(&tables, build);
        let cheaters = Cheaters::parse(build);
        let book = LootBook::new(
            &Influences {
                players: &players,
                experiments: &experiments,
                blessed: &more_luck(BLESSED, &tables, wire),
                grades: &luck(cheaters.as_ref(), &tables, wire),
            },
            &tables,
        );
        let Ok(book) = book.map_err(|combinations| {
            let reason = format!(
                "effects on drops combine in {combinations} ways; at most 512 are possible"
            );
            build.notes.note("experiments", reason);
        }) else {
            return Err(build.take().expect("just noted"));
        };
        let scenario = Self {
            name: wire.name.clone(),
            days: wire.run.days,
            players_total: wire.run.players_total,
            event_types: build.events.clone(),
            levels: wire
                .levels
                .as_ref()
                .map(|levels| Levels::parse(levels, build)),
            dimensions: dimensions::dimensions(build),
            outliers: Outliers::parse(build),
            book,
            delivery: Delivery::parse(&wire.delivery, build),
            items,
            tables,
            maps,
            stats,
            modes,
            players,
            experiments,
            cheaters,
        };
        match build.take() {
            Some(faults) => Err(faults),
            None => Ok(scenario),
        }
    }
}

fn luck(
    cheaters: Option<&Cheaters>,
    tables: &LootTables,
    wire: &ScenarioWire,
) -> Vec<Vec<DropEffect>> {
    let kinds = cheaters.into_iter().flat_map(|cheaters| &cheaters.kinds);
    let strengths = kinds
        .filter(|cheat| cheat.kind == CheatKind::Luck)
        .flat_map(|cheat| cheat.strengths);
    strengths
        .map(|strength| more_luck(strength, tables, wire))
        .collect()
}

/// Rare drops become likelier; in a scenario without rare ones, all drops.
fn more_luck(factor: f64, tables: &LootTables, wire: &ScenarioWire) -> Vec<DropEffect> {
    let rare = wire.players.rare.iter().map(Some);
    let all = [None];
    let rarities: Vec<_> = if wire.players.rare.is_empty() {
        all.to_vec()
    } else {
        rare.collect()
    };
    let effects = rarities.into_iter().filter_map(|rarity| {
        let effect = DropEffectWire {
            table: None,
            entry: None,
            rarity: rarity.cloned(),
            multiply: factor,
        };
        // A rarity that no table gives has nothing to change.
        tables.effect("luck", &effect).ok()
    });
    effects.collect()
}
