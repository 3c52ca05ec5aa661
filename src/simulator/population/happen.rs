//! The events of one player in one match, in the order of time.

use super::player::Player;
use super::shared::Population;
use super::sheet::{Event, FieldValue, Sheet};
use crate::model::Position;
use crate::simulator::dice::Dice;
use crate::simulator::distributions;
use crate::simulator::maps::{Map, Walk};
use crate::simulator::rolls::Rolls;
use crate::simulator::scenario::{Emit, Formula, Machine, SourceWire, Transition, rounded};

/// A sheet may hold 10,000; a match that reaches this is a machine that spins.
const MAX_EVENTS: usize = 1_000;

/// An event on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct PendingEvent<'a> {
    /// Seconds from the beginning.
    pub(super) at: f64,
    pub(super) emit: &'a Emit,
    /// Where it must happen; else wherever the player is.
    pub(super) place: Option<Position>,
}

/// What `from` can name.
#[derive(Debug, Clone, Copy)]
pub(super) struct MatchFacts {
    pub(super) placement: u16,
    pub(super) won: bool,
    pub(super) survived_seconds: f64,
    pub(super) distance: f64,
    pub(super) value: f64,
    pub(super) level: u32,
    pub(super) loss_streak: u32,
    pub(super) session: u32,
    pub(super) match_of_player: u32,
    pub(super) team: u16,
}

impl MatchFacts {
    pub(super) fn value_of(&self, source: SourceWire) -> FieldValue<'static> {
        match source {
            SourceWire::Placement => FieldValue::Whole(self.placement.into()),
            SourceWire::Won => FieldValue::Flag(self.won),
            SourceWire::SurvivedSeconds => FieldValue::number(rounded(self.survived_seconds)),
            SourceWire::Distance => FieldValue::number(rounded(self.distance)),
            SourceWire::Value => FieldValue::number(rounded(self.value)),
            SourceWire::Level => FieldValue::Whole(self.level.into()),
            SourceWire::LossStreak => FieldValue::Whole(self.loss_streak.into()),
            SourceWire::Session => FieldValue::Whole(self.session.into()),
            SourceWire::Match => FieldValue::Whole(self.match_of_player.into()),
            SourceWire::Team => FieldValue::Whole(self.team.into()),
        }
    }
}

/// Collects the moments of a match.
pub(super) struct PendingEvents<'a> {
    population: &'a Population,
    pub(super) all: Vec<PendingEvent<'a>>,
    /// The rates of a machine's transitions for the player, state after state.
    rates: Vec<f64>,
    /// By state: where its rates begin.
    begins: Vec<usize>,
}

impl<'a> PendingEvents<'a> {
    pub(super) fn new(population: &'a Population) -> Self {
        Self {
            population,
            all: Vec::new(),
            rates: Vec::new(),
            begins: Vec::new(),
        }
    }

    /// Something that happens at `at` with its chance.
    pub(super) fn add(
        &mut self,
        at: f64,
        emits: &'a [Emit],
        place: Option<Position>,
        player: &Player<'_>,
        dice: &mut Dice,
    ) {
        for emit in emits {
            let chance = emit.chance * player.person.on_event(emit.event, self.population);
            if (chance >= 1.0 || dice.unit() < chance) && self.all.len() < MAX_EVENTS {
                self.all.push(PendingEvent { at, emit, place });
            }
        }
    }

