//! One world: its players and their meetings, strictly in the order of time.

use super::contest::Contest;
use super::deliver;
use super::outbox::Outbox;
use super::person::Person;
use super::player::{Player, Playing, Session, streams};
use super::report::Reporter;
use super::shared::Population;
use super::sink::Sink;
use super::truth;
use crate::model::Millis;
use crate::simulator::dice::Dice;
use crate::simulator::rolls::Rolls;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A world between two instants.
pub struct World<'a> {
    population: &'a Population,
    number: u32,
    with_truth: bool,
    dice: Dice,
    reporter: Reporter<'a>,
    /// By slot; a slot is free again when its player has left.
    players: Vec<Option<Box<Player<'a>>>>,
    free: Vec<u32>,
    due: BinaryHeap<Reverse<Due>>,
    /// By mode: who waits for a match.
    lobbies: Vec<Vec<u32>>,
    /// The next of this world's players to arrive, and when.
    next_arrival: Option<(u32, i64)>,
    matches: u64,
    /// Matches that may begin yet.
    quota: u64,
    outbox: Outbox<'a>,
}

/// Something that is due: a player's next step, or a lobby that has waited long enough.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: i64,
    /// The player's number, or [`LOBBY`] plus the mode's: what decides between equal instants.
    who: u64,
    slot: u32,
}

const LOBBY: u64 = 1 << 40;

impl Population {
    /// World number `number` (from 0) at its beginning. `with_truth` notes what was drawn, too.
    pub fn world(&self, number: u32, with_truth: bool) -> World<'_> {
        World::new(self, number, with_truth)
    }
}

impl<'a> World<'a> {
    fn new(population: &'a Population, number: u32, with_truth: bool) -> Self {
        let worlds = u64::from(population.worlds);
        let quota = population.run.matches.map_or(u64::MAX, |matches| {
            matches / worlds + u64::from(u64::from(number) < matches % worlds)
        });
        let mut world = Self {
            population,
            number,
            with_truth,
            dice: Dice::new(&population.scenario.name, population.run.seed),
            reporter: Reporter::new(population),
            players: Vec::new(),
            free: Vec::new(),
            due: BinaryHeap::new(),
            lobbies: vec![Vec::new(); population.scenario.modes.len()],
            next_arrival: None,
            matches: 0,
            quota,
            outbox: Outbox::default(),
        };
        world.next_arrival = world.arrival(number);
        world
    }

    /// Which of the population's worlds it is.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Whether nothing will ever happen here again.
    pub fn is_over(&self) -> bool {
        self.due.is_empty() && self.next_arrival.is_none() && self.outbox.is_empty()
    }

    /// Plays until `until` (not included) and hands what happened to `sink`.
    pub fn play(&mut self, until: Millis, sink: &mut impl Sink<'a>) {
        loop {
            let next = self.due.peek().map(|Reverse(due)| due.at);
            match (self.next_arrival, next) {
                (Some((player, at)), next)
                    if at < until.0 && next.is_none_or(|next| at <= next) =>
                {
                    self.arrive(player, at, sink);
                }
                (_, Some(next)) if next < until.0 => {
                    let Some(Reverse(due)) = self.due.pop() else {
                        return;
                    };
                    self.outbox.deliver(due.at, sink);
                    self.happen(&due, sink);
                }
                _ => break,
            }
        }
        self.outbox.deliver(until.0, sink);
    }

    fn happen(&mut self, due: &Due, sink: &mut impl Sink<'a>) {
        if due.who >= LOBBY {
            let mode = (due.who - LOBBY) as usize;
            // The lobby that this was set for may have filled; another one waits for its own time.
            if self.lobbies[mode].first() == Some(&due.slot) {
                self.begin_match(mode, due.at, sink);
            }
            return;
        }
        let Some(mut player) = self.players[due.slot as usize].take() else {
            return;
        };
        if let Some(mut session) = player.session.take() {
            if let Some(playing) = session.playing.take() {
                self.leave_match(due.slot, (player, session), playing, sink);
                return;
            }
            player.session = Some(session);
        } else {
            if due.at >= self.population.end().0 || self.quota == 0 {
                self.free.push(due.slot);
                return;
            }
            player.begin_session(due.at, self.population, &mut self.dice);
        }
        self.seek_match(due.slot, player, due.at, sink);
    }

    fn arrival(&mut self, player: u32) -> Option<(u32, i64)> {
        if !self.population.awaits(player) || self.quota == 0 {
            return None;
        }
        let (stream, word) = streams::person(player);
        self.dice.turn_to(stream, word);
        let at = self.population.clock.arrival(player, self.dice.unit());
        (player < self.population.run.players_total || at < self.population.end().0)
            .then_some((player, at))
    }

    fn arrive(&mut self, number: u32, at: i64, sink: &mut impl Sink<'a>) {
        let (stream, word) = streams::person(number);
        self.dice.turn_to(stream, word + 2);
        let id = self.population.ids.player(number);
        let person = Person::draw(self.population, &id, at, &mut self.dice);
        if self.with_truth {
            sink.truth(truth::player(
                self.population,
                &id,
                (&person, at, self.number),
            ));
        }
        let (page, luck) = person.page_and_luck(0, at);
        let player = Box::new(Player {
            number,
            pity: self.population.scenario.book.loot(page, luck).fresh_pity(),
            person,
            matches: 0,
            sessions: 0,
            level: 1,
            experience: 0.0,
            loss_streak: 0,
            session: None,
        });
        let slot = self.free.pop().unwrap_or_else(|| {
            self.players.push(None);
            self.players.len() as u32 - 1
        });
        self.due.push(Reverse(Due {
            at,
            who: u64::from(number),
            slot,
        }));
        self.players[slot as usize] = Some(player);
        self.next_arrival = self.arrival(number.saturating_add(self.population.worlds));
    }

