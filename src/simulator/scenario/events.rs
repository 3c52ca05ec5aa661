//! Events of a scenario: a player's match as a state machine, and what happens at certain moments.

use super::build::Build;
use super::value::Formula;
use super::wire::{EmitWire, MachineWire, PhaseWire, TriggersWire, ValueWire};
use std::collections::BTreeMap;

/// An event, with the chance that it happens when its moment comes.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Emit {
    /// The number of its type.
    pub(in crate::simulator) event: usize,
    pub(in crate::simulator) chance: f64,
    pub(in crate::simulator) details: Vec<(String, Formula)>,
}

/// Events at certain moments.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::simulator) struct Triggers {
    pub(in crate::simulator) session_start: Vec<Emit>,
    pub(in crate::simulator) match_start: Vec<Emit>,
    pub(in crate::simulator) win: Vec<Emit>,
    pub(in crate::simulator) loss: Vec<Emit>,
    pub(in crate::simulator) level_up: Vec<Emit>,
    pub(in crate::simulator) rare_drop: Vec<Emit>,
}

/// What happens at a fixed part of a match.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Phase {
    /// From 0, the beginning, to 1, the end.
    pub(in crate::simulator) at: f64,
    pub(in crate::simulator) emit: Emit,
}

/// A continuous-time Markov chain: each transition waits exponentially at its rate, the first one happens.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Machine {
    pub(in crate::simulator) start: usize,
    /// By state.
    pub(in crate::simulator) states: Vec<Vec<Transition>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Transition {
    /// Its chance is 1; `None` happens in silence.
    pub(in crate::simulator) emit: Option<Emit>,
    pub(in crate::simulator) per_second: f64,
    pub(in crate::simulator) to: usize,
    pub(in crate::simulator) skill: f64,
}

impl Emit {
    pub(super) fn parse(wire: &EmitWire, at: &str, build: &mut Build<'_>) -> Self {
        Self {
            event: build.event(&format!("{at}.event"), &wire.event),
            chance: wire.chance,
            details: details(&wire.details, at, build),
        }
    }

    fn all(wires: &[EmitWire], at: &str, build: &mut Build<'_>) -> Vec<Self> {
        let numbered = wires.iter().enumerate();
        numbered
            .map(|(index, wire)| Self::parse(wire, &format!("{at}[{index}]"), build))
            .collect()
    }
}

fn details(
    wire: &BTreeMap<String, ValueWire>,
    at: &str,
    build: &mut Build<'_>,
) -> Vec<(String, Formula)> {
    let entries = wire.iter().map(|(name, value)| {
        let formula = Formula::parse(value, &format!("{at}.details.{name}"), build);
        (name.clone(), formula)
    });
    entries.collect()
}

impl Triggers {
    pub(super) fn parse(wire: &TriggersWire, at: &str, build: &mut Build<'_>) -> Self {
        let mut all =
            |wires: &[EmitWire], name: &str| Emit::all(wires, &format!("{at}.{name}"), build);
        Self {
            session_start: all(&wire.session_start, "session_start"),
            match_start: all(&wire.match_start, "match_start"),
            win: all(&wire.win, "win"),
            loss: all(&wire.loss, "loss"),
            level_up: all(&wire.level_up, "level_up"),
            rare_drop: all(&wire.rare_drop, "rare_drop"),
        }
    }

    /// These and those.
    pub(super) fn with(mut self, more: &Self) -> Self {
        self.session_start.extend_from_slice(&more.session_start);
        self.match_start.extend_from_slice(&more.match_start);
        self.win.extend_from_slice(&more.win);
        self.loss.extend_from_slice(&more.loss);
        self.level_up.extend_from_slice(&more.level_up);
        self.rare_drop.extend_from_slice(&more.rare_drop);
        self
    }
}

impl Phase {
    pub(super) fn parse(wire: &PhaseWire, at: &str, build: &mut Build<'_>) -> Self {
        Self {
            at: wire.at,
            emit: Emit {
                event: build.event(&format!("{at}.event"), &wire.event),
                chance: 1.0,
                details: details(&wire.details, at, build),
            },
        }
    }
}

impl Machine {
    pub(super) fn parse(wire: &MachineWire, at: &str, build: &mut Build<'_>) -> Self {
        let names = wire.states.keys().map(String::as_str);
        let start = build.find(&format!("{at}.start"), "state", &wire.start, names.clone());
        let mut states = Vec::with_capacity(wire.states.len());
        for (number, (name, transitions)) in wire.states.iter().enumerate() {
            let mut all = Vec::with_capacity(transitions.len());
            for (index, transition) in transitions.iter().enumerate() {
                let at = format!("{at}.states.{name}[{index}]");
                let to = match &transition.to {
                    Some(to) => build.find(&format!("{at}.to"), "state", to, names.clone()),
                    None => Some(number),
                };
                let emit = transition.event.as_ref().map(|event| Emit {
                    event: build.event(&format!("{at}.event"), event),
                    chance: 1.0,
                    details: details(&transition.details, &at, build),
                });
                if emit.is_none() && !transition.details.is_empty() {
                    build.notes.note(
                        format!("{at}.details"),
                        "belong to an event: name it with event",
                    );
                }
                all.push(Transition {
                    emit,
                    per_second: transition.per_minute / 60.0,
                    to: to.unwrap_or(number),
                    skill: transition.skill,
                });
            }
            states.push(all);
        }
        Self {
            start: start.unwrap_or(0),
            states,
        }
    }
}
