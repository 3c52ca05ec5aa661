//! Which peaks of a density stand out significantly from an even spread.
//!
//! Of `n` observations spread evenly the estimate varies by `(f·R − f²) / n` around its mean `f`, with
//! `R = 1 / (4π·√|H|)` for a Gaussian kernel of covariance `H` (Wand and Jones, *Kernel Smoothing*, 1995). Chance makes
//! many peaks, and the highest of them is high; how high, random field theory says: for a smooth field over an area `A`
//! the probability that it exceeds `z` anywhere is about the expected Euler characteristic
//! `A·λ·(2π)^(-3/2)·z·exp(-z²/2) + (P/2)·√λ/(2π)·exp(-z²/2) + Φ(-z)`, where `λ = 1/(2·√|H|)` and `P` is the perimeter
//! (Worsley et al., *Human Brain Mapping* 4, 1996). A peak is a hotspot when that is below one in a hundred.

use super::density::{Bandwidth, Density};
use statrs::distribution::{ContinuousCDF, Normal};
use std::f64::consts::{PI, TAU};

const ALPHA: f64 = 0.01;
/// More numbers than these cannot be read off a picture.
const MOST: usize = 6;
/// Two standard deviations of the kernel: what is nearer belongs to the same peak.
const RING: f64 = 2.0;
/// Fewer observations than these under the kernel, and its sum is not near enough to a normal distribution.
const FEWEST_EXPECTED: f64 = 5.0;

/// A place with significantly more observations around it than an even spread would have.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Hotspot {
    /// World units.
    pub x: f64,
    /// World units.
    pub y: f64,
    /// How many times as dense as an even spread.
    pub times_even: f64,
    /// The share of all units within the ring around it, 0–1.
    pub share: f64,
    /// By how many standard deviations it stands out.
    pub score: f64,
}

/// The hotspots of a map.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Hotspots {
    /// The most significant first, at most six.
    pub places: Vec<Hotspot>,
    /// Whether there were enough observations for the test.
    pub enough: bool,
    /// The ring's half-axis along the first axis, world units.
    pub ring_x: f64,
    /// The ring's half-axis along the second axis, world units.
    pub ring_y: f64,
}

/// The peaks of `density` that stand out, each farther from the others than a ring.
pub fn hotspots(density: &Density) -> Hotspots {
    let bandwidth = density.bandwidth;
    let even = density.even();
    let roughness = 1.0 / (4.0 * PI * bandwidth.size());
    let expected_observations = density.effective_sample_size * even / roughness;
    let mut found = Hotspots {
        places: Vec::new(),
        enough: expected_observations >= FEWEST_EXPECTED && roughness > even,
        ring_x: RING * bandwidth.sd_x,
        ring_y: RING * bandwidth.sd_y,
    };
    if !found.enough {
        return found;
    }
    let least = critical_score(density.map.width(), density.map.height(), bandwidth);
    let score = |column: usize, row: usize| {
        let variance_inflation = density.variance_inflation[row * density.columns + column];
        let variance =
            (even * roughness * variance_inflation - even * even) / density.effective_sample_size;
        (density.at(column, row) - even) / variance.max(f64::MIN_POSITIVE).sqrt()
    };
    let mut peaks: Vec<_> = peaks(density)
        .map(|(column, row)| (score(column, row), column, row))
        .filter(|(score, ..)| *score > least)
        .collect();
    peaks.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    for (score, column, row) in peaks {
        let (x, y) = density.point(column, row);
        let near = |place: &Hotspot| {
            bandwidth.distance_squared(place.x - x, place.y - y) < (2.0 * RING).powi(2)
        };
        if found.places.len() < MOST && !found.places.iter().any(near) {
            found.places.push(Hotspot {
                x,
                y,
                times_even: density.at(column, row) / even,
                share: share_around(density, x, y),
                score,
            });
        }
    }
    found
}

