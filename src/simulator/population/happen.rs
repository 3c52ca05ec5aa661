//! What happens to one player in one match, as events in the order of time.

use super::Population;
use super::player::Player;
use crate::model::Millis;
use crate::model::{Event, EventId, Position, StatSheet, Timestamp};
use crate::simulator::dice::Dice;
use crate::simulator::law;
use crate::simulator::maps::{Map, Walk};
use crate::simulator::rolls::Rolls;
use crate::simulator::scenario::{Emit, Formula, Machine, SourceWire, number, rounded};
use serde_json::Value;
use std::fmt::Write;

/// A sheet may hold 10,000; a match that reaches this is a machine that spins.
const MAX_EVENTS: usize = 1_000;

/// An event on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'a> {
    /// Seconds from the beginning.
    pub(super) at: f64,
    pub(super) emit: &'a Emit,
    /// Where it must happen; else wherever the player is.
    pub(super) place: Option<Position>,
}

/// What `from` can name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happened {
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

impl Happened {
    pub(super) fn value_of(&self, source: SourceWire) -> Value {
        match source {
            SourceWire::Placement => self.placement.into(),
            SourceWire::Won => self.won.into(),
            SourceWire::SurvivedSeconds => number(rounded(self.survived_seconds)),
            SourceWire::Distance => number(rounded(self.distance)),
            SourceWire::Value => number(rounded(self.value)),
            SourceWire::Level => self.level.into(),
            SourceWire::LossStreak => self.loss_streak.into(),
            SourceWire::Session => self.session.into(),
            SourceWire::Match => self.match_of_player.into(),
            SourceWire::Team => self.team.into(),
        }
    }
}

/// Collects the moments of a match.
pub(super) struct Moments<'a> {
    pub(super) all: Vec<Moment<'a>>,
    pub(super) population: &'a Population,
}

impl<'a> Moments<'a> {
    /// Something that happens at `at` with its chance.
    pub(super) fn add(
        &mut self,
        at: f64,
        emits: &'a [Emit],
        place: Option<Position>,
        player: &Player,
        dice: &mut Dice,
    ) {
        for emit in emits {
            let chance = emit.chance * player.person.on_event(emit.event, self.population);
            if (chance >= 1.0 || dice.unit() < chance) && self.all.len() < MAX_EVENTS {
                self.all.push(Moment { at, emit, place });
            }
        }
    }

    /// Lets the machine run for `seconds`: in each state the first transition to happen does (Gillespie 1977).
    pub(super) fn run(
        &mut self,
        machine: &'a Machine,
        seconds: f64,
        player: &Player,
        dice: &mut Dice,
    ) {
        let skill = player.skill(self.population);
        let rate = |transition: &crate::simulator::scenario::Transition| {
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
        let mut state = machine.start;
        let mut at = 0.0;
        // Silent transitions must not spin for ever.
        for _ in 0..MAX_EVENTS {
            let transitions = &machine.states[state];
            let total: f64 = transitions.iter().map(rate).sum();
            if total <= 0.0 {
                return;
            }
            at += law::exponential(dice) / total;
            if at >= seconds {
                return;
            }
            let mut roll = dice.unit() * total;
            let chosen = transitions.iter().find(|transition| {
                roll -= rate(transition);
                roll < 0.0
            });
            let Some(chosen) = chosen.or(transitions.last()) else {
                return;
            };
            if let Some(emit) = &chosen.emit {
                self.all.push(Moment {
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
pub(super) struct Telling<'a> {
    pub(super) population: &'a Population,
    pub(super) map: Option<&'a Map>,
    /// What the speed is multiplied by.
    pub(super) haste: f64,
    /// Jumps in a second.
    pub(super) jumps: f64,
    /// When the match began for the player, by the player's own clock.
    pub(super) began: i64,
    pub(super) seconds: f64,
}

impl Telling<'_> {
    pub(super) fn tell(
        &self,
        moments: &mut [Moment<'_>],
        sheet: &mut StatSheet,
        mut happened: Happened,
        dice: &mut Dice,
    ) -> f64 {
        moments.sort_by(|a, b| a.at.total_cmp(&b.at));
        let mut walk = self
            .map
            .map(|map| (map, Walk::begin(map, self.haste, dice)));
        let mut now = 0.0_f64;
        sheet.events.reserve_exact(moments.len());
        for (index, moment) in moments.iter().enumerate() {
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
            sheet
                .events
                .push(self.event(moment, index, (now, position), sheet, &happened, dice));
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

    fn event(
        &self,
        moment: &Moment<'_>,
        index: usize,
        (now, position): (f64, Option<Position>),
        sheet: &StatSheet,
        happened: &Happened,
        dice: &mut Dice,
    ) -> Event {
        let mut id = String::with_capacity(24);
        let key = sheet.sheet_id.as_ref().map_or("", |key| key.as_str());
        // Writing into a String cannot fail.
        let _ = write!(id, "{key}-{}", index + 1);
        let details = (!moment.emit.details.is_empty()).then(|| {
            // One by one: collecting would sort what is a handful.
            let mut details = serde_json::Map::new();
            for (name, formula) in &moment.emit.details {
                details.insert(name.clone(), evaluate(formula, happened, dice));
            }
            details
        });
        Event {
            event_type: self.population.scenario.event_types[moment.emit.event].clone(),
            match_id: sheet.match_id.clone(),
            player_id: sheet.player_id.clone(),
            timestamp: Timestamp::from(Millis(self.began + (now * 1_000.0) as i64)),
            event_id: EventId::parse(&id).ok(),
            position,
            details,
            extra: serde_json::Map::new(),
        }
    }
}

fn evaluate(formula: &Formula, happened: &Happened, dice: &mut Dice) -> Value {
    match formula {
        Formula::Fixed(value) => value.clone(),
        Formula::Number(draw) => number(rounded(draw.sample(dice))),
        Formula::Word(words, choice) => words[choice.pick(dice)].as_str().into(),
        Formula::From(source) => happened.value_of(*source),
    }
}
