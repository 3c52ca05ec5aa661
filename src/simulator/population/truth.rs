//! The ground truth of a run: what was drawn and is never uploaded. One record per line; `docs/truth.md` describes them
//! for those who grade analyses by them.

use super::person::Person;
use super::player::{AfterSession, Player, Session};
use super::shared::Population;
use super::upload::{DeliveryFault, Expected, Label};
use crate::model::{Millis, PlayerId, SessionId};
use crate::simulator::scenario::{CheatKind, Factors, Group};
use crate::simulator::tables::TableOdds;
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of the records.
const FORMAT: u32 = 1;
/// Openings within which the chance of a first find is told.
const WITHIN: [u64; 4] = [1, 10, 50, 100];
/// Cells of a density along each side.
const CELLS: usize = 20;

/// One record.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// The run as a whole; the first record.
    Run(RunTruth),
    /// The exact odds of a loot table for one group of players.
    Odds(Box<OddsTruth>),
    /// Where an item lies on a map.
    Density(DensityTruth),
    /// An experiment and what its variants change.
    Experiment(ExperimentTruth),
    /// A player, on arrival.
    Player(Box<PlayerTruth>),
    /// A session, at its end.
    Session(SessionTruth),
    /// An upload, when it is sent.
    Upload(UploadTruth),
}

/// The run as a whole.
#[derive(Debug, Clone, Serialize)]
pub struct RunTruth {
    format: u32,
    scenario: String,
    seed: u64,
    start: String,
    end: String,
    players_total: u32,
    worlds: u32,
}

/// What a table gives to one group of players.
#[derive(Debug, Clone, Serialize)]
pub struct OddsTruth {
    /// Whose: archetypes and variants, as far as they change drops.
    group: Group,
    #[serde(flatten)]
    odds: TableOdds,
}

/// Where an item lies.
#[derive(Debug, Clone, Serialize)]
pub struct DensityTruth {
    map: String,
    item: String,
    x_min: f64,
    y_min: f64,
    x_max: f64,
    y_max: f64,
    /// `[row][column]`, from the lower left corner: the probability that a unit lies in the cell.
    cells: Vec<Vec<f64>>,
    /// Where the map has floors: the probability that a unit lies on each.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    floors: BTreeMap<String, f64>,
}

/// An experiment.
#[derive(Debug, Clone, Serialize)]
pub struct ExperimentTruth {
    name: String,
    /// By variant: the share of players, and the factors as the scenario says them.
    variants: BTreeMap<String, VariantTruth>,
}

#[derive(Debug, Clone, Serialize)]
struct VariantTruth {
    share: f64,
    skill: f64,
    spread: f64,
    #[serde(flatten)]
    factors: Factors,
    changes_drops: bool,
}

/// A player.
#[derive(Debug, Clone, Serialize)]
pub struct PlayerTruth {
    player_id: PlayerId,
    world: u32,
    arrived: String,
    archetype: String,
    hours_ahead: f64,
    /// On arrival.
    skill: f64,
    /// Experiment → variant.
    experiments: BTreeMap<String, String>,
    /// Dimension → value, of those that are the same in all of the player's sheets.
    dimensions: BTreeMap<String, String>,
    /// The player's own factors, of archetype and all variants together.
    factors: Factors,
    cheat: Option<CheatTruth>,
    outlier: Option<&'static str>,
    clock_ahead_seconds: f64,
}

#[derive(Debug, Clone, Serialize)]
struct CheatTruth {
    kind: &'static str,
    /// 1 is subtle, 5 is blatant.
    grade: u8,
    strength: f64,
    onset: String,
}

/// A session.
#[derive(Debug, Clone, Serialize)]
pub struct SessionTruth {
    player_id: PlayerId,
    /// From 1.
    session: u32,
    session_id: SessionId,
    started: String,
    ended: String,
    matches: u32,
    /// After it.
    level: u32,
    skill: f64,
    loss_streak: u32,
    rare_drop: bool,
    level_up: bool,
    /// The chance of leaving for good after it.
    hazard: f64,
    /// Whether the player did.
    churned: bool,
}

/// An upload.
#[derive(Debug, Clone, Serialize)]
pub struct UploadTruth {
    /// Its place among all uploads of the run, from 1.
    seq: u64,
    sent: String,
    player_id: PlayerId,
    sheet_id: String,
    fault: Option<DeliveryFault>,
    expected: Expected,
}

impl Population {
    /// What is true of the whole run, before anybody plays.
    pub fn truth(&self) -> Vec<Record> {
        of_run(self)
    }
}

