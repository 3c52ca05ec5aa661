//! Where an item was found: counts per square cell of the map, in bounded memory for any coordinates; and the same by group
//! of players in at most half as many cells, for what can be said of chance.

mod agreement;
mod bytes;
mod far;
mod finds;
mod groups;
mod lattice;
mod view;

pub use finds::{read_finds, write_finds};
pub use groups::{ByGroup, GROUPS, group_of};
pub use lattice::MAX_CELLS;

use super::Position;
use lattice::{Lattice, z_order};

/// A point, the units at it, and the group of the player who was there.
pub type Found = (Position, u64, u8);

/// The cells of one item on one map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeatGrid {
    units: Lattice<u64>,
    groups: Lattice<ByGroup>,
}

impl HeatGrid {
    /// Adds points with their units.
    pub fn add(&mut self, points: impl IntoIterator<Item = Found>) {
        let level = self.units.level.min(self.groups.level);
        let side = lattice::side(level);
        let counted = points.into_iter().filter(|(_, units, _)| *units > 0);
        let in_cells = counted.map(|(at, units, group)| {
            let index = |at| lattice::index(at, side);
            (index(at.y()), index(at.x()), units, group)
        });
        // Sorted once, and before they are put together: what a cell holds may be much larger than a point.
        let mut points: Vec<(i64, i64, u64, u8)> = in_cells.collect();
        points.sort_unstable_by(|one, other| z_order((one.0, one.1), (other.0, other.1)));
        let all = points.iter();
        let units = all.clone().map(|(y, x, units, _)| (*y, *x, *units));
        self.units.add(level, units);
        let by_group = all.map(|(y, x, units, group)| (*y, *x, (*group, *units)));
        self.groups.add(level, by_group);
    }

    /// Adds another grid's cells.
    pub fn merge(&mut self, other: Self) {
        self.units.merge(other.units);
        self.groups.merge(other.groups);
    }

