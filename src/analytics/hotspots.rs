//! Which peaks of a density stand out significantly from an even spread.
//!
//! Of `n` observations spread evenly the estimate varies by `(f·R − f²) / n` around its mean `f`, with
//! `R = 1 / (4π·√|H|)` for a Gaussian kernel of covariance `H` (Wand and Jones, *Kernel Smoothing*, 1995). Chance makes
//! many peaks, and the highest of them is high; how high, random field theory says: for a smooth field over an area `A`
//! the probability that it exceeds `z` anywhere is about the expected Euler characteristic
//! `A·λ·(2π)^(-3/2)·z·exp(-z²/2) + (P/2)·√λ/(2π)·exp(-z²/2) + Φ(-z)`, where `λ = 1/(2·√|H|)` and `P` is the perimeter
//! (Worsley et al., *Human Brain Mapping* 4, 1996). A peak is a hotspot when that is below one in a hundred.
//!
//! Sums of few observations are skewed to the right, which far out is worth several times as many alarms. As
//! `∫K³ = 4/3·R²` for a Gaussian kernel, the estimate is as skewed as a Poisson variable with the mean `9/16·n·f/R`; a score
//! is read off that one's tail, and told as the score of a normal distribution with the same tail.

use super::density::{Bandwidth, Density};
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::gamma_lr;
use std::f64::consts::{PI, TAU};

const ALPHA: f64 = 0.01;
/// More numbers than these cannot be read off a picture.
const MOST: usize = 6;
/// Two standard deviations of the kernel: what is nearer belongs to the same peak.
const RING: f64 = 2.0;
/// By what the mean of a Poisson variable is smaller that is as skewed as a sum under a Gaussian kernel.
const SKEWNESS: f64 = 9.0 / 16.0;
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

impl Hotspots {
    /// Of a density behind which there are too few players to tell chance from anything else.
    pub fn untested(density: &Density) -> Self {
        Self {
            places: Vec::new(),
            enough: false,
            ring_x: RING * density.bandwidth.sd_x,
            ring_y: RING * density.bandwidth.sd_y,
        }
    }
}

/// The peaks of `density` that stand out, each farther from the others than a ring.
pub fn hotspots(density: &Density) -> Hotspots {
    let bandwidth = density.bandwidth;
    let even = density.even();
    let roughness = 1.0 / (4.0 * PI * bandwidth.size());
    let expected_observations = density.effective_sample_size * even / roughness;
    let mut found = Hotspots {
        enough: expected_observations >= FEWEST_EXPECTED && roughness > even,
        ..Hotspots::untested(density)
    };
    if !found.enough {
        return found;
    }
    let least = critical_score(density.map.width(), density.map.height(), bandwidth);
    let score = |column: usize, row: usize| {
        let variance_inflation = density.variance_inflation[row * density.columns + column];
        let variance =
            (even * roughness * variance_inflation - even * even) / density.effective_sample_size;
        let plain = (density.at(column, row) - even) / variance.max(f64::MIN_POSITIVE).sqrt();
        as_normal(plain, expected_observations / variance_inflation * SKEWNESS)
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

/// The score of a normal distribution with the tail that a Poisson variable with this mean has beyond `score` standard
/// deviations; as it is where the tail is too small to tell.
fn as_normal(score: f64, mean: f64) -> f64 {
    let count = mean + score * mean.sqrt();
    if score <= 0.0 {
        return score;
    }
    // Abramowitz and Stegun, 26.4.21.
    let tail = gamma_lr(count, mean);
    if tail < 1e-290 {
        return score;
    }
    -Normal::standard().inverse_cdf(tail)
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
    use crate::analytics::clustering::tests::walked;
    use crate::analytics::{CellMap, effective_sample_size};

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
            outside: 0,
            groups: None,
        }
    }

    /// The same in cells of ten: 200 maps are to be estimated in some seconds.
    fn in_tens(fine: &CellMap) -> CellMap {
        let mut units = vec![0; 100];
        for (column, row, n) in fine.occupied_cells() {
            units[row / 4 * 10 + column / 4] += n;
        }
        CellMap {
            cell_width: 10.0,
            cell_height: 10.0,
            columns: 10,
            rows: 10,
            units,
            ..fine.clone()
        }
    }

    /// One map in a hundred: seven or more of 200 come once in 230 times; of maps that had hotspots ten times as often, six
    /// or fewer once in 5,000.
    #[test]
    fn chance_is_rarely_a_hotspot() {
        let alarms = (0..200).filter(|seed| {
            let map = in_tens(&map(*seed, 600, 0));
            let density = Density::estimate(map, 600.0);
            !hotspots(&density).places.is_empty()
        });
        let alarms = alarms.count();
        assert!(alarms <= 6, "{alarms} of 200");
    }

    /// The same of players whose units lie beside each other; each unit by itself would find hotspots nearly everywhere.
    #[test]
    fn players_who_walk_are_no_hotspot() {
        let found = |map: CellMap, effective: f64| hotspots(&Density::estimate(map, effective));
        let (mut alarms, mut naive) = (0, 0);
        for seed in 0..200 {
            let map = walked(seed, 400, 10);
            let effective = effective_sample_size(&map).unwrap();
            if seed < 20 {
                let units = map.total() as f64;
                naive += usize::from(!found(map.clone(), units).places.is_empty());
            }
            let found = found(map, effective);
            assert!(found.enough, "{effective}");
            alarms += usize::from(!found.places.is_empty());
        }
        assert!(alarms <= 6, "{alarms} of 200");
        assert!(naive >= 15, "{naive} of 20");
        assert_eq!(effective_sample_size(&walked(1, 5, 10)), None);
        let nobody_knows = CellMap {
            groups: None,
            ..walked(1, 400, 10)
        };
        assert_eq!(effective_sample_size(&nobody_knows), None);
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
