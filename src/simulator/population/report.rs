//! The sheet that a player reports at the end of a match.

use super::Population;
use super::happen::{Happened, Moment, Moments, Telling};
use super::player::{Player, Playing, streams};
use crate::model::{
    Count, GameMode, Millis, Name, Places, Position, SheetId, StatSheet, Timestamp,
};
use crate::simulator::dice::Dice;
use crate::simulator::law::Draw;
use crate::simulator::rolls::Rolls;
use crate::simulator::scenario::{CheatKind, Formula, Mode, Stat, StatType, number, rounded};
use serde_json::Value;
use std::collections::BTreeMap;

/// Units of one item in one sheet whose places are told; of more, the first ones stand for all.
const MAX_PLACES: usize = 64;

/// What was found of one item.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    units: u64,
    places: Vec<Position>,
}

/// Makes sheets, one after the other.
pub(super) struct Reporter<'a> {
    population: &'a Population,
    /// The variants of a player as they stand in sheets, by experiment and variant.
    experiments: Vec<(Name, Vec<Name>)>,
    /// By item; empty between two sheets.
    found: Vec<Found>,
    /// The numbers of items found in this match.
    touched: Vec<usize>,
    /// Rooms that are used again: what one opening gave, and the moments of a match.
    drops: Vec<(usize, u32)>,
    moments: Vec<Moment<'a>>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(population: &'a Population) -> Self {
        let experiments = population.scenario.experiments.iter().map(|experiment| {
            let variants = experiment
                .variants
                .iter()
                .map(|variant| variant.name.clone());
            (experiment.name.clone(), variants.collect())
        });
        Self {
            population,
            experiments: experiments.collect(),
            found: vec![Found::default(); population.scenario.items.len()],
            touched: Vec::new(),
            drops: Vec::new(),
            moments: Vec::new(),
        }
    }

    /// The sheet of a match that `player` has just left; the player learns from it.
    pub(super) fn report(
        &mut self,
        player: &mut Player,
        playing: &Playing,
        dice: &mut Dice,
    ) -> StatSheet {
        let population = self.population;
        let scenario = &population.scenario;
        let mode = &scenario.modes[usize::from(playing.mode)];
        let (stream, word) = streams::report(player.number, player.matches);
        dice.turn_to(stream, word);
        let seconds = (playing.left - playing.began) as f64 / 1_000.0;
        let ahead_ms = (f64::from(player.person.clock_ahead_seconds) * 1_000.0) as i64;
        let mut sheet = StatSheet::new(
            population.ids.of_match(playing.match_number),
            population.ids.player(player.number),
            Timestamp::from(Millis(playing.left + ahead_ms)),
        );
        let key = format!("m{}-{}", playing.match_number, player.matches + 1);
        sheet.sheet_id = SheetId::parse(&key).ok();
        sheet.match_duration = Some(rounded(seconds));
        sheet.player_level = Some(player.level);
        sheet.game_mode = Some(GameMode::clone(&mode.name));
        for (number, (experiment, variants)) in self.experiments.iter().enumerate() {
            let variant = variants[player.person.arms.of(number)].clone();
            sheet.experiments.insert(experiment.clone(), variant);
        }

        let mut moments = Moments {
            all: std::mem::take(&mut self.moments),
            population,
        };
        let on = &mode.on;
        if player.session.played == 0 {
            moments.add(0.0, &on.session_start, None, player, dice);
        }
        moments.add(0.0, &on.match_start, None, player, dice);
        self.loot(mode, playing, seconds, player, &mut moments, dice);
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
        let mut happened = Happened {
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
        if player.learn(playing.won, scenario.levels.as_ref()) {
            moments.add(seconds, &on.level_up, None, player, dice);
        }
        let person = &player.person;
        let telling = Telling {
            population,
            map: mode.map.map(|map| scenario.maps.get(map)),
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
        self.moments = moments.all;
        self.write_loot(&mut sheet);
        self.write_stats(&mut sheet, playing, player, (&happened, skill), dice);
        sheet
    }

    fn loot(
        &mut self,
        mode: &'a Mode,
        playing: &Playing,
        seconds: f64,
        player: &mut Player,
        moments: &mut Moments<'a>,
        dice: &mut Dice,
    ) {
        let population = self.population;
        let scenario = &population.scenario;
        let (page, luck) = player.person.page_and_luck(player.matches, playing.began);
        let loot = scenario.book.loot(page, luck);
        let map = mode.map.map(|map| scenario.maps.get(map));
        let share = seconds / f64::from(playing.length_seconds);
        let collector = player
            .person
            .cheats(CheatKind::Collector, playing.began)
            .unwrap_or(1.0);
        let copied = player.person.cheats(CheatKind::Duplication, playing.began);
        let keep = if playing.won { 1.0 } else { mode.keep_on_loss };
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
                        player.session.had_rare_drop = true;
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
    }

    fn take(&mut self, item: usize, units: u32, place: Option<Position>) {
        let found = &mut self.found[item];
        if found.units == 0 {
            self.touched.push(item);
        }
        found.units += u64::from(units);
        if let Some(place) = place {
            let room = MAX_PLACES.saturating_sub(found.places.len());
            found
                .places
                .extend(std::iter::repeat_n(place, room.min(units as usize)));
        }
    }

    fn value(&self) -> f64 {
        let items = &self.population.scenario.items;
        self.touched
            .iter()
            .map(|item| items[*item].value * self.found[*item].units as f64)
            .sum()
    }

    fn write_loot(&mut self, sheet: &mut StatSheet) {
        for item in self.touched.drain(..) {
            let found = std::mem::take(&mut self.found[item]);
            let kind = &self.population.scenario.items[item].kind;
            let most = crate::model::MAX_COUNT;
            let count = Count::new(found.units.min(most)).expect("at most the most");
            sheet.looted_items.insert(kind.clone(), count);
            if !found.places.is_empty() {
                sheet
                    .locations
                    .insert(kind.clone(), Places::Each(found.places));
            }
        }
    }

    fn write_stats(
        &self,
        sheet: &mut StatSheet,
        playing: &Playing,
        player: &Player,
        (happened, skill): (&Happened, f64),
        dice: &mut Dice,
    ) {
        let stats = self.population.scenario.stats.iter().enumerate();
        let of_mode = stats.filter(|(_, stat)| stat.in_mode[usize::from(playing.mode)]);
        let mut all = BTreeMap::new();
        for (index, stat) in of_mode {
            let value = match &stat.formula {
                Formula::Fixed(value) => value.clone(),
                Formula::Word(words, choice) => words[choice.pick(dice)].as_str().into(),
                Formula::From(source) => happened.value_of(*source),
                Formula::Number(draw) => {
                    let factor = player.person.on_stat(index, self.population);
                    drawn(
                        stat,
                        &stat.law_for(draw, skill, happened.level, factor),
                        dice,
                    )
                }
            };
            all.insert(stat.name.clone(), value);
        }
        sheet.custom_stats = all;
    }
}

fn drawn(stat: &Stat, draw: &Draw, dice: &mut Dice) -> Value {
    let value = draw.sample(dice);
    match stat.kind {
        StatType::Int => number(libm::round(value)),
        StatType::Float => Value::from(rounded(value)),
        StatType::Bool => Value::from(value >= 0.5),
        StatType::Categorical => Value::Null,
    }
}
