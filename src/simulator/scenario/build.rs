//! What every part of a scenario needs while it is read: the notes of mistakes, and the names that others may use.

use super::wire::ScenarioWire;
use crate::model::{EventType, Faults, Name};
use crate::simulator::distributions::Notes;
use crate::simulator::unknown::unknown;
use crate::simulator::weighted::Weighted;

/// More kinds of events than any game reports.
const MAX_EVENT_TYPES: usize = 1_000;
const MAX_WEIGHT: f64 = 1e9;

/// A scenario on its way from its shape to a valid one.
pub(super) struct Build<'a> {
    pub(super) wire: &'a ScenarioWire,
    pub(super) notes: Notes,
    /// Every event type named so far; their places are their numbers.
    pub(super) events: Vec<EventType>,
}

impl<'a> Build<'a> {
    pub(super) fn new(wire: &'a ScenarioWire) -> Self {
        Self {
            wire,
            notes: Notes::default(),
            events: Vec::new(),
        }
    }

    /// Takes over what another part found.
    pub(super) fn faults(&mut self, faults: Faults) {
        self.notes.0.extend(faults.as_slice().iter().cloned());
    }

    /// The number of an event type; a new name gets a new one.
    pub(super) fn event(&mut self, at: &str, name: &str) -> usize {
        if let Some(known) = self.events.iter().position(|known| known.as_str() == name) {
            return known;
        }
        match EventType::parse(name) {
            Err(reason) => self.notes.note(at, reason),
            Ok(_) if self.events.len() == MAX_EVENT_TYPES => {
                self.notes.note(
                    at,
                    format!("is one event type too many: {MAX_EVENT_TYPES} are enough"),
                );
            }
            Ok(event) => self.events.push(event),
        }
        self.events.len().saturating_sub(1)
    }

    /// The place of `name` among `known`.
    pub(super) fn find<'k>(
        &mut self,
        at: &str,
        kind: &str,
        name: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Option<usize> {
        let found = known.clone().position(|known| known == name);
        if found.is_none() {
            self.notes.note(at, unknown(kind, name, known));
        }
        found
    }

    /// A name as it goes into sheets.
    pub(super) fn name(&mut self, at: &str, name: &str) -> Name {
        Name::parse(name).unwrap_or_else(|reason| {
            self.notes.note(at, format!("the name {reason}"));
            Name::parse("invalid").expect("a word is a name")
        })
    }

    /// A choice by weights; none of them may be negative, and one must be above 0.
    pub(super) fn choice<'w>(
        &mut self,
        at: &str,
        weights: impl Iterator<Item = (&'w str, f64)>,
    ) -> Weighted {
        let mut usable = Vec::new();
        for (name, weight) in weights {
            let usual = (0.0..=MAX_WEIGHT).contains(&weight);
            if !usual {
                let path = if name.is_empty() {
                    at.to_owned()
                } else {
                    format!("{at}.{name}")
                };
                self.notes.note(
                    path,
                    format!("must be from 0 to {MAX_WEIGHT}, got {weight}"),
                );
            }
            usable.push(if usual { weight } else { 1.0 });
        }
        if usable.iter().all(|weight| *weight == 0.0) {
            self.notes.note(at, "must have a weight above 0");
            usable.push(1.0);
        }
        Weighted::new(usable)
    }

    /// Everything found so far.
    pub(super) fn take(&mut self) -> Option<Faults> {
        Faults::from_vec(std::mem::take(&mut self.notes.0))
    }
}
