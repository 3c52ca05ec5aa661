//! How many independent observations stand behind units: players are independent, their units are not.
//!
//! A map is known by sixteen groups of players ([`GROUPS`]), between which only chance makes a difference. By how much more
//! they differ than units would that were found one by one is the design effect (Kish, *Survey Sampling*, 1965): of
//! `u_g` units of group `g` in a square, `U_g` on the whole map and `p` the share of the square,
//! `G/(G-1) · Σ(u_g − p·U_g)² / (N·p·(1−p))`. It takes in whatever one player does, within a match and from match to match.

use super::cells::CellMap;
use super::density::Bandwidth;
use crate::model::{ByGroup, GROUPS};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Fewer groups than these, weighted by their sizes, and the difference between them is not known.
const FEWEST_GROUPS: f64 = 6.0;

/// Units of one square of a map by group of players.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupedSquare {
    /// Its row, from 0.
    pub row: usize,
    /// Its column, from 0.
    pub column: usize,
    /// Units of each group.
    #[schema(value_type = Vec<u64>, min_items = 16, max_items = 16)]
    pub units: ByGroup,
}

/// A map by groups of players, in squares that have a number each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clustering {
    squares: BTreeMap<usize, ByGroup>,
    groups: [f64; GROUPS],
}

/// What is behind the units of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleSize {
    /// Independent observations behind all units.
    pub effective: f64,
    /// For each cell how many units make one observation, at least as many as on the whole map.
    pub design_effects: Vec<f64>,
    /// What Pearson's statistic of all units is distributed like if all cells are alike: so many times a chi-squared
    /// variable, with so many degrees of freedom.
    pub pearson: (f64, f64),
    /// Whether there are players enough to tell.
    pub enough: bool,
}

impl Clustering {
    /// Of squares with their numbers; one may come more than once.
    pub fn of(squares: impl IntoIterator<Item = (usize, ByGroup)>) -> Self {
        let mut clustering = Self::default();
        for (square, units) in squares {
            let all = clustering.squares.entry(square).or_insert([0; GROUPS]);
            for (group, units) in units.into_iter().enumerate() {
                all[group] = all[group].saturating_add(units);
                clustering.groups[group] += units as f64;
            }
        }
        clustering
    }

    /// Of a map in rectangles of this size from its lower left corner on, which are numbered row after row; of nothing where
    /// the groups are not known.
    pub fn of_map(map: &CellMap, width: f64, height: f64) -> Self {
        let Some(groups) = &map.groups else {
            return Self::default();
        };
        let columns = (map.width() / width).ceil().max(1.0);
        let number = |(x, y): (f64, f64)| {
            let column = ((x - map.x_min) / width).floor().clamp(0.0, columns - 1.0);
            let row = ((y - map.y_min) / height).floor().max(0.0);
            (row * columns + column) as usize
        };
        let squares = groups.cells.iter();
        Self::of(squares.map(|cell| (number(groups.middle(cell)), cell.units)))
    }

    /// Whether there are players enough to tell what chance does.
    pub fn is_enough(&self) -> bool {
        let squares: f64 = self.groups.iter().map(|units| units * units).sum();
        self.total().powi(2) >= FEWEST_GROUPS * squares && squares > 0.0
    }

    fn total(&self) -> f64 {
        self.groups.iter().sum()
    }

    /// The variance of the units of a square between groups, and what it would be if each unit were found alone.
    fn variances(&self, square: usize) -> (f64, f64) {
        let Some(units) = self.squares.get(&square) else {
            return (0.0, 0.0);
        };
        let all = self.total();
        let share = units.iter().map(|units| *units as f64).sum::<f64>() / all;
        let deviations = units.iter().zip(&self.groups);
        let squared: f64 = deviations
            .map(|(units, group)| (*units as f64 - share * group).powi(2))
            .sum();
        let freedom = GROUPS as f64 / (GROUPS as f64 - 1.0);
        (squared * freedom, all * share * (1.0 - share))
    }
}

