//! Who a player is: drawn once, on arrival, from the player's own stream.

use super::arms::Arms;
use super::shared::Population;
use crate::model::{Millis, PlayerId};
use crate::simulator::dealing::dealt;
use crate::simulator::dice::Dice;
use crate::simulator::rolls::Rolls;
use crate::simulator::scenario::{
    Archetype, CheatKind, Experiment, Factors, GRADES, Luck, OutlierKind,
};

/// Matches in which the outlier `lucky` is.
const LUCKY_MATCHES: u32 = 10;
const SKILLED_BY: f64 = 3.0;
const STREAMER_MATCHES: f64 = 3.0;

/// What does not change about a player.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) archetype: u8,
    pub(super) arms: Arms,
    pub(super) time_zone: u8,
    outlier: Option<OutlierKind>,
    cheat: Option<Cheating>,
    /// On arrival, with what effects add.
    pub(super) skill: f32,
    /// Where the loot tables for this player are.
    page: u32,
    /// Of archetype and variants, each to the player's own power.
    pub(super) factors: Factors,
    /// Seconds that the player's clock is ahead.
    pub(super) clock_ahead_seconds: f32,
}

/// A player's way to cheat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cheating {
    pub(super) kind: CheatKind,
    pub(super) grade: u8,
    pub(super) strength: f32,
    pub(super) onset: i64,
}

impl Person {
    /// Player `number`, who arrives at `at`.
    pub(super) fn draw(population: &Population, id: &PlayerId, at: i64, dice: &mut Dice) -> Self {
        let scenario = &population.scenario;
        let players = &scenario.players;
        let archetype = players.archetype_choice.pick(dice);
        let time_zone = players.time_zone_choice.pick(dice);
        let kind = &players.archetypes[archetype];
        let mut skill = kind.skill.sample(dice) + kind.effects.skill;
        let mut factors = kind
            .effects
            .factors
            .power(own_power(kind.effects.spread, dice));
        let mut arms = Arms::default();
        for (number, experiment) in scenario.experiments.iter().enumerate() {
            let variant = assigned(experiment, id);
            arms.set(number, variant);
            let effects = &experiment.variants[variant].effects;
            skill += effects.skill;
            factors = factors.times(&effects.factors.power(own_power(effects.spread, dice)));
        }
        let cheat = cheating(population, at, dice);
        let outlier = outlier(population, cheat.is_some(), dice);
        if outlier == Some(OutlierKind::Skilled) {
            skill += SKILLED_BY;
        }
        let skewed = dice.unit() < scenario.delivery.clock_skew.share;
        let skew = scenario.delivery.clock_skew.seconds.sample(dice);
        Self {
            archetype: archetype as u8,
            arms,
            time_zone: time_zone as u8,
            outlier,
            cheat,
            skill: skill as f32,
            page: scenario
                .book
                .page(archetype, |experiment| arms.of(experiment)) as u32,
            factors,
            clock_ahead_seconds: if skewed { skew as f32 } else { 0.0 },
        }
    }

    pub(super) fn kind<'a>(&self, population: &'a Population) -> &'a Archetype {
        &population.scenario.players.archetypes[usize::from(self.archetype)]
    }

    pub(super) fn ahead_ms(&self, population: &Population) -> i64 {
        population.scenario.players.time_zones[usize::from(self.time_zone)]
    }

    /// The cheat, sooner or later.
    pub(super) fn cheat(&self) -> Option<Cheating> {
        self.cheat
    }

    pub(super) fn outlier(&self) -> Option<OutlierKind> {
        self.outlier
    }

    /// The strength of a cheat that is going on at `at`.
    pub(super) fn cheats(&self, kind: CheatKind, at: i64) -> Option<f64> {
        let cheat = self
            .cheat
            .filter(|cheat| cheat.kind == kind && cheat.onset <= at);
        cheat.map(|cheat| f64::from(cheat.strength))
    }

    /// Where to look for loot in the player's match number `matches` (from 0), begun at `at`.
    pub(super) fn page_and_luck(&self, matches: u32, at: i64) -> (usize, Luck) {
        let luck = match (self.cheat, self.outlier) {
            (Some(cheat), _) if cheat.kind == CheatKind::Luck && cheat.onset <= at => {
                Luck::Cheated(usize::from(cheat.grade))
            }
            (_, Some(OutlierKind::Lucky)) if matches < LUCKY_MATCHES => Luck::Blessed,
            _ => Luck::Usual,
        };
        (self.page as usize, luck)
    }

    /// The skill after so many matches.
    pub(super) fn skill_after(&self, matches: u32, population: &Population) -> f64 {
        let learning = &self.kind(population).learning;
        let base = f64::from(self.skill);
        if learning.gain == 0.0 {
            return base;
        }
        base + learning.gain * (1.0 - libm::exp2(-f64::from(matches) / learning.half_after))
    }

    /// The factor on how many matches a session has.
    pub(super) fn matches_factor(&self, at: i64) -> f64 {
        let outlier = if self.outlier == Some(OutlierKind::Streamer) {
            STREAMER_MATCHES
        } else {
            1.0
        };
        self.factors.matches_per_session * outlier * self.cheats(CheatKind::Bot, at).unwrap_or(1.0)
    }

    /// The factor on an event's rate or chance.
    pub(super) fn on_event(&self, event: usize, population: &Population) -> f64 {
        self.product(population, |effects| effects.on_event(event))
    }

    /// The factor on a stat's mean.
    pub(super) fn on_stat(&self, stat: usize, population: &Population) -> f64 {
        self.product(population, |effects| effects.on_stat(stat))
    }

    fn product(
        &self,
        population: &Population,
        of: impl Fn(&crate::simulator::scenario::Effects) -> f64,
    ) -> f64 {
        let mut factor = of(&self.kind(population).effects);
        for (number, experiment) in population.scenario.experiments.iter().enumerate() {
            factor *= of(&experiment.variants[self.arms.of(number)].effects);
        }
        factor
    }
}

/// The variant that a player gets.
pub(super) fn assigned(experiment: &Experiment, player: &PlayerId) -> usize {
    let hash = dealt(experiment.name.as_str(), &experiment.salt, player.as_str());
    experiment.choice.at(hash)
}

/// The power to which a player's factors are raised. Always draws, so that an A/A test moves no other number.
fn own_power(spread: f64, dice: &mut Dice) -> f64 {
    let deviate = dice.normal();
    if spread == 0.0 {
        1.0
    } else {
        (1.0 + spread * deviate).max(0.0)
    }
}

fn cheating(population: &Population, at: i64, dice: &mut Dice) -> Option<Cheating> {
    let cheaters = population.scenario.cheaters.as_ref()?;
    if dice.unit() >= cheaters.share {
        return None;
    }
    let cheat = &cheaters.kinds[cheaters.choice.pick(dice)];
    let grade = dice.below(GRADES as u32) as u8;
    let days = cheaters.onset_days.sample(dice);
    Some(Cheating {
        kind: cheat.kind,
        grade,
        strength: cheat.strengths[usize::from(grade)] as f32,
        onset: at + (days * Millis::DAY as f64) as i64,
    })
}

fn outlier(population: &Population, cheats: bool, dice: &mut Dice) -> Option<OutlierKind> {
    let outliers = population.scenario.outliers.as_ref()?;
    if dice.unit() >= outliers.share || cheats {
        return None;
    }
    Some(outliers.kinds[outliers.choice.pick(dice)])
}
