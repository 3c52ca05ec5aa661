//! Game modes and levels of a scenario.

use super::build::Build;
use super::events::{Machine, Phase, Triggers};
use super::wire::{LevelsBy, LevelsWire, ModeWire, OutcomeKind, OutcomeWire};
use crate::model::GameMode;
use crate::simulator::dealing::dealt;
use crate::simulator::distributions::Draw;
use crate::simulator::maps::{MapId, Maps};
use crate::simulator::tables::{LootTables, TableId};
use crate::simulator::weighted::Weighted;

/// Six hours: the longest match. A player's next one waits for it.
const MAX_MINUTES: f64 = 360.0;
const MAX_OPENINGS: f64 = 1_000.0;

/// One way to play. Its place in the list is its number.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Mode {
    pub(in crate::simulator) name: GameMode,
    pub(in crate::simulator) maps: Vec<MapId>,
    map_choice: Weighted,
    pub(in crate::simulator) players: usize,
    pub(in crate::simulator) team_size: usize,
    pub(in crate::simulator) wait_ms: i64,
    /// The skill of bots that fill a match.
    pub(in crate::simulator) bots: Option<f64>,
    pub(in crate::simulator) minutes: Draw,
    pub(in crate::simulator) outcome: Outcome,
    /// Those who lose leave early.
    pub(in crate::simulator) elimination: bool,
    pub(in crate::simulator) loot: Vec<Openings>,
    pub(in crate::simulator) keep_on_loss: f64,
    pub(in crate::simulator) machine: Option<Machine>,
    pub(in crate::simulator) phases: Vec<Phase>,
    /// Those of the scenario and of the mode.
    pub(in crate::simulator) on: Triggers,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Openings {
    pub(in crate::simulator) table: TableId,
    pub(in crate::simulator) count: Draw,
    pub(in crate::simulator) on_win: bool,
}

/// Who wins.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) enum Outcome {
    Rank { luck: f64 },
    Chance(Difficulty),
}

/// How hard it is at each level.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Difficulty {
    first: f64,
    per_level: f64,
    gate_every: Option<u32>,
    gate: f64,
}

impl Difficulty {
    /// The skill that wins half of the time at `level` (from 1).
    pub(in crate::simulator) fn at(&self, level: u32) -> f64 {
        let gate = match self.gate_every {
            Some(every) if level.is_multiple_of(every) => self.gate,
            _ => 0.0,
        };
        self.first + self.per_level * f64::from(level.saturating_sub(1)) + gate
    }
}

/// How levels are gained.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Levels {
    pub(in crate::simulator) max: u32,
    pub(in crate::simulator) by: Gain,
    /// What the first levels cost: powers take long.
    costs: Vec<f64>,
}

/// Of more levels, the cost of the later ones is computed when somebody gets there.
const COSTS_KEPT: u32 = 1_000;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) enum Gain {
    Wins,
    Experience {
        per_match: f64,
        per_win: f64,
        first: f64,
        growth: f64,
    },
}

impl Mode {
    /// The map of the match with this id, if it is played on one.
    pub(in crate::simulator) fn map_of(&self, match_id: &str) -> Option<MapId> {
        match self.maps.as_slice() {
            [] => None,
            [only] => Some(*only),
            maps => maps
                .get(self.map_choice.at(dealt("map", "", match_id)))
                .copied(),
        }
    }

    pub(super) fn parse(
        name: &str,
        wire: &ModeWire,
        places: (&LootTables, &Maps),
        build: &mut Build<'_>,
    ) -> Self {
        let at = format!("modes.{name}");
        let (tables, maps) = places;
        let (maps, map_choice) = played_on(wire, &at, maps, build);
        if wire.team_size > wire.players {
            let reason = format!(
                "must be at most players ({}), got {}",
                wire.players, wire.team_size
            );
            build.notes.note(format!("{at}.team_size"), reason);
        }
        if wire.bots.is_some() && wire.outcome.by != OutcomeKind::Rank {
            build
                .notes
                .note(format!("{at}.bots"), "belong to outcome: {by: rank}");
        }
        let on = Triggers::parse(&wire.on, &format!("{at}.on"), build);
        let machine = wire.machine.as_ref();
        let machine =
            machine.map(|machine| Machine::parse(machine, &format!("{at}.machine"), build));
        let mut phases = Vec::new();
        for (index, phase) in wire.phases.iter().enumerate() {
            phases.push(Phase::parse(phase, &format!("{at}.phases[{index}]"), build));
        }
        let loot = openings(wire, &at, tables, build);
        Self {
            name: GameMode::parse(name).unwrap_or_else(|reason| {
                build.notes.note(&at, format!("the name {reason}"));
                GameMode::parse("invalid").expect("a word is a mode")
            }),
            maps,
            map_choice,
            players: wire.players as usize,
            team_size: wire.team_size.max(1) as usize,
            bots: wire.bots,
            wait_ms: (wire.wait_seconds * 1_000.0) as i64,
            minutes: build
                .notes
                .draw(&format!("{at}.minutes"), &wire.minutes, (0.1, MAX_MINUTES)),
            outcome: outcome(&wire.outcome, &at, build),
            elimination: wire.outcome.elimination.unwrap_or(true),
            loot,
            keep_on_loss: wire.keep_on_loss,
            machine,
            phases,
            on,
        }
    }
}

