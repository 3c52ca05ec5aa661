//! A player between arrival and leaving: what changes from match to match.

use super::person::Person;
use super::shared::Population;
use super::upload::Upload;
use crate::simulator::dice::Dice;
use crate::simulator::distributions;
use crate::simulator::maps::MapId;
use crate::simulator::rolls::Rolls;
use crate::simulator::scenario::{CheatKind, Gain, Levels};
use crate::simulator::tables::Pity;

/// A player.
#[derive(Debug)]
pub(super) struct Player<'a> {
    /// Among all players of the run, from 0.
    pub(super) number: u32,
    pub(super) person: Person,
    pub(super) pity: Pity,
    pub(super) matches: u32,
    pub(super) sessions: u32,
    pub(super) level: u32,
    /// Towards the next level.
    pub(super) experience: f64,
    /// Matches lost in a row.
    pub(super) loss_streak: u32,
    /// The one under way. Most players rest, and millions of them fit into memory.
    pub(super) session: Option<Box<Session<'a>>>,
}

/// A session under way.
#[derive(Debug)]
pub(super) struct Session<'a> {
    pub(super) started: i64,
    /// Matches yet to play.
    pub(super) left: u32,
    pub(super) played: u32,
    pub(super) had_rare_drop: bool,
    pub(super) had_level_up: bool,
    /// Played offline: what was not sent yet.
    pub(super) held: Option<Vec<Upload<'a>>>,
    /// The match under way.
    pub(super) playing: Option<Playing>,
}

/// A player's part in a match.
#[derive(Debug, Clone, Copy)]
pub(super) struct Playing {
    pub(super) mode: u16,
    pub(super) map: Option<MapId>,
    pub(super) team: u16,
    pub(super) placement: u16,
    pub(super) won: bool,
    pub(super) match_number: u64,
    pub(super) began: i64,
    pub(super) left: i64,
    /// The match's length, seconds.
    pub(super) length_seconds: f32,
}

impl Playing {
    /// How long the player is in the match, seconds.
    pub(super) fn seconds(&self) -> f64 {
        (self.left - self.began) as f64 / 1_000.0
    }
}

/// Streams of the dice: who somebody is, their sessions, their matches; and those of worlds.
pub(super) mod streams {
    const PERSON: u64 = 1 << 40;
    const SESSIONS: u64 = 2 << 40;
    const MATCHES: u64 = 3 << 40;
    const WORLD: u64 = 4 << 40;
    /// Words of one session.
    const SESSION_WORDS: u64 = 1 << 12;
    /// Words of one match: no match needs nearly as many.
    const MATCH_WORDS: u64 = 1 << 24;
    /// Where the report of a match begins; before it is what decides the match.
    const REPORT: u64 = 1 << 8;

    pub(in super::super) fn person(player: u32) -> (u64, u64) {
        (PERSON + u64::from(player), 0)
    }

    pub(in super::super) fn session(player: u32, number: u32) -> (u64, u64) {
        (
            SESSIONS + u64::from(player),
            u64::from(number) * SESSION_WORDS,
        )
    }

    pub(in super::super) fn form(player: u32, number: u32) -> (u64, u64) {
        (MATCHES + u64::from(player), u64::from(number) * MATCH_WORDS)
    }

    pub(in super::super) fn report(player: u32, number: u32) -> (u64, u64) {
        (
            MATCHES + u64::from(player),
            u64::from(number) * MATCH_WORDS + REPORT,
        )
    }

    pub(in super::super) fn of_match(number: u64) -> (u64, u64) {
        (WORLD, number * SESSION_WORDS * 8)
    }
}

/// What becomes of a player after a session.
#[derive(Debug, Clone, Copy)]
pub(super) struct AfterSession {
    /// The chance of leaving for good.
    pub(super) hazard: f64,
    /// When the next session begins; `None` has left.
    pub(super) next: Option<i64>,
}

impl Player<'_> {
    pub(super) fn skill(&self, population: &Population) -> f64 {
        self.person.skill_after(self.matches, population)
    }

    /// Begins a session: how many matches it will have.
    pub(super) fn begin_session(&mut self, at: i64, population: &Population, dice: &mut Dice) {
        let (stream, word) = streams::session(self.number, self.sessions);
        dice.turn_to(stream, word);
        let kind = self.person.kind(population);
        let factor = self.person.matches_factor(at);
        let matches = kind.matches_per_session.times(factor).count(dice).max(1);
        let offline = dice.unit() < population.scenario.delivery.offline.share;
        self.session = Some(Box::new(Session {
            started: at,
            left: matches,
            played: 0,
            had_rare_drop: false,
            had_level_up: false,
            held: offline.then(Vec::new),
            playing: None,
        }));
    }

    /// After `session`, which ended at `at`: stays or leaves, by a hazard that depends on what happened.
    pub(super) fn rest(
        &mut self,
        session: &Session<'_>,
        at: i64,
        population: &Population,
        dice: &mut Dice,
    ) -> AfterSession {
        let (stream, word) = streams::session(self.number, self.sessions);
        dice.turn_to(stream, word + 64);
        self.sessions += 1;
        let hazard = self.hazard(session, population);
        if dice.unit() < hazard {
            return AfterSession { hazard, next: None };
        }
        let kind = self.person.kind(population);
        let bot = self.person.cheats(CheatKind::Bot, at);
        let rate =
            kind.sessions_per_day * self.person.factors.sessions_per_day * bot.unwrap_or(1.0);
        let play = distributions::exponential(dice) / rate;
        let next = match bot {
            // A program does not sleep.
            Some(_) => at + 1 + (play * crate::model::Millis::DAY as f64) as i64,
            None => population
                .clock
                .after(at, self.person.ahead_ms(population), play),
        };
        AfterSession {
            hazard,
            next: Some(next),
        }
    }

    /// The chance of leaving for good after a session: see `ChurnWire`.
    fn hazard(&self, session: &Session<'_>, population: &Population) -> f64 {
        let churn = &population.scenario.players.churn;
        let faded = libm::pow(f64::from(self.sessions), -churn.fade);
        let mut hazard = churn.later + (churn.first - churn.later) * faded;
        // More than ten in a row do not make it worse.
        for _ in 1..self.loss_streak.min(11) {
            hazard *= churn.loss_streak;
        }
        if session.had_rare_drop {
            hazard *= churn.rare_drop;
        }
        if session.had_level_up {
            hazard *= churn.level_up;
        }
        (hazard * self.person.factors.churn_hazard).clamp(0.0, 1.0)
    }

    /// Counts a finished match; says whether a level was gained.
    pub(super) fn learn(&mut self, won: bool, levels: Option<&Levels>) -> bool {
        self.matches += 1;
        self.loss_streak = if won { 0 } else { self.loss_streak + 1 };
        let before = self.level;
        if let Some(levels) = levels {
            match levels.by {
                Gain::Wins if won => self.level = (self.level + 1).min(levels.max),
                Gain::Wins => {}
                Gain::Experience {
                    per_match, per_win, ..
                } => {
                    let gained = per_match + if won { per_win } else { 0.0 };
                    let experience = self.experience + gained * self.person.factors.experience;
                    (self.level, self.experience) = levels.reached(self.level, experience);
                }
            }
        }
        self.level > before
    }
}