/// Points as high as all of their neighbours and higher than one of them.
fn peaks(density: &Density) -> impl Iterator<Item = (usize, usize)> + '_ {
    let (columns, rows) = (density.columns, density.rows);
    let all = (0..rows).flat_map(move |row| (0..columns).map(move |column| (column, row)));
    all.filter(move |(column, row)| {
        let value = density.at(*column, *row);
        let near_rows = row.saturating_sub(1)..(row + 2).min(rows);
        let mut near = near_rows.flat_map(|near_row| {
            let near_columns = column.saturating_sub(1)..(column + 2).min(columns);
            near_columns.map(move |near_column| density.at(near_column, near_row))
        });
        let mut higher = false;
        near.all(|other| {
            higher |= value > other;
            other <= value
        }) && higher
    })
}

/// The score that the highest peak of an even spread exceeds with the probability [`ALPHA`].
fn critical_score(width: f64, height: f64, bandwidth: Bandwidth) -> f64 {
    let lambda = 1.0 / (2.0 * bandwidth.size());
    let normal = Normal::standard();
    let p_value = |z: f64| {
        let fall = (-z * z / 2.0).exp();
        width * height * lambda * TAU.powf(-1.5) * z * fall
            + (width + height) * lambda.sqrt() / TAU * fall
            + normal.sf(z)
    };
    let (mut low, mut high) = (1.0, 40.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if p_value(middle) > ALPHA {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

fn share_around(density: &Density, x: f64, y: f64) -> f64 {
    let map = &density.map;
    let near = map.occupied_cells().filter(|(column, row, _)| {
        let (cell_x, cell_y) = map.centre(*column, *row);
        let distance = density.bandwidth.distance_squared(cell_x - x, cell_y - y);
        distance <= RING * RING
    });
    near.map(|(_, _, units)| units).sum::<u64>() as f64 / map.total() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::CellMap;

    /// Observations in cells of a map of 100 × 100: `even` of them anywhere, `heap` of them around (30, 70).
    fn map(seed: u64, even: usize, heap: usize) -> CellMap {
        let mut state = seed;
        let mut unit = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1_u64 << 24) as f64
        };
        let mut units = vec![0; 40 * 40];
        let mut find = |x: f64, y: f64| units[(y / 2.5) as usize * 40 + (x / 2.5) as usize] += 1;
        for _ in 0..even {
            find(unit() * 100.0, unit() * 100.0);
        }
        for _ in 0..heap {
            find(25.0 + unit() * 10.0, 65.0 + unit() * 10.0);
        }
        CellMap {
            x_min: 0.0,
            y_min: 0.0,
            cell_width: 2.5,
            cell_height: 2.5,
            columns: 40,
            rows: 40,
            units,
        }
    }

    #[test]
    fn chance_is_rarely_a_hotspot() {
        let alarms = (0..15).filter(|seed| {
            let density = Density::estimate(map(*seed, 2_000, 0), 2_000.0);
            !hotspots(&density).places.is_empty()
        });
        let alarms = alarms.count();
        assert!(alarms <= 2, "{alarms} of 15");
    }

    #[test]
    fn a_heap_is_found_where_it_is() {
        let density = Density::estimate(map(1, 2_000, 300), 2_300.0);
        let found = hotspots(&density);
        assert_eq!(found.places.len(), 1, "{found:?}");
        let place = found.places[0];
        assert!((place.x - 30.0).abs() < 4.0 && (place.y - 70.0).abs() < 4.0);
        assert!(place.times_even > 1.5 && place.score > 5.0, "{place:?}");
        assert!((0.13..0.30).contains(&place.share), "{place:?}");
    }

    #[test]
    fn one_find_of_a_thousand_units_is_no_hotspot() {
        let mut cells = map(3, 500, 0);
        cells.units[820] += 1_000;
        let effective_sample_size = 1_500.0_f64.powi(2) / (500.0 + 1_000.0_f64.powi(2));
        let found = hotspots(&Density::estimate(cells, effective_sample_size));
        assert!(!found.enough && found.places.is_empty());
    }
}