    /// The side of a cell, in world units.
    pub fn cell_side(&self) -> f64 {
        lattice::side(self.units.level)
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.units.cells.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Units in all cells.
    pub fn total_units(&self) -> u64 {
        self.units.total_units()
    }

    /// Whether both are of the same points, as far as they tell where these are: what is far away is put together in an
    /// order that depends on when it came.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.units.agrees_with(&other.units) && self.groups.agrees_with(&other.groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Area, GridRequest, GridResolution, MAX_BINS};
    use proptest::prelude::*;

    fn at(x: f64, y: f64) -> Position {
        Position::new(x, y).unwrap()
    }

    fn heat_of(points: impl IntoIterator<Item = (f64, f64, u64)>) -> HeatGrid {
        let mut heat = HeatGrid::default();
        let points = points.into_iter().zip((0..GROUPS as u8).cycle());
        heat.add(points.map(|((x, y, units), group)| (at(x, y), units, group)));
        heat
    }

    fn bins(heat: &HeatGrid, bins: u32) -> Option<crate::model::Grid> {
        heat.grid(&GridRequest::of(GridResolution::Bins(bins)))
    }

    fn squares(heat: &HeatGrid, side: f64) -> Option<crate::model::Grid> {
        heat.grid(&GridRequest::of(GridResolution::Side(side)))
    }

    fn sum(grid: &crate::model::Grid) -> u64 {
        grid.cells.iter().flatten().sum()
    }

    #[test]
    fn a_uniform_map_of_100_is_binned_on_its_own_edges() {
        let points =
            (0..200).flat_map(|i| (0..200).map(move |j| (i as f64 / 2.0, j as f64 / 2.0, 1)));
        let grid = bins(&heat_of(points), 20).unwrap();
        assert_eq!(
            (grid.x_min, grid.x_max, grid.y_min, grid.y_max),
            (0.0, 100.0, 0.0, 100.0)
        );
        assert!(grid.cells.iter().flatten().all(|units| *units == 100));
    }

    #[test]
    fn squares_of_one_side_fit_onto_each_other() {
        let grid_of = |points: [(f64, f64); 2], side| {
            squares(&heat_of(points.map(|(x, y)| (x, y, 1))), side).unwrap()
        };
        let one = grid_of([(3.0, 4.0), (1_999.0, 17.0)], 18.0);
        let other = grid_of([(-50.0, 444.4), (61.0, 1_300.0)], 20.0);
        for grid in [&one, &other] {
            assert_eq!((grid.x_max - grid.x_min) / f64::from(grid.bins), 20.0);
            assert_eq!((grid.x_min % 20.0, grid.y_min % 20.0), (0.0, 0.0));
            assert_eq!(sum(grid), 2);
        }
        // Too wide for squares of 5: at most 200 across.
        assert_eq!(grid_of([(0.0, 0.0), (1_999.0, 0.0)], 5.0).bins, 200);
        assert_eq!(squares(&HeatGrid::default(), 5.0), None);
    }

    #[test]
    fn any_number_of_bins_covers_any_map() {
        let heat = heat_of([(-1.0, 1.0, 2), (1.0, -40.0, 3)]);
        for wanted in 1..=MAX_BINS {
            let grid = bins(&heat, wanted).unwrap();
            assert_eq!(sum(&grid), 5, "{wanted}");
            assert!(grid.x_min <= -1.0 && grid.x_max > 1.0, "{grid:?}");
            assert!(grid.y_min <= -40.0 && grid.y_max > 1.0, "{grid:?}");
        }
    }

    #[test]
    fn any_coordinates_stay_bounded_and_edges_are_numbers() {
        let far = (0..3_000).flat_map(|k| {
            let far = 1e300 * (f64::from(k) - 1_500.0);
            [(far / 1e5, -far / 1e4, 2), (f64::MAX, f64::MIN, 1)]
        });
        let heat = heat_of(far);
        assert!(heat.len() <= MAX_CELLS);
        assert_eq!(heat.total_units(), 9_000);
        for grid in [bins(&heat, 1), bins(&heat, 50), squares(&heat, 1.0)] {
            let grid = grid.unwrap();
            let edges = [grid.x_min, grid.x_max, grid.y_min, grid.y_max];
            assert!(edges.iter().all(|edge| edge.is_finite()), "{grid:?}");
            assert_eq!(sum(&grid) + grid.outside, 9_000);
        }
    }

    #[test]
    fn few_points_are_binned_on_round_edges_too() {
        let points = (0..100).map(|k| (f64::from(k) + 0.5, f64::from(k * 7 % 100) + 0.25, 1));
        let grid = bins(&heat_of(points), 20).unwrap();
        assert_eq!(
            (grid.x_min, grid.x_max, grid.y_min, grid.y_max),
            (0.0, 100.0, 0.0, 100.0)
        );
    }

    #[test]
    fn one_point_makes_one_bin() {
        let grid = bins(&heat_of([(3.0, 4.0, 7)]), 20).unwrap();
        assert_eq!((grid.bins, grid.cells), (1, vec![vec![7]]));
        assert_eq!(bins(&HeatGrid::default(), 20), None);
    }

    /// A map of 1,000 with two crowded places.
    fn crowded() -> impl Iterator<Item = (f64, f64, u64)> + Clone {
        (0..2_000).map(|k| {
            let (a, b) = (f64::from(k * 37 % 1_000), f64::from(k * 611 % 997));
            match k % 4 {
                0 => (200.0 + a / 50.0, 300.0 + b / 50.0, 1),
                1 => (700.0 + a / 50.0, 600.0 + b / 50.0, 1),
                _ => (a, b, 1),
            }
        })
    }

    #[test]
    fn one_far_point_does_not_ruin_a_map() {
        let alone = bins(&heat_of(crowded()), 40).unwrap();
        for far in [1e7, 1e9] {
            let heat = heat_of(crowded().chain([(far, far, 1)]));
            let grid = bins(&heat, 40).unwrap();
            assert_eq!((grid.outside, sum(&grid)), (1, 2_000));
            assert_eq!(grid.cells, alone.cells);
            assert!((grid.x_max - grid.x_min) < 1_100.0, "{grid:?}");
            let extent = heat.extent().unwrap();
            assert!(extent.x_max > far && extent.x_min < 10.0);
            // All of it, for who asks for it.
            let all = heat.grid(&GridRequest {
                area: extent.into(),
                ..GridRequest::of(GridResolution::Bins(40))
            });
            let all = all.unwrap();
            assert_eq!((all.outside, sum(&all)), (0, 2_001));
        }
        // A place with a part of the finds that counts is shown, however far it is.
        let two = crowded().chain((0..400).map(|k| (1e7 + f64::from(k), 1e7, 1)));
        assert_eq!(bins(&heat_of(two), 40).unwrap().outside, 0);
    }

    #[test]
    fn cells_stay_fine_where_nearly_all_is_whatever_comes_from_far_away() {
        let bulk =
            (0..40_000_u32).map(|k| (f64::from(k * 37 % 1_000), f64::from(k * 611 % 997), 1));
        let scattered = (0..3_500_u32).map(|k| {
            let spread =
                |step: u32| (f64::from(k.wrapping_mul(step) % 100_003) / 50_001.5 - 1.0) * 1e9;
            (spread(7_919), spread(104_729), 1)
        });
        let mut heat = HeatGrid::default();
        let add = |heat: &mut HeatGrid, points: Vec<(f64, f64, u64)>| {
            for some in points.chunks(250) {
                heat.add(some.iter().map(|(x, y, units)| (at(*x, *y), *units, 0)));
            }
        };
        add(&mut heat, bulk.clone().collect());
        let before = heat.cell_side();
        add(&mut heat, scattered.clone().collect());
        assert!(
            heat.cell_side() <= 2.0 * before,
            "{} {before}",
            heat.cell_side()
        );
        assert_eq!(heat.total_units(), 43_500);
        let grid = bins(&heat, 40).unwrap();
        assert!(
            grid.x_max - grid.x_min < 1_700.0 && grid.outside == 3_500,
            "{}",
            grid.outside
        );
        // In another order it is put together otherwise, and is the same.
        let other = heat_of(scattered.chain(bulk.clone()));
        let same = heat_of(bulk.clone().chain([(5.0, 5.0, 3_500)]));
        assert!(heat.units.agrees_with(&other.units));
        assert!(!heat.agrees_with(&same));
        assert!(!heat.agrees_with(&heat_of(bulk)));
    }

    #[test]
    fn a_region_is_counted_as_finely_as_it_is_known() {
        let heat = heat_of(crowded());
        let area = Area {
            x_min: Some(200.0),
            x_max: Some(220.0),
            y_min: Some(300.0),
            y_max: Some(320.0),
        };
        let asked = GridRequest {
            area,
            ..GridRequest::of(GridResolution::Bins(40))
        };
        let grid = heat.grid(&asked).unwrap();
        assert!((grid.x_max - grid.x_min) / 40.0 < 0.7, "{grid:?}");
        let inside = crowded()
            .filter(|(x, y, _)| area.contains(at(*x, *y)))
            .count() as u64;
        assert_eq!(sum(&grid) + grid.outside, 2_000);
        // Edges lie on those of cells.
        assert!(
            sum(&grid) >= inside && sum(&grid) <= inside + 5,
            "{} {inside}",
            sum(&grid)
        );
        let nothing = Area {
            x_min: Some(5_000.0),
            ..Area::default()
        };
        let asked = GridRequest {
            area: nothing,
            ..asked
        };
        assert_eq!(heat.grid(&asked), None);
    }

    #[test]
    fn groups_add_up_to_the_map() {
        let heat = heat_of(crowded());
        let asked = GridRequest {
            groups: true,
            ..GridRequest::of(GridResolution::Bins(40))
        };
        let groups = heat.grid(&asked).unwrap().groups.unwrap();
        let all: u64 = groups.cells.iter().flat_map(|cell| cell.units).sum();
        assert_eq!(all, 2_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn order_and_batching_do_not_matter(
            points in prop::collection::vec((-1e4..1e4_f64, -1e4..1e4_f64, 0..5_u64), 0..300),
            split in 0..300_usize,
        ) {
            // Few cells are needed to see coarsening only with many points; scale makes it happen anyway.
            let points: Vec<_> = points.into_iter().map(|(x, y, n)| (at(x, y), n, 3)).collect();
            let mut whole = HeatGrid::default();
            whole.add(points.iter().copied().chain((0..5_000).map(|k| (at(f64::from(k), f64::from(k % 71)), 1, 7))));
            let mut parts = HeatGrid::default();
            let mut second = HeatGrid::default();
            second.add(points.iter().rev().take(points.len().saturating_sub(split)).copied());
            parts.add((0..5_000).rev().map(|k| (at(f64::from(k), f64::from(k % 71)), 1, 7)));
            parts.add(points.iter().take(split).copied());
            parts.merge(second);
            prop_assert_eq!(&parts, &whole);
            prop_assert!(parts.agrees_with(&whole));
            prop_assert_eq!(HeatGrid::from_bytes(&whole.to_bytes()).unwrap(), whole);
        }

        #[test]
        fn damaged_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = HeatGrid::from_bytes(&bytes);
        }
    }
}