impl Clustering {
    /// The scale and the degrees of freedom of Pearson's statistic over `cells` that are alike. Who walks is seen in cells
    /// beside each other, so that these go up and down together: the statistic varies like one of fewer cells (the second
    /// correction of Rao and Scott, *Annals of Statistics* 12, 1984, by Satterthwaite's method). The trace of the
    /// squared covariance is estimated without the bias that comes of few groups (Wishart's moments).
    fn pearson(&self, cells: f64) -> (f64, f64) {
        let all = self.total();
        let mut products = [[0.0; GROUPS]; GROUPS];
        for units in self.squares.values() {
            let share = units.iter().map(|units| *units as f64).sum::<f64>() / all;
            let apart: Vec<f64> = units
                .iter()
                .zip(&self.groups)
                .map(|(units, group)| *units as f64 - share * group)
                .collect();
            for (row, one) in products.iter_mut().zip(&apart) {
                for (product, other) in row.iter_mut().zip(&apart) {
                    *product += one * other * cells / all;
                }
            }
        }
        let m = GROUPS as f64 - 1.0;
        let factor = GROUPS as f64 / m;
        let trace = (0..GROUPS).map(|group| products[group][group]).sum::<f64>() * factor;
        let squared = products.iter().flatten().map(|product| product * product);
        let squared = squared.sum::<f64>() * factor * factor;
        let squared = m * m / ((m - 1.0) * (m + 2.0)) * (squared - trace * trace / m);
        let most = (cells - 1.0).max(1.0);
        let trace = trace.max(most);
        // Between one direction and all of them.
        let squared = squared.clamp(trace * trace / most, trace * trace);
        (squared / trace, trace * trace / squared)
    }
}

/// How many units make one observation: on all maps together, and in single squares of them.
#[derive(Debug)]
pub(super) struct DesignEffects<'a> {
    maps: &'a [&'a Clustering],
    overall: f64,
}

impl<'a> DesignEffects<'a> {
    pub(super) fn of(maps: &'a [&'a Clustering]) -> Self {
        let all = maps.iter().flat_map(|map| {
            let squares = map.squares.keys();
            squares.map(|square| map.variances(*square))
        });
        Self {
            maps,
            overall: ratio(all),
        }
    }

    /// On the whole.
    pub(super) fn overall(&self) -> f64 {
        self.overall
    }

    /// In one square. Of few players little is known, so it is no less than on the whole.
    pub(super) fn at(&self, square: usize) -> f64 {
        let of_maps = self.maps.iter().map(|map| map.variances(square));
        ratio(of_maps).max(self.overall)
    }
}

/// Never below 1: units that are spread more evenly than chance would are no more than one observation each.
fn ratio(variances: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (found, alone) = variances.fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d));
    if alone > 0.0 {
        (found / alone).max(1.0)
    } else {
        1.0
    }
}

impl SampleSize {
    /// Of the units in the cells of `map`.
    pub fn of(map: &CellMap) -> Self {
        let clustering = Clustering::of_map(map, map.cell_width, map.cell_height);
        let maps = [&clustering];
        let effects = DesignEffects::of(&maps);
        Self {
            effective: (map.total() as f64 / effects.overall()).max(1.0),
            design_effects: (0..map.units.len()).map(|cell| effects.at(cell)).collect(),
            pearson: clustering.pearson(map.units.len() as f64),
            enough: clustering.is_enough(),
        }
    }
}

