//! The sheet that a player reports at the end of a match.

use super::happen::{EventWriter, MatchFacts, PendingEvents};
use super::player::{Player, Playing, Session, streams};
use super::shared::Population;
use super::sheet::{FieldValue, Key, Sheet, Spot};
use crate::model::Position;
use crate::simulator::dealing::dealt;
use crate::simulator::dice::Dice;
use crate::simulator::distributions::Draw;
use crate::simulator::rolls::Rolls;
use crate::simulator::scenario::{CheatKind, Formula, Mode, Stat, StatType, rounded};

/// Makes sheets, one after the other.
pub(super) struct Reporter<'a> {
    population: &'a Population,
    /// Units by item; all 0 between two sheets.
    found: Vec<u64>,
    /// Rooms that are used again: the items found in a match, where they lay, what one opening gave, and the moments.
    touched: Vec<u32>,
    spots: Vec<Spot>,
    drops: Vec<(usize, u32)>,
    moments: PendingEvents<'a>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(population: &'a Population) -> Self {
        Self {
            population,
            found: vec![0; population.scenario.items.len()],
            touched: Vec::new(),
            spots: Vec::new(),
            drops: Vec::new(),
            moments: PendingEvents::new(population),
        }
    }

    /// The sheet of a match that `player` has just left; the player learns from it.
    pub(super) fn report(
        &mut self,
        player: &mut Player<'a>,
        session: &mut Session<'a>,
        playing: &Playing,
        dice: &mut Dice,
    ) -> Sheet<'a> {
        let population = self.population;
        let scenario = &population.scenario;
        let mode = &scenario.modes[usize::from(playing.mode)];
        let (stream, word) = streams::report(player.number, player.matches);
        dice.turn_to(stream, word);
        let seconds = playing.seconds();
        let ahead_ms = (f64::from(player.person.clock_ahead_seconds) * 1_000.0) as i64;
        let mut sheet = Sheet {
            population,
            key: Key {
                player: player.number,
                match_number: playing.match_number,
                nth: player.matches + 1,
            },
            at: playing.left + ahead_ms,
            seconds: rounded(seconds),
            level: player.level,
            mode: playing.mode,
            map: playing.map,
            session: player.sessions + 1,
            session_after_ms: session.started - population.run.start.0,
            time_zone: player.person.time_zone,
            arms: player.person.arms,
            facts: Vec::new(),
            looted: Vec::new(),
            spots: Vec::new(),
            stats: Vec::new(),
            events: Vec::new(),
            details: Vec::new(),
        };

        let mut moments = std::mem::replace(&mut self.moments, PendingEvents::new(population));
        let on = &mode.on;
        if session.played == 0 {
            moments.add(0.0, &on.session_start, None, player, dice);
        }
        moments.add(0.0, &on.match_start, None, player, dice);
        session.had_rare_drop |= self.loot(mode, playing, player, &mut moments, dice);
        if let Some(machine) = &mode.machine {
            moments.run(machine, seconds, player, dice);
        }
        for phase in &mode.phases {
            let at = phase.at * f64::from(playing.length_seconds);
            if at <= seconds {
                moments.add(at, std::slice::from_ref(&phase.emit), None, player, dice);
            }
        }
        moments.add(
            seconds,
            if playing.won { &on.win } else { &on.loss },
            None,
            player,
            dice,
        );
        let skill = player.skill(population);
        let mut happened = MatchFacts {
            placement: playing.placement,
            won: playing.won,
            survived_seconds: seconds,
            distance: 0.0,
            value: self.value(),
            level: player.level,
            loss_streak: player.loss_streak,
            session: player.sessions + 1,
            match_of_player: player.matches + 1,
            team: playing.team,
        };
        session.played += 1;
        if player.learn(playing.won, scenario.levels.as_ref()) {
            session.had_level_up = true;
            moments.add(seconds, &on.level_up, None, player, dice);
        }
        let person = &player.person;
        let telling = EventWriter {
            map: playing.map.map(|map| scenario.maps.get(map)),
            haste: person.factors.speed
                * person
                    .cheats(CheatKind::Speed, playing.began)
                    .unwrap_or(1.0),
            jumps: person
                .cheats(CheatKind::Teleport, playing.began)
                .unwrap_or(0.0)
                / 60.0,
            began: playing.began + ahead_ms,
            seconds,
        };
        happened.distance = telling.tell(&mut moments.all, &mut sheet, happened, dice);
        moments.all.clear();
        self.moments = moments;
        self.write_loot(&mut sheet);
        self.write_stats(&mut sheet, player, (&happened, skill), dice);
        sheet.facts = facts(population, player, &happened);
        sheet
    }

    /// Opens what the mode has to open; says whether something rare was in it.
    fn loot(
        &mut self,
        mode: &'a Mode,
        playing: &Playing,
        player: &mut Player<'a>,
        moments: &mut PendingEvents<'a>,
        dice: &mut Dice,
    ) -> bool {
        let population = self.population;
        let scenario = &population.scenario;
        let (page, luck) = player.person.page_and_luck(player.matches, playing.began);
        let loot = scenario.book.loot(page, luck);
        let map = playing.map.map(|map| scenario.maps.get(map));
        let seconds = playing.seconds();
        let share = seconds / f64::from(playing.length_seconds);
        let collector = player
            .person
            .cheats(CheatKind::Collector, playing.began)
            .unwrap_or(1.0);
        let copied = player.person.cheats(CheatKind::Duplication, playing.began);
        let keep = if playing.won { 1.0 } else { mode.keep_on_loss };
        let mut had_rare_drop = false;
        let mut drops = std::mem::take(&mut self.drops);
        for openings in &mode.loot {
            if openings.on_win && !playing.won {
                continue;
            }
            let part = if openings.on_win { 1.0 } else { share };
            let factor = part * collector * player.person.factors.openings;
            for _ in 0..openings.count.times(factor).count(dice) {
                drops.clear();
                loot.open(
                    openings.table,
                    &mut player.pity,
                    dice,
                    &mut |item, units| drops.push((item, units)),
                );
                for (item, units) in &drops {
                    let place = map.map(|map| map.place(*item, dice).1);
                    if scenario.items[*item].is_rare {
                        had_rare_drop = true;
                        let at = if openings.on_win {
                            seconds
                        } else {
                            dice.unit() * seconds
                        };
                        moments.add(at, &mode.on.rare_drop, place, player, dice);
                    }
                    if keep < 1.0 && dice.unit() >= keep {
                        continue;
                    }
                    let twice = copied.is_some_and(|share| dice.unit() < share);
                    self.take(*item, units * if twice { 2 } else { 1 }, place);
                }
            }
        }
        self.drops = drops;
        had_rare_drop
    }

    fn take(&mut self, item: usize, units: u32, place: Option<Position>) {
        if units == 0 {
            return;
        }
        if self.found[item] == 0 {
            self.touched.push(item as u32);
        }
        self.found[item] += u64::from(units);
        self.spots.extend(place.map(|place| Spot {
            item: item as u32,
            units,
            place,
        }));
    }

    fn value(&self) -> f64 {
        let items = &self.population.scenario.items;
        self.touched
            .iter()
            .map(|item| items[*item as usize].value * self.found[*item as usize] as f64)
            .sum()
    }

    fn write_loot(&mut self, sheet: &mut Sheet<'a>) {
        let found = &mut self.found;
        let counted = self.touched.drain(..);
        sheet
            .looted
            .extend(counted.map(|item| (item, std::mem::take(&mut found[item as usize]))));
        sheet.spots.extend_from_slice(&self.spots);
        self.spots.clear();
    }

    fn write_stats(
        &self,
        sheet: &mut Sheet<'a>,
        player: &Player<'a>,
        (happened, skill): (&MatchFacts, f64),
        dice: &mut Dice,
    ) {
        let population = self.population;
        let stats = population.scenario.stats_of(sheet.mode);
        sheet.stats.reserve_exact(population.scenario.stats.len());
        sheet
            .stats
            .extend(stats.map(|(index, stat)| match &stat.formula {
                Formula::Fixed(value) => FieldValue::Fixed(value),
                Formula::Word(words, choice) => FieldValue::Word(&words[choice.pick(dice)]),
                Formula::From(source) => happened.value_of(*source),
                Formula::Number(draw) => {
                    let factor = player.person.on_stat(index, population);
                    drawn(
                        stat,
                        &stat.law_for(draw, skill, happened.level, factor),
                        dice,
                    )
                }
            }));
    }
}

/// The facts of a player at the end of a match.
fn facts<'a>(
    population: &'a Population,
    player: &Player<'_>,
    happened: &MatchFacts,
) -> Vec<FieldValue<'a>> {
    let facts = &population.scenario.players.facts;
    if facts.is_empty() {
        return Vec::new();
    }
    let id = population.ids.player(player.number);
    let values = facts.iter().map(|(name, formula)| match formula {
        Formula::Fixed(value) => FieldValue::Fixed(value),
        Formula::Word(words, choice) => {
            FieldValue::Word(&words[choice.at(dealt(name.as_str(), "", id.as_str()))])
        }
        Formula::From(source) => happened.value_of(*source),
        Formula::Number(_) => unreachable!("a scenario with such a fact is refused"),
    });
    values.collect()
}

fn drawn(stat: &Stat, draw: &Draw, dice: &mut Dice) -> FieldValue<'static> {
    let value = draw.sample(dice);
    match stat.kind {
        StatType::Int => FieldValue::number(libm::round(value)),
        StatType::Bool => FieldValue::Flag(value >= 0.5),
        // A categorical stat has words and is never drawn: see the scenario's own checks.
        StatType::Float | StatType::Categorical => FieldValue::Fraction(rounded(value)),
    }
}