    fn seek_match(
        &mut self,
        slot: u32,
        player: Box<Player<'a>>,
        at: i64,
        sink: &mut impl Sink<'a>,
    ) {
        let (stream, word) = streams::form(player.number, player.matches);
        self.dice.turn_to(stream, word);
        let mode = player
            .person
            .kind(self.population)
            .modes
            .pick(&mut self.dice);
        self.players[slot as usize] = Some(player);
        let lobby = &mut self.lobbies[mode];
        lobby.push(slot);
        let rules = &self.population.scenario.modes[mode];
        if lobby.len() >= rules.players {
            self.begin_match(mode, at, sink);
        } else if lobby.len() == 1 {
            self.due.push(Reverse(Due {
                at: at + rules.wait_ms,
                who: LOBBY + mode as u64,
                slot,
            }));
        }
    }

    /// Begins a match of everybody in the lobby: who wins and when each leaves is decided now.
    fn begin_match(&mut self, mode: usize, at: i64, sink: &mut impl Sink<'a>) {
        let slots = std::mem::take(&mut self.lobbies[mode]);
        if self.quota == 0 {
            for slot in slots {
                let player = self.players[slot as usize].take();
                if let Some(mut player) = player
                    && let Some(session) = player.session.take()
                {
                    self.end_session(slot, (player, session), at, sink);
                }
            }
            return;
        }
        self.quota -= 1;
        let match_number =
            self.matches * u64::from(self.population.worlds) + u64::from(self.number) + 1;
        self.matches += 1;
        let (stream, word) = streams::of_match(match_number);
        self.dice.turn_to(stream, word);
        let rules = &self.population.scenario.modes[mode];
        let length_seconds = rules.minutes.sample(&mut self.dice) * 60.0;
        let contest = Contest {
            population: self.population,
            rules,
            number: match_number,
        };
        let players = slots
            .iter()
            .filter_map(|slot| self.players[*slot as usize].as_deref());
        let parts = contest.decide(players, &mut self.dice);
        let map = rules.map_of(self.population.ids.of_match(match_number).as_str());
        for (slot, part) in slots.iter().zip(parts) {
            let left = at + ((length_seconds * part.share * 1_000.0) as i64).max(1_000);
            let Some(player) = &mut self.players[*slot as usize] else {
                continue;
            };
            let Some(session) = &mut player.session else {
                continue;
            };
            session.playing = Some(Playing {
                mode: mode as u16,
                map,
                team: part.team,
                placement: part.placement,
                won: part.placement == 1,
                match_number,
                began: at,
                left,
                length_seconds: length_seconds as f32,
            });
            self.due.push(Reverse(Due {
                at: left,
                who: u64::from(player.number),
                slot: *slot,
            }));
        }
        // The room is used again.
        let mut slots = slots;
        slots.clear();
        self.lobbies[mode] = slots;
    }

    fn leave_match(
        &mut self,
        slot: u32,
        (mut player, mut session): (Box<Player<'a>>, Box<Session<'a>>),
        playing: Playing,
        sink: &mut impl Sink<'a>,
    ) {
        let at = playing.left;
        let sheet = self
            .reporter
            .report(&mut player, &mut session, &playing, &mut self.dice);
        let offline = session.held.is_some();
        deliver::uploads(
            sheet,
            at,
            offline,
            self.population,
            &mut self.dice,
            |upload| match &mut session.held {
                Some(held) => held.push(upload),
                None => self.outbox.put(upload),
            },
        );
        session.left -= 1;
        let kind = player.person.kind(self.population);
        if session.left > 0 && at < self.population.end().0 && self.quota > 0 {
            let pause = kind.break_minutes.sample(&mut self.dice) * 60_000.0;
            player.session = Some(session);
            self.stay(slot, player, at + pause as i64 + 1);
            return;
        }
        self.end_session(slot, (player, session), at, sink);
    }

    fn end_session(
        &mut self,
        slot: u32,
        (mut player, mut session): (Box<Player<'a>>, Box<Session<'a>>),
        at: i64,
        sink: &mut impl Sink<'a>,
    ) {
        let after = player.rest(&session, at, self.population, &mut self.dice);
        if let Some(held) = session.held.take() {
            let seconds = self
                .population
                .scenario
                .delivery
                .offline
                .seconds
                .sample(&mut self.dice);
            let online = at + (seconds * 1_000.0) as i64;
            for mut upload in held {
                upload.at = Millis(upload.at.0.max(online));
                self.outbox.put(upload);
            }
        }
        if self.with_truth {
            let id = self.population.ids.player(player.number);
            sink.truth(truth::session(
                self.population,
                &id,
                (&player, &session),
                (at, &after),
            ));
        }
        match after.next {
            Some(next) if next < self.population.end().0 => self.stay(slot, player, next),
            _ => self.free.push(slot),
        }
    }

    fn stay(&mut self, slot: u32, player: Box<Player<'a>>, at: i64) {
        self.due.push(Reverse(Due {
            at,
            who: u64::from(player.number),
            slot,
        }));
        self.players[slot as usize] = Some(player);
    }
}