/// Independent observations behind a density estimate of `map`: what lies under one kernel counts together. `None` where
/// there are too few players to tell.
pub fn effective_sample_size(map: &CellMap) -> Option<f64> {
    /// The side of a square of the area `4π·√|H|` that a kernel averages over, in its standard deviations.
    const KERNEL: f64 = 3.5;
    /// The kernel depends on the number of observations, which depends on the kernel.
    const ROUNDS: usize = 4;
    let total = map.total() as f64;
    let mut effective = total;
    for _ in 0..ROUNDS {
        let bandwidth = Bandwidth::scott(map, effective);
        let effect_at = |part: f64| {
            let side = |sd: f64, cell: f64| (part * KERNEL * sd).max(cell);
            let width = side(bandwidth.sd_x, map.cell_width);
            let height = side(bandwidth.sd_y, map.cell_height);
            let clustering = Clustering::of_map(map, width, height);
            let maps = [&clustering];
            let effect = DesignEffects::of(&maps).overall();
            clustering.is_enough().then_some(effect)
        };
        effective = (total / effect_at(1.0)?.max(effect_at(0.5)?)).max(1.0);
    }
    Some(effective)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{GroupCell, GroupCells, group_of};

    /// Anything from 0 to 1, the same for a seed.
    pub(in crate::analytics) fn dice(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1_u64 << 24) as f64
        }
    }

    /// A map of 100 × 100 in cells of 100 / `across`, over which `players` walk in steps of about two, from anywhere and
    /// back at the edges: all places are alike, and the 5 to 45 finds of one player lie beside each other.
    pub(in crate::analytics) fn walked(seed: u64, players: u32, across: usize) -> CellMap {
        let mut unit = dice(seed);
        let side = 100.0 / across as f64;
        let mut cells = BTreeMap::new();
        for player in 0..players {
            let group = group_of(&format!("player {seed} {player}"));
            let (mut x, mut y) = (100.0 * unit(), 100.0 * unit());
            for _ in 0..5 + (40.0 * unit()) as u32 {
                let step = |at: f64, by: f64| {
                    let at = (at + 4.0 * (by - 0.5)).abs();
                    if at >= 100.0 { 199.999 - at } else { at }
                };
                (x, y) = (step(x, unit()), step(y, unit()));
                let cell = cells.entry(((y / side) as i64, (x / side) as i64));
                cell.or_insert([0_u64; GROUPS])[usize::from(group)] += 1;
            }
        }
        let mut units = vec![0; across * across];
        for ((y, x), by_group) in &cells {
            units[*y as usize * across + *x as usize] = by_group.iter().sum();
        }
        let cells = cells
            .into_iter()
            .map(|((y, x), units)| GroupCell { x, y, units });
        CellMap {
            x_min: 0.0,
            y_min: 0.0,
            cell_width: side,
            cell_height: side,
            columns: across,
            rows: across,
            units,
            outside: 0,
            groups: Some(GroupCells {
                side,
                cells: cells.collect(),
            }),
        }
    }

    #[test]
    fn units_found_one_by_one_are_observations() {
        let mut unit = dice(5);
        let squares = (0..4_000).map(|_| {
            let mut units = [0; GROUPS];
            units[(unit() * 16.0) as usize] = 1;
            ((unit() * 25.0) as usize, units)
        });
        let clustering = Clustering::of(squares);
        let maps = [&clustering];
        let effects = DesignEffects::of(&maps);
        assert!((1.0..1.2).contains(&effects.overall()), "{effects:?}");
    }

    #[test]
    fn ten_units_in_one_place_are_one_observation() {
        let mut unit = dice(6);
        let squares = (0..4_000).map(|_| {
            let mut units = [0; GROUPS];
            units[(unit() * 16.0) as usize] = 10;
            ((unit() * 25.0) as usize, units)
        });
        let clustering = Clustering::of(squares);
        let maps = [&clustering];
        let effects = DesignEffects::of(&maps);
        assert!(
            (8.5..11.5).contains(&effects.overall()),
            "{}",
            effects.overall()
        );
        assert!(clustering.is_enough());
        let alone = Clustering::of([
            (0, [5; GROUPS].map(|_| 0)),
            (1, {
                let mut one = [0; GROUPS];
                one[3] = 90;
                one
            }),
        ]);
        assert!(!alone.is_enough());
        assert!(!Clustering::default().is_enough());
    }
}