/// The maps of a mode, and how one is chosen.
fn played_on(
    wire: &ModeWire,
    at: &str,
    maps: &Maps,
    build: &mut Build<'_>,
) -> (Vec<MapId>, Weighted) {
    let known = build.wire.maps.keys().map(String::as_str);
    if let Some(map) = &wire.map {
        if !wire.maps.is_empty() {
            let reason = "must be left out where there is a map";
            build.notes.note(format!("{at}.maps"), reason);
        }
        build.find(&format!("{at}.map"), "map", map, known);
        return (maps.find(map).into_iter().collect(), Weighted::new([1.0]));
    }
    if wire.maps.is_empty() {
        return (Vec::new(), Weighted::default());
    }
    let at = format!("{at}.maps");
    for map in wire.maps.keys() {
        build.find(&format!("{at}.{map}"), "map", map, known.clone());
    }
    let weights = wire.maps.iter();
    let choice = build.choice(&at, weights.map(|(map, weight)| (map.as_str(), *weight)));
    let found = wire.maps.keys().filter_map(|map| maps.find(map));
    (found.collect(), choice)
}

fn openings(
    wire: &ModeWire,
    at: &str,
    tables: &LootTables,
    build: &mut Build<'_>,
) -> Vec<Openings> {
    let known = build.wire.loot_tables.keys().map(String::as_str);
    let mut loot = Vec::new();
    for (index, openings) in wire.loot.iter().enumerate() {
        let at = format!("{at}.loot[{index}]");
        let found = build.find(
            &format!("{at}.table"),
            "loot table",
            &openings.table,
            known.clone(),
        );
        let count = build.notes.draw(
            &format!("{at}.openings"),
            &openings.openings,
            (0.0, MAX_OPENINGS),
        );
        if let Some(table) = found.and_then(|_| tables.find(&openings.table)) {
            loot.push(Openings {
                table,
                count,
                on_win: openings.on_win,
            });
        }
    }
    loot
}

fn outcome(wire: &OutcomeWire, at: &str, build: &mut Build<'_>) -> Outcome {
    let at = format!("{at}.outcome");
    match wire.by {
        OutcomeKind::Rank => {
            let by_chance =
                wire.difficulty != 0.0 || wire.per_level != 0.0 || wire.gate_every.is_some();
            if by_chance || wire.gate_difficulty != 0.0 {
                build
                    .notes
                    .note(at, "difficulty and gates belong to by: chance");
            }
            Outcome::Rank {
                luck: wire.luck.unwrap_or(1.0),
            }
        }
        OutcomeKind::Chance => {
            if wire.luck.is_some() {
                build
                    .notes
                    .note(format!("{at}.luck"), "belongs to by: rank");
            }
            Outcome::Chance(Difficulty {
                first: wire.difficulty,
                per_level: wire.per_level,
                gate_every: wire.gate_every,
                gate: wire.gate_difficulty,
            })
        }
    }
}

impl Levels {
    pub(super) fn parse(wire: &LevelsWire, build: &mut Build<'_>) -> Self {
        let given = [wire.per_match, wire.per_win, wire.first, wire.growth];
        let by = match wire.by {
            LevelsBy::Wins => {
                if given.iter().any(Option::is_some) {
                    build.notes.note(
                        "levels",
                        "per_match, per_win, first and growth belong to by: experience",
                    );
                }
                Gain::Wins
            }
            LevelsBy::Experience => Gain::Experience {
                per_match: wire.per_match.unwrap_or(100.0),
                per_win: wire.per_win.unwrap_or(50.0),
                first: wire.first.unwrap_or(300.0),
                growth: wire.growth.unwrap_or(1.1),
            },
        };
        let costs = (1..wire.max.min(COSTS_KEPT)).map(|level| by.cost(level));
        Self {
            max: wire.max,
            costs: costs.collect(),
            by,
        }
    }

    /// The level and the experience towards the next one, of somebody who had `level` and now has `experience`.
    pub(in crate::simulator) fn reached(&self, mut level: u32, mut experience: f64) -> (u32, f64) {
        while level < self.max {
            let kept = self.costs.get(level as usize - 1).copied();
            let cost = kept.unwrap_or_else(|| self.by.cost(level));
            if experience < cost {
                break;
            }
            // Where all levels cost the same, thousands can be gained at once.
            let steps = if self.by.is_even() {
                ((experience / cost) as u32).clamp(1, self.max - level)
            } else {
                1
            };
            experience -= f64::from(steps) * cost;
            level += steps;
        }
        (level, experience)
    }
}

impl Gain {
    fn is_even(&self) -> bool {
        matches!(self, Self::Experience { growth, .. } if *growth == 1.0)
    }

    /// The experience that leads from `level` (from 1) to the next one.
    fn cost(&self, level: u32) -> f64 {
        match self {
            Self::Wins => 0.0,
            Self::Experience { first, growth, .. } => {
                first * libm::pow(*growth, f64::from(level.saturating_sub(1)))
            }
        }
    }
}
