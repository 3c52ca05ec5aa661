//! Who plays, when, and why they leave.

use super::build::Build;
use super::effects::Effects;
use super::value::Formula;
use super::wire::{ArchetypeWire, ChurnWire, ExperimentWire, IdStyle, LearningWire};
use crate::model::Name;
use crate::simulator::distributions::{Distribution, Draw};
use crate::simulator::tables::LootTables;
use crate::simulator::weighted::Weighted;

/// A sheet may name 32.
const MAX_EXPERIMENTS: usize = 16;
const MAX_VARIANTS: usize = 16;
const MAX_ARCHETYPES: usize = 200;
/// As many as a sheet takes.
const MAX_FACTS: usize = 32;
const HOURS_A_DAY: usize = 24;

/// By default people play in the evening and sleep at night.
const USUAL_HOURS: [f64; HOURS_A_DAY] = [
    2.0, 1.0, 0.6, 0.4, 0.4, 0.6, 1.2, 2.0, 2.6, 2.6, 2.8, 3.2, 4.0, 3.8, 3.6, 4.0, 4.8, 5.8, 7.0,
    8.2, 9.0, 8.4, 6.2, 3.6,
];

/// Who plays.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Players {
    /// The share that comes on the first day.
    pub(in crate::simulator) at_launch: f64,
    /// Milliseconds ahead of UTC.
    pub(in crate::simulator) time_zones: Vec<i64>,
    pub(in crate::simulator) time_zone_choice: Weighted,
    pub(in crate::simulator) week: Week,
    pub(in crate::simulator) ids: IdStyle,
    pub(in crate::simulator) archetypes: Vec<Archetype>,
    pub(in crate::simulator) archetype_choice: Weighted,
    pub(in crate::simulator) churn: ChurnWire,
    /// By name: never a number that is drawn.
    pub(in crate::simulator) facts: Vec<(Name, Formula)>,
}

/// How much play there is from the start of a week, Monday at midnight, to each full hour, in days of average play:
/// 0 to 7.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Week(pub(in crate::simulator) Vec<f64>);

/// A kind of players.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Archetype {
    pub(in crate::simulator) name: String,
    pub(in crate::simulator) skill: Draw,
    pub(in crate::simulator) learning: LearningWire,
    pub(in crate::simulator) sessions_per_day: f64,
    pub(in crate::simulator) matches_per_session: Draw,
    pub(in crate::simulator) break_minutes: Draw,
    /// Which mode to play.
    pub(in crate::simulator) modes: Weighted,
    pub(in crate::simulator) effects: Effects,
}

/// An experiment.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Experiment {
    pub(in crate::simulator) name: Name,
    pub(in crate::simulator) salt: String,
    pub(in crate::simulator) variants: Vec<Variant>,
    pub(in crate::simulator) choice: Weighted,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Variant {
    pub(in crate::simulator) name: Name,
    pub(in crate::simulator) effects: Effects,
}

impl Players {
    pub(super) fn parse(tables: &LootTables, build: &mut Build<'_>) -> Self {
        let wire = &build.wire.players;
        let (time_zones, time_zone_choice) = match wire.time_zones.as_slice() {
            [] => (vec![0], Weighted::new([1.0])),
            zones => {
                let ahead = zones
                    .iter()
                    .map(|zone| (zone.hours_ahead * 3_600_000.0) as i64);
                let weights = zones.iter().map(|zone| ("", zone.weight));
                (ahead.collect(), build.choice("players.time_zones", weights))
            }
        };
        let kinds = &wire.archetypes;
        if kinds.len() > MAX_ARCHETYPES {
            let reason = format!("must be at most {MAX_ARCHETYPES}, got {}", kinds.len());
            build.notes.note("players.archetypes", reason);
        }
        let weights = kinds
            .iter()
            .map(|(name, kind)| (name.as_str(), kind.weight));
        let archetype_choice = build.choice("players.archetypes", weights);
        let archetypes = kinds
            .iter()
            .map(|(name, kind)| Archetype::parse(name, kind, tables, build));
        Self {
            at_launch: wire.arrivals.at_launch,
            time_zones,
            time_zone_choice,
            archetypes: archetypes.collect(),
            week: Week::parse(build),
            ids: wire.ids,
            archetype_choice,
            churn: wire.churn.clone(),
            facts: facts(build),
        }
    }
}

/// The facts of players.
fn facts(build: &mut Build<'_>) -> Vec<(Name, Formula)> {
    let wires = &build.wire.players.facts;
    if wires.len() > MAX_FACTS {
        let reason = format!("must be at most {MAX_FACTS}, got {}", wires.len());
        build.notes.note("players.facts", reason);
    }
    let facts = wires.iter().map(|(name, wire)| {
        let at = format!("players.facts.{name}");
        let formula = Formula::parse(wire, &at, build);
        if matches!(formula, Formula::Number(_)) {
            let reason = "must be a value, values or from: a fact is not drawn anew for each match";
            build.notes.note(&at, reason);
        }
        (build.name(&at, name), formula)
    });
    facts.collect()
}