    /// Lets the machine run for `seconds`: in each state the first transition to happen does (Gillespie 1977).
    pub(super) fn run(
        &mut self,
        machine: &'a Machine,
        seconds: f64,
        player: &Player<'_>,
        dice: &mut Dice,
    ) {
        let skill = player.skill(self.population);
        let rate = |transition: &Transition| {
            let factor = match &transition.emit {
                Some(emit) => player.person.on_event(emit.event, self.population),
                None => 1.0,
            };
            let by_skill = match transition.skill {
                0.0 => 1.0,
                per_skill => libm::exp((per_skill * skill).clamp(-20.0, 5.0)),
            };
            transition.per_second * factor * by_skill
        };
        self.rates.clear();
        self.begins.clear();
        for transitions in &machine.states {
            self.begins.push(self.rates.len());
            self.rates.extend(transitions.iter().map(rate));
        }
        let mut state = machine.start;
        let mut at = 0.0;
        // Silent transitions must not spin for ever.
        for _ in 0..MAX_EVENTS {
            let transitions = &machine.states[state];
            let rates = &self.rates[self.begins[state]..][..transitions.len()];
            let total: f64 = rates.iter().sum();
            if total <= 0.0 {
                return;
            }
            at += distributions::exponential(dice) / total;
            if at >= seconds {
                return;
            }
            let mut roll = dice.unit() * total;
            let chosen = rates.iter().position(|rate| {
                roll -= rate;
                roll < 0.0
            });
            let chosen = chosen.map(|place| &transitions[place]);
            let Some(chosen) = chosen.or(transitions.last()) else {
                return;
            };
            if let Some(emit) = &chosen.emit {
                self.all.push(PendingEvent {
                    at,
                    emit,
                    place: None,
                });
            }
            state = chosen.to;
        }
    }
}

/// Writes the moments as events into the sheet; the player walks from one to the next. Says how far the player
/// went until the end.
pub(super) struct EventWriter<'a> {
    pub(super) map: Option<&'a Map>,
    /// What the speed is multiplied by.
    pub(super) haste: f64,
    /// Jumps in a second.
    pub(super) jumps: f64,
    /// When the match began for the player, by the player's own clock.
    pub(super) began: i64,
    pub(super) seconds: f64,
}

impl EventWriter<'_> {
    pub(super) fn tell<'s>(
        &self,
        moments: &mut [PendingEvent<'s>],
        sheet: &mut Sheet<'s>,
        mut happened: MatchFacts,
        dice: &mut Dice,
    ) -> f64 {
        moments.sort_by(|a, b| a.at.total_cmp(&b.at));
        let mut walk = self
            .map
            .map(|map| (map, Walk::begin(map, self.haste, dice)));
        let mut now = 0.0_f64;
        sheet.events.reserve_exact(moments.len());
        let details = moments.iter().map(|moment| moment.emit.details.len());
        sheet.details.reserve_exact(details.sum());
        for moment in moments.iter() {
            let mut position = None;
            // Going to where something lies can take longer than until the next moment.
            let at = now.max(moment.at);
            if let Some((map, walk)) = &mut walk {
                let here = self.walk(map, walk, at - now, dice);
                now = at;
                position = Some(here);
                if let Some(place) = moment.place {
                    let mut ahead = walk.clone();
                    let seconds = ahead.go_to(map, place, dice);
                    if now + seconds <= self.seconds {
                        *walk = ahead;
                        now += seconds;
                        position = Some(place);
                    }
                }
                happened.distance = walk.travelled();
            }
            now = now.max(at);
            sheet.events.push(Event {
                emit: moment.emit,
                at: self.began + (now * 1_000.0) as i64,
                position,
            });
            let formulas = moment.emit.details.iter().map(|(_, formula)| formula);
            sheet
                .details
                .extend(formulas.map(|formula| evaluate(formula, &happened, dice)));
        }
        match &mut walk {
            Some((map, walk)) => {
                self.walk(map, walk, (self.seconds - now).max(0.0), dice);
                walk.travelled()
            }
            None => 0.0,
        }
    }

    fn walk(&self, map: &Map, walk: &mut Walk, seconds: f64, dice: &mut Dice) -> Position {
        if self.jumps > 0.0 && seconds > 0.0 && dice.unit() < 1.0 - libm::exp(-self.jumps * seconds)
        {
            walk.roam(map, seconds, dice);
            let (_, place) = map.stop(dice);
            walk.jump_to(place);
            return walk.position(map);
        }
        walk.roam(map, seconds, dice)
    }
}

fn evaluate<'a>(formula: &'a Formula, happened: &MatchFacts, dice: &mut Dice) -> FieldValue<'a> {
    match formula {
        Formula::Fixed(value) => FieldValue::Fixed(value),
        Formula::Number(draw) => FieldValue::number(rounded(draw.sample(dice))),
        Formula::Word(words, choice) => FieldValue::Word(&words[choice.pick(dice)]),
        Formula::From(source) => happened.value_of(*source),
    }
}
