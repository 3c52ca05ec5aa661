//! What all worlds of a run share.

use super::clock::Clock;
use super::ids::Ids;
use super::run::Run;
use crate::model::{ItemKind, Millis};
use crate::simulator::scenario::Scenario;

/// Few enough that a world's players fit into a cache, many enough that a match of a thousand fills.
const PLAYERS_PER_WORLD: u32 = 4_096;
/// As good as for ever.
const DAYS_OF_GOING_ON: u32 = 3_650;

/// A scenario and a run of it: what all its worlds share.
#[derive(Debug)]
pub struct Population {
    pub(in crate::simulator) scenario: Scenario,
    pub(in crate::simulator) run: Run,
    pub(super) worlds: u32,
    /// Days after those of the run.
    more_days: u32,
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    /// By item: its place in the order of names.
    pub(super) item_places: Vec<u32>,
}

impl Population {
    /// The population of a run.
    pub fn new(scenario: Scenario, run: Run) -> Self {
        Self {
            more_days: 0,
            worlds: run.players_total.div_ceil(PLAYERS_PER_WORLD).max(1),
            clock: Clock::new(&scenario, &run),
            ids: Ids::new(&scenario, &run),
            item_places: item_places(&scenario),
            scenario,
            run,
        }
    }

    /// The same, which does not end with the run's days: players keep arriving as before. Until then nothing is
    /// different.
    #[must_use]
    pub fn going_on(self) -> Self {
        Self {
            more_days: DAYS_OF_GOING_ON,
            ..self
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

    /// Whether player `number` (from 0) may ever arrive.
    pub(super) fn awaits(&self, number: u32) -> bool {
        number < self.run.players_total || (self.more_days > 0 && self.clock.goes_on())
    }

    /// How many worlds there are.
    pub fn worlds(&self) -> u32 {
        self.worlds
    }

    /// When the run's calendar ends.
    pub fn end(&self) -> Millis {
        let days = i64::from(self.run.days) + i64::from(self.more_days);
        Millis(self.run.start.0 + days * Millis::DAY)
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