impl Week {
    fn parse(build: &mut Build<'_>) -> Self {
        let wire = &build.wire.players;
        let hours = wire.hours.clone().unwrap_or_else(|| USUAL_HOURS.to_vec());
        let days = wire.weekdays.clone().unwrap_or_else(|| vec![1.0; 7]);
        for (name, weights) in [("hours", &hours), ("weekdays", &days)] {
            let at = format!("players.{name}");
            build.choice(&at, weights.iter().map(|weight| ("", *weight)));
        }
        let sum: f64 = days.iter().sum::<f64>() * hours.iter().sum::<f64>();
        let mut play = vec![0.0];
        let mut so_far = 0.0;
        for day in &days {
            for hour in &hours {
                so_far += day * hour / sum * 7.0;
                play.push(so_far);
            }
        }
        Self(play)
    }
}

impl Archetype {
    fn parse(name: &str, wire: &ArchetypeWire, tables: &LootTables, build: &mut Build<'_>) -> Self {
        let at = format!("players.archetypes.{name}");
        build.name(&at, name);
        let distribution = |distribution: Distribution| Draw {
            distribution,
            ..Draw::constant(0.0)
        };
        let mut draw = |field: &str,
                        wire: &Option<crate::simulator::distributions::DrawWire>,
                        usual: Distribution,
                        range: (f64, f64)| {
            let drawn = wire
                .as_ref()
                .map(|wire| build.notes.draw(&format!("{at}.{field}"), wire, range));
            drawn.unwrap_or(Draw {
                min: range.0,
                max: range.1,
                ..distribution(usual)
            })
        };
        let skill = draw(
            "skill",
            &wire.skill,
            Distribution::Normal { mean: 0.0, sd: 1.0 },
            (-10.0, 10.0),
        );
        let matches_per_session = draw(
            "matches_per_session",
            &wire.matches_per_session,
            Distribution::Geometric { mean: 3.0 },
            (1.0, 1_000.0),
        );
        let break_minutes = draw(
            "break_minutes",
            &wire.break_minutes,
            Distribution::Exponential { mean: 1.0 },
            (0.0, 600.0),
        );
        let effects = Effects::parse(&wire.effects, &format!("{at}.effects"), tables, build);
        Self {
            name: name.to_owned(),
            skill,
            learning: wire.learning.clone(),
            sessions_per_day: wire.sessions_per_day.unwrap_or(1.0),
            matches_per_session,
            break_minutes,
            modes: mode_shares(wire, &at, build),
            effects,
        }
    }
}

fn mode_shares(wire: &ArchetypeWire, at: &str, build: &mut Build<'_>) -> Weighted {
    let at = format!("{at}.modes");
    let modes = &build.wire.modes;
    if wire.modes.is_empty() {
        return build.choice(
            "modes",
            modes
                .iter()
                .map(|(name, mode)| (name.as_str(), mode.weight)),
        );
    }
    for name in wire.modes.keys() {
        build.find(
            &format!("{at}.{name}"),
            "mode",
            name,
            modes.keys().map(String::as_str),
        );
    }
    let weights = modes
        .keys()
        .map(|name| (name.as_str(), wire.modes.get(name).copied().unwrap_or(0.0)));
    build.choice(&at, weights)
}

pub(super) fn experiments(tables: &LootTables, build: &mut Build<'_>) -> Vec<Experiment> {
    let wires = &build.wire.experiments;
    if wires.len() > MAX_EXPERIMENTS {
        build.notes.note(
            "experiments",
            format!("must be at most {MAX_EXPERIMENTS}, got {}", wires.len()),
        );
    }
    wires
        .iter()
        .map(|(name, wire)| experiment(name, wire, tables, build))
        .collect()
}

fn experiment(
    name: &str,
    wire: &ExperimentWire,
    tables: &LootTables,
    build: &mut Build<'_>,
) -> Experiment {
    let at = format!("experiments.{name}");
    let variants_at = format!("{at}.variants");
    if wire.variants.len() > MAX_VARIANTS {
        build.notes.note(
            &variants_at,
            format!(
                "must be at most {MAX_VARIANTS}, got {}",
                wire.variants.len()
            ),
        );
    }
    let weights = wire
        .variants
        .iter()
        .map(|(name, variant)| (name.as_str(), variant.weight));
    let choice = build.choice(&variants_at, weights);
    let variants = wire.variants.iter().map(|(name, variant)| {
        let at = format!("{variants_at}.{name}");
        Variant {
            name: build.name(&at, name),
            effects: Effects::parse(&variant.effects, &format!("{at}.effects"), tables, build),
        }
    });
    Experiment {
        name: Name::parse(name)
            .unwrap_or_else(|_| Name::parse("invalid").expect("a word is a name")),
        salt: wire.salt.clone(),
        variants: variants.collect(),
        choice,
    }
}
