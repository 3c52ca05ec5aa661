//! Counts by region of a map, from a grid. A cell counts as a whole, where its middle is: the error is that of the cells along
//! the outline, the smaller the finer the grid.

use crate::model::{Extent, Grid, Name, Region};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What lies in a region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegionCount {
    /// Its name.
    #[schema(value_type = String)]
    pub name: Name,
    /// Its corners `[x, y]` around, world units.
    pub corners: Vec<[f64; 2]>,
    /// Units, or events, in cells whose middle lies in it.
    pub units: u64,
    /// Of all with a place, 0–1; 0 where there are none.
    pub share: f64,
}

/// Counts what `grid` has in each of `regions`, of `total` units with a place. Without a grid there is nothing in any.
pub fn count_regions(regions: &[Region], grid: Option<&Grid>, total: u64) -> Vec<RegionCount> {
    let count = |region: &Region| {
        let units = grid.map_or(0, |grid| units_in(region, grid));
        RegionCount {
            name: region.name.clone(),
            corners: region.corners.clone(),
            units,
            share: if total > 0 {
                units as f64 / total as f64
            } else {
                0.0
            },
        }
    };
    regions.iter().map(count).collect()
}

/// The rectangle around all of `regions`; `None` without any.
pub fn around_regions(regions: &[Region]) -> Option<Extent> {
    let corners = || regions.iter().flat_map(|region| &region.corners);
    corners().next()?;
    let least = |axis: usize| {
        corners()
            .map(|corner| corner[axis])
            .fold(f64::MAX, f64::min)
    };
    let most = |axis: usize| {
        corners()
            .map(|corner| corner[axis])
            .fold(f64::MIN, f64::max)
    };
    Some(Extent {
        x_min: least(0),
        x_max: most(0),
        y_min: least(1),
        y_max: most(1),
    })
}

fn units_in(region: &Region, grid: &Grid) -> u64 {
    let bins = f64::from(grid.bins);
    let width = (grid.x_max - grid.x_min) / bins;
    let height = (grid.y_max - grid.y_min) / bins;
    let rows = grid.cells.iter().enumerate();
    let inside = rows.flat_map(|(row, cells)| {
        let y = grid.y_min + (row as f64 + 0.5) * height;
        let cells = cells.iter().enumerate();
        cells.filter(move |(column, units)| {
            let x = grid.x_min + (*column as f64 + 0.5) * width;
            **units > 0 && region.contains(x, y)
        })
    });
    inside.map(|(_, units)| units).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(name: &str, [x0, y0, x1, y1]: [f64; 4]) -> Region {
        Region {
            name: Name::parse(name).unwrap(),
            corners: vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1]],
        }
    }

    #[test]
    fn regions_that_cover_a_map_share_its_units_among_them() {
        let cells = (0..4).map(|row| (0..4).map(|column| row * 4 + column).collect());
        let grid = Grid {
            x_min: 0.0,
            x_max: 8.0,
            y_min: 0.0,
            y_max: 8.0,
            bins: 4,
            cells: cells.collect(),
            outside: 0,
            groups: None,
        };
        let regions = [
            region("left", [0.0, 0.0, 4.0, 8.0]),
            region("right", [4.0, 0.0, 8.0, 8.0]),
        ];
        let counts = count_regions(&regions, Some(&grid), 240);
        // Columns 0 and 1 have 0+1+4+5+8+9+12+13.
        assert_eq!([counts[0].units, counts[1].units], [52, 68]);
        assert!((counts[0].share - 52.0 / 240.0).abs() < 1e-12);
        assert_eq!(around_regions(&regions).unwrap().x_max, 8.0);
        let nothing = count_regions(&regions, None, 0);
        assert_eq!((nothing[0].units, nothing[0].share), (0, 0.0));
        assert_eq!(around_regions(&[]), None);
    }
}
