//! Items and stats of a scenario.

use super::build::Build;
use super::value::Formula;
use super::wire::{StatType, StatWire};
use crate::model::{ItemKind, Name};
use crate::simulator::distributions::Draw;
use std::collections::BTreeSet;

/// Something that can be looted. Its place in the list is its number.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Item {
    pub(in crate::simulator) kind: ItemKind,
    pub(in crate::simulator) rarity: Option<String>,
    /// What one unit is worth.
    pub(in crate::simulator) value: f64,
    /// Pleases players, and can trigger events.
    pub(in crate::simulator) is_rare: bool,
}

/// What is counted or measured of each player in each match. Its place in the list is its number.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Stat {
    pub(in crate::simulator) name: Name,
    pub(in crate::simulator) kind: StatType,
    pub(in crate::simulator) formula: Formula,
    pub(in crate::simulator) per_skill: f64,
    pub(in crate::simulator) per_level: f64,
    /// By mode: whether it is reported.
    pub(in crate::simulator) in_mode: Vec<bool>,
}

pub(super) fn items(build: &mut Build<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    let rare = &build.wire.players.rare;
    for (index, wire) in build.wire.items.iter().enumerate() {
        let at = format!("items[{index}].name");
        if !seen.insert(wire.name.as_str()) {
            build
                .notes
                .note(&at, format!("{:?} is there already", wire.name));
        }
        match ItemKind::parse(&wire.name) {
            Ok(kind) if kind.as_str() == wire.name => items.push(Item {
                kind,
                rarity: wire.rarity.clone(),
                value: wire.value,
                is_rare: wire
                    .rarity
                    .as_ref()
                    .is_some_and(|rarity| rare.contains(rarity)),
            }),
            Ok(_) => build.notes.note(&at, "must not begin or end with spaces"),
            Err(reason) => build.notes.note(&at, reason),
        }
    }
    let rarities: BTreeSet<&str> = build
        .wire
        .items
        .iter()
        .filter_map(|item| item.rarity.as_deref())
        .collect();
    for (index, rarity) in rare.iter().enumerate() {
        build.find(
            &format!("players.rare[{index}]"),
            "rarity",
            rarity,
            rarities.iter().copied(),
        );
    }
    items
}

pub(super) fn stats(build: &mut Build<'_>) -> Vec<Stat> {
    let wires = &build.wire.stats;
    if wires.len() > 200 {
        build
            .notes
            .note("stats", format!("must be at most 200, got {}", wires.len()));
    }
    let stats = wires.iter().map(|(name, wire)| stat(name, wire, build));
    stats.collect()
}

fn stat(name: &str, wire: &StatWire, build: &mut Build<'_>) -> Stat {
    let at = format!("stats.{name}");
    let formula = Formula::parse(&wire.value(), &at, build);
    let fits = match (&formula, wire.kind) {
        (Formula::Word(..), kind) => kind == StatType::Categorical,
        (Formula::Number(_) | Formula::From(_), kind) => kind != StatType::Categorical,
        // Already noted.
        (Formula::Fixed(_), _) => true,
    };
    if !fits {
        build.notes.note(
            format!("{at}.type"),
            "must be categorical with values, and int, float or bool without",
        );
    }
    if !matches!(formula, Formula::Number(_)) && (wire.skill != 0.0 || wire.level != 0.0) {
        build.notes.note(
            &at,
            "skill and level move the centre of a distribution; this stat has none",
        );
    }
    let modes = build.wire.modes.keys().map(String::as_str);
    let mut in_mode = vec![wire.modes.is_empty(); modes.len()];
    for (index, mode) in wire.modes.iter().enumerate() {
        if let Some(found) =
            build.find(&format!("{at}.modes[{index}]"), "mode", mode, modes.clone())
        {
            in_mode[found] = true;
        }
    }
    Stat {
        name: build.name(&at, name),
        kind: wire.kind,
        formula,
        per_skill: wire.skill,
        per_level: wire.level,
        in_mode,
    }
}

impl Stat {
    /// The distribution of a drawn stat for somebody of this skill and level, under a factor.
    pub(in crate::simulator) fn law_for(
        &self,
        draw: &Draw,
        skill: f64,
        level: u32,
        factor: f64,
    ) -> Draw {
        let shift = self.per_skill * skill + self.per_level * f64::from(level.saturating_sub(1));
        match factor {
            1.0 => draw.shifted(shift),
            factor => draw.shifted(shift).times(factor),
        }
    }
}
