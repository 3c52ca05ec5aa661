//! A sheet as the run knows it: by the numbers of what the scenario names, so that making one writes no text.
//! `print.rs` makes the stat sheet of it.

use super::arms::Arms;
use super::shared::Population;
use crate::model::{PlayerId, Position, SheetId};
use crate::simulator::maps::MapId;
use crate::simulator::scenario::Emit;
use serde_json::Value;

/// What names a sheet in its run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// From 0.
    pub(super) player: u32,
    /// From 1.
    pub(super) match_number: u64,
    /// Which of the player's matches it was, from 1.
    pub(super) nth: u32,
}

/// One player's report of one match.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    pub(super) population: &'a Population,
    pub(super) key: Key,
    /// When it was made, by the player's own clock.
    pub(super) at: i64,
    pub(super) seconds: f64,
    pub(super) level: u32,
    pub(super) mode: u16,
    pub(super) map: Option<MapId>,
    /// The player's session, from 1.
    pub(super) session: u32,
    /// When it began, milliseconds after the start of the run.
    pub(super) session_after_ms: i64,
    /// The place of the player's time zone in the scenario.
    pub(super) time_zone: u8,
    pub(super) arms: Arms,
    /// The facts of the player, in the scenario's order.
    pub(super) facts: Vec<FieldValue<'a>>,
    /// Item and units; each item once, in any order.
    pub(super) looted: Vec<(u32, u64)>,
    /// In the order in which they were found.
    pub(super) spots: Vec<Spot>,
    /// The stats of the mode, in their order.
    pub(super) stats: Vec<FieldValue<'a>>,
    /// In the order of time.
    pub(super) events: Vec<Event<'a>>,
    /// The details of all events, one after the other.
    pub(super) details: Vec<FieldValue<'a>>,
}

/// Units of one item that lay in one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) item: u32,
    pub(super) units: u32,
    pub(super) place: Position,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Event<'a> {
    pub(super) emit: &'a Emit,
    pub(super) at: i64,
    pub(super) position: Option<Position>,
}

/// The value of a stat or a detail.
#[derive(Debug, Clone, Copy)]
pub(super) enum FieldValue<'a> {
    Fixed(&'a Value),
    Word(&'a str),
    Whole(i64),
    Fraction(f64),
    Flag(bool),
}

impl Sheet<'_> {
    /// How many units of all items were looted.
    pub fn total_units(&self) -> u64 {
        self.looted.iter().map(|(_, units)| units).sum()
    }

    /// Units by the numbers of their items, as [`Population::item_names`] has them.
    pub fn looted(&self) -> &[(u32, u64)] {
        &self.looted
    }

    /// How many events it tells of.
    pub fn event_count(&self) -> usize {
        self.events.len()
    }
}

impl Key {
    pub(super) fn player_id(&self, population: &Population) -> PlayerId {
        population.ids.player(self.player)
    }

    pub(super) fn sheet_id(&self) -> SheetId {
        SheetId::parse(&self.text()).expect("it is short and plain")
    }

    pub(super) fn text(&self) -> String {
        format!("m{}-{}", self.match_number, self.nth)
    }
}

impl FieldValue<'_> {
    /// A number as JSON writes it: whole ones without a point.
    pub(super) fn number(value: f64) -> Self {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.trunc() == value && value.abs() < EXACT {
            return Self::Whole(value as i64);
        }
        Self::Fraction(value)
    }
}
