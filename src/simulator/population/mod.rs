//! Plays a scenario: players arrive, come back over days, meet in matches, and leave for good, while the truth
//! about them is written down.
//!
//! # How any number of threads makes the same run in bounded memory
//!
//! Players meet, so no sheet is a function of its own number alone. The run is cut into *worlds* instead: a few
//! thousand players each, as many as the run has players for and never as many as there are threads. A player
//! lives in one world and meets only its other players. Worlds know nothing of each other, so each can be played by
//! any thread; within one, things happen strictly in the order of time, from one queue.
//!
//! A [`World`] is played forward to some instant and hands out what was sent until then, in order. Whoever plays
//! the worlds chooses the instants: they change nothing but memory. Merged by time and then by world, the uploads of
//! all worlds are the run's, and their places are its sequence numbers.
//!
//! A player who has not arrived or has left takes no memory; one who may come back takes about two hundred bytes.
//! A sheet is made when its player leaves the match and is kept only as long as its delivery waits.
//!
//! # Where chance comes from
//!
//! Each player has one stream of numbers for who they are, one for their sessions and one for their matches, and
//! each session and each match begins at a place of its own. So what a player is does not depend on what happened
//! before, and one more event in a match moves no number of the next.

mod clock;
mod contest;
mod deliver;
mod happen;
mod ids;
mod outbox;
mod person;
mod player;
mod print;
mod report;
mod sheet;
mod truth;
mod upload;
mod world;

pub use sheet::Sheet;
pub use truth::Record;
pub use upload::{Body, DeliveryFault, Expected, Label, Upload};
pub use world::{Sink, World};

use super::scenario::Scenario;
use crate::model::{ItemKind, Millis};
use clock::Clock;
use ids::Ids;

/// Few enough that a world's players fit into a cache, many enough that a match of a thousand fills.
const PLAYERS_PER_WORLD: u32 = 4_096;

/// How large a run is and which one. Equal runs of equal scenarios give equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Names it among all runs of the scenario.
    pub seed: u64,
    /// When the first player arrives.
    pub start: Millis,
    /// Days of calendar time; matches that have begun by then are played to their end.
    pub days: u32,
    /// Players who arrive over the days.
    pub players_total: u32,
    /// When given, no more matches than this are begun, spread evenly over the worlds.
    pub matches: Option<u64>,
}

/// A scenario and a run of it: what all its worlds share.
#[derive(Debug)]
pub struct Population {
    pub(super) scenario: Scenario,
    pub(super) run: Run,
    worlds: u32,
    clock: Clock,
    ids: Ids,
    /// By item: its place in the order of names.
    item_places: Vec<u32>,
}

impl Population {
    /// The population of a run.
    pub fn new(scenario: Scenario, run: Run) -> Self {
        Self {
            worlds: run.players_total.div_ceil(PLAYERS_PER_WORLD).max(1),
            clock: Clock::new(&scenario, &run),
            ids: Ids::new(&scenario, &run),
            item_places: item_places(&scenario),
            scenario,
            run,
        }
    }

    /// The scenario that is played.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Which run it is.
    pub fn run(&self) -> Run {
        self.run
    }

    /// How many worlds there are.
    pub fn worlds(&self) -> u32 {
        self.worlds
    }

    /// World number `number` (from 0) at its beginning. `with_truth` notes what was drawn, too.
    pub fn world(&self, number: u32, with_truth: bool) -> World<'_> {
        World::new(self, number, with_truth)
    }

    /// When the run's calendar ends.
    pub fn end(&self) -> Millis {
        Millis(self.run.start.0 + i64::from(self.run.days) * Millis::DAY)
    }

    /// A span in which so many sheets are sent that handing them over costs nothing, and so few that they take
    /// little memory. Milliseconds.
    pub fn window_ms(&self) -> i64 {
        const SHEETS: f64 = 8_000.0;
        const SHEETS_PER_PLAYER_AND_DAY: f64 = 4.0;
        let days = SHEETS / (SHEETS_PER_PLAYER_AND_DAY * f64::from(self.run.players_total));
        ((days * Millis::DAY as f64) as i64).clamp(1_000, Millis::HOUR)
    }

    /// The items of the scenario in the order of their numbers.
    pub fn item_names(&self) -> impl Iterator<Item = &ItemKind> {
        self.scenario.items.iter().map(|item| &item.kind)
    }

    /// What is true of the whole run, before anybody plays.
    pub fn truth(&self) -> Vec<Record> {
        truth::of_run(self)
    }
}

fn item_places(scenario: &Scenario) -> Vec<u32> {
    let mut sorted: Vec<usize> = (0..scenario.items.len()).collect();
    sorted.sort_by_key(|item| &scenario.items[*item].kind);
    let mut places = vec![0; sorted.len()];
    for (place, item) in (0..).zip(sorted) {
        places[item] = place;
    }
    places
}
