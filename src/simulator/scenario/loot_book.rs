//! Loot tables compiled for every combination of effects that players can be under.

use super::effects::Effects;
use super::players::{Experiment, Players};
use crate::simulator::tables::{DropEffect, Loot, LootTables};
use serde::Serialize;
use std::collections::BTreeMap;

/// Each combination is a copy of all tables.
const MOST: usize = 512;

/// Whose luck changes in the course of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulator) enum Luck {
    Usual,
    /// The cheat, by grade.
    Cheated(usize),
    /// The outlier's.
    Blessed,
}

/// All combinations. One is a row of choices: archetype, variant of each experiment, luck.
#[derive(Debug, Clone)]
pub(in crate::simulator) struct LootBook {
    /// By archetype: 0 when it changes no drops, else a number of its own.
    archetypes: Vec<usize>,
    /// By experiment and variant, likewise.
    variants: Vec<Vec<usize>>,
    lucks: usize,
    pages: Vec<Loot>,
}

impl LootBook {
    /// Compiles all combinations, or says how many there are when they are too many.
    pub(super) fn new(of: &Influences<'_>, tables: &LootTables) -> Result<Self, usize> {
        let archetypes = numbered(of.archetypes());
        let variants: Vec<_> = (0..of.experiments.len())
            .map(|number| numbered(of.variants(number)))
            .collect();
        let lucks = match of.grades.len() {
            0 => 2,
            grades => 2 + grades,
        };
        let factors = variants.iter().map(|variants| different(variants));
        let size = factors.fold(different(&archetypes) * lucks, usize::saturating_mul);
        if size > MOST {
            return Err(size);
        }
        let mut rows: Vec<Vec<DropEffect>> = vec![Vec::new()];
        rows = product(rows, &archetypes, |kind| {
            &of.players.archetypes[kind].effects.drops
        });
        for (experiment, choices) in variants.iter().enumerate() {
            let variants = &of.experiments[experiment].variants;
            rows = product(rows, choices, |variant| &variants[variant].effects.drops);
        }
        let luck: Vec<usize> = (0..lucks).collect();
        rows = product(rows, &luck, |luck| match luck {
            0 | 1 => of.blessed,
            grade => &of.grades[grade - 2],
        });
        Ok(Self {
            pages: rows.iter().map(|effects| tables.compile(effects)).collect(),
            archetypes,
            variants,
            lucks,
        })
    }

    /// What players of this archetype and these variants find under usual luck: the place of a page.
    pub(in crate::simulator) fn page(
        &self,
        archetype: usize,
        variant_of: impl Fn(usize) -> usize,
    ) -> usize {
        let mut row = self.archetypes[archetype];
        for (experiment, variants) in self.variants.iter().enumerate() {
            row = row * different(variants) + variants[variant_of(experiment)];
        }
        row * self.lucks
    }

    /// All combinations under usual luck, each with the group of players that it is for. Those of cheats follow
    /// from these by the factor on rare drops; computing them all would take many times as long.
    pub(in crate::simulator) fn groups<'a>(
        &'a self,
        players: &'a Players,
        experiments: &'a [Experiment],
    ) -> impl Iterator<Item = (&'a Loot, Group)> {
        let pages = self.pages.iter().enumerate().step_by(self.lucks);
        pages.map(|(page, loot)| (loot, self.group(players, experiments, page)))
    }

    /// The group of players that look at a page.
    fn group(&self, players: &Players, experiments: &[Experiment], page: usize) -> Group {
        let mut row = page / self.lucks;
        let mut group = Group::default();
        for (experiment, variants) in self.variants.iter().enumerate().rev() {
            let number = row % different(variants);
            row /= different(variants);
            if different(variants) > 1 {
                let of = &experiments[experiment];
                let named = of.variants.iter().zip(variants);
                let names = named.filter(|(_, other)| **other == number);
                let names = names.map(|(variant, _)| variant.name.to_string());
                group.variants.insert(of.name.to_string(), names.collect());
            }
        }
        if different(&self.archetypes) > 1 {
            let named = players.archetypes.iter().zip(&self.archetypes);
            let kinds = named.filter(|(_, other)| **other == row);
            group.archetypes = kinds.map(|(kind, _)| kind.name.clone()).collect();
        }
        group
    }

    /// The tables of a page under some luck.
    pub(in crate::simulator) fn loot(&self, page: usize, luck: Luck) -> &Loot {
        let more = match luck {
            Luck::Usual => 0,
            Luck::Blessed => 1,
            Luck::Cheated(grade) => 2 + grade,
        };
        // Where nobody has luck of some kind, the usual one holds.
        &self.pages[page + if more < self.lucks { more } else { 0 }]
    }
}

/// A group of players who find loot alike.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::simulator) struct Group {
    /// Empty: all.
    archetypes: Vec<String>,
    /// Experiment → its variants that are in this group; experiments that change no drops are not listed.
    variants: BTreeMap<String, Vec<String>>,
}

/// Everything that changes drops.
pub(super) struct Influences<'a> {
    pub(super) players: &'a Players,
    pub(super) experiments: &'a [Experiment],
    /// Of the outlier `lucky`.
    pub(super) blessed: &'a Vec<DropEffect>,
    /// By grade of the cheat `luck`; empty when nobody has it.
    pub(super) grades: &'a [Vec<DropEffect>],
}

impl<'a> Influences<'a> {
    fn archetypes(&self) -> impl Iterator<Item = &'a Effects> {
        self.players.archetypes.iter().map(|kind| &kind.effects)
    }

    fn variants(&self, experiment: usize) -> impl Iterator<Item = &'a Effects> {
        self.experiments[experiment]
            .variants
            .iter()
            .map(|variant| &variant.effects)
    }
}

/// A number for each: 0 for all that change no drops.
fn numbered<'a>(effects: impl Iterator<Item = &'a Effects>) -> Vec<usize> {
    let mut next = 0;
    let numbers = effects.map(|effects| {
        if effects.drops.is_empty() {
            return 0;
        }
        next += 1;
        next
    });
    numbers.collect()
}

fn different(numbers: &[usize]) -> usize {
    numbers.iter().max().map_or(1, |most| most + 1)
}

/// Every row with the effects of every different choice.
fn product<'a>(
    rows: Vec<Vec<DropEffect>>,
    choices: &[usize],
    effects: impl Fn(usize) -> &'a Vec<DropEffect>,
) -> Vec<Vec<DropEffect>> {
    let mut all = Vec::with_capacity(rows.len() * different(choices));
    for row in rows {
        for number in 0..different(choices) {
            let mut row = row.clone();
            if let Some(choice) = choices.iter().position(|choice| *choice == number)
                && number > 0
            {
                row.extend_from_slice(effects(choice));
            }
            all.push(row);
        }
    }
    all
}