/// What is true of the whole run.
fn of_run(population: &Population) -> Vec<Record> {
    let run = population.run();
    let scenario = population.scenario();
    let mut records = vec![Record::Run(RunTruth {
        format: FORMAT,
        scenario: scenario.name.clone(),
        seed: run.seed,
        start: run.start.to_string(),
        end: population.end().to_string(),
        players_total: run.players_total,
        worlds: population.worlds(),
    })];
    for (page, group) in scenario
        .book
        .groups(&scenario.players, &scenario.experiments)
    {
        for table in scenario
            .tables
            .names()
            .filter_map(|name| scenario.tables.find(name))
        {
            records.push(Record::Odds(Box::new(OddsTruth {
                group: group.clone(),
                odds: page.odds(&scenario.tables, table, &WITHIN),
            })));
        }
    }
    for map in scenario.maps.iter() {
        let bounds = map.bounds();
        for (number, item) in scenario.items.iter().enumerate() {
            records.push(Record::Density(DensityTruth {
                map: map.name().to_owned(),
                item: item.kind.to_string(),
                x_min: bounds.x_min,
                y_min: bounds.y_min,
                x_max: bounds.x_max,
                y_max: bounds.y_max,
                cells: map.grid(number, CELLS, CELLS),
                floors: map
                    .floor_chances(number)
                    .map(|(floor, chance)| (floor.to_owned(), chance))
                    .collect(),
            }));
        }
    }
    for experiment in &scenario.experiments {
        let shares = experiment.choice.chances().iter();
        let variants = experiment
            .variants
            .iter()
            .zip(shares)
            .map(|(variant, share)| {
                let effects = &variant.effects;
                let truth = VariantTruth {
                    share: *share,
                    skill: effects.skill,
                    spread: effects.spread,
                    factors: effects.factors,
                    changes_drops: !effects.drops.is_empty(),
                };
                (variant.name.to_string(), truth)
            });
        records.push(Record::Experiment(ExperimentTruth {
            name: experiment.name.to_string(),
            variants: variants.collect(),
        }));
    }
    records
}

/// A player who arrived at an instant in a world.
pub(super) fn player(
    population: &Population,
    id: &PlayerId,
    (person, at, world): (&Person, i64, u32),
) -> Record {
    let scenario = population.scenario();
    let experiments = scenario
        .experiments
        .iter()
        .enumerate()
        .map(|(number, experiment)| {
            let variant = &experiment.variants[person.arms.of(number)];
            (experiment.name.to_string(), variant.name.to_string())
        });
    let time_zone = usize::from(person.time_zone);
    let dimensions = scenario.dimensions.iter().filter_map(|dimension| {
        let value = dimension.value_of_player(id.as_str(), time_zone)?;
        Some((dimension.name.to_string(), value.to_string()))
    });
    let cheat = person.cheat().map(|cheat| CheatTruth {
        kind: CheatKind::name(cheat.kind),
        grade: cheat.grade + 1,
        strength: f64::from(cheat.strength),
        onset: Millis(cheat.onset).to_string(),
    });
    Record::Player(Box::new(PlayerTruth {
        player_id: id.clone(),
        world,
        arrived: Millis(at).to_string(),
        archetype: person.kind(population).name.clone(),
        hours_ahead: person.ahead_ms(population) as f64 / Millis::HOUR as f64,
        skill: f64::from(person.skill),
        experiments: experiments.collect(),
        dimensions: dimensions.collect(),
        factors: person.factors,
        cheat,
        outlier: person.outlier().map(|outlier| outlier.name()),
        clock_ahead_seconds: f64::from(person.clock_ahead_seconds),
    }))
}

/// A session that ended at an instant.
pub(super) fn session(
    population: &Population,
    id: &PlayerId,
    (player, session): (&Player<'_>, &Session<'_>),
    (at, after): (i64, &AfterSession),
) -> Record {
    Record::Session(SessionTruth {
        player_id: id.clone(),
        session: player.sessions,
        session_id: population.ids.session(player.number, player.sessions),
        started: Millis(session.started).to_string(),
        ended: Millis(at).to_string(),
        matches: session.played,
        level: player.level,
        skill: player.skill(population),
        loss_streak: player.loss_streak,
        rare_drop: session.had_rare_drop,
        level_up: session.had_level_up,
        hazard: after.hazard,
        churned: after.next.is_none(),
    })
}

impl Record {
    /// The upload that is number `seq` (from 1) of its run.
    pub fn upload(seq: u64, at: Millis, label: &Label<'_>) -> Self {
        Self::Upload(UploadTruth {
            seq,
            sent: at.to_string(),
            player_id: label.player_id(),
            sheet_id: label.sheet_id().to_string(),
            fault: label.fault,
            expected: label.expected,
        })
    }
}
