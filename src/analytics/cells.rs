//! Counts per cell of the occupied part of a map.

use crate::model::{Grid, GroupCells};

/// Equal cells over a rectangle; its outermost rows and columns are occupied.
#[derive(Debug, Clone, PartialEq)]
pub struct CellMap {
    /// Left edge, world units.
    pub x_min: f64,
    /// Lower edge, world units.
    pub y_min: f64,
    /// Width of a cell, world units.
    pub cell_width: f64,
    /// Height of a cell, world units.
    pub cell_height: f64,
    /// Cells along the first axis.
    pub columns: usize,
    /// Cells along the second axis.
    pub rows: usize,
    /// Units, `columns` after `columns`, the lowest row first.
    pub units: Vec<u64>,
    /// Units with a place elsewhere.
    pub outside: u64,
    /// The same units by group of players, in squares of their own; `None` where that is not known.
    pub groups: Option<GroupCells>,
}

impl CellMap {
    /// The occupied part of `grid`, or `None` when nothing is.
    pub fn occupied(grid: &Grid) -> Option<Self> {
        let bins = grid.bins as usize;
        let occupied = |row: &Vec<u64>| row.iter().any(|units| *units > 0);
        let first_row = grid.cells.iter().position(occupied)?;
        let last_row = grid.cells.iter().rposition(occupied)?;
        let any_in = |column: usize| grid.cells.iter().any(|row| row[column] > 0);
        let first_column = (0..bins).find(|column| any_in(*column))?;
        let last_column = (0..bins).rfind(|column| any_in(*column))?;
        let cell_width = (grid.x_max - grid.x_min) / bins as f64;
        let cell_height = (grid.y_max - grid.y_min) / bins as f64;
        let rows = grid.cells[first_row..=last_row].iter();
        Some(Self {
            x_min: grid.x_min + first_column as f64 * cell_width,
            y_min: grid.y_min + first_row as f64 * cell_height,
            cell_width,
            cell_height,
            columns: last_column - first_column + 1,
            rows: last_row - first_row + 1,
            units: rows
                .flat_map(|row| row[first_column..=last_column].iter().copied())
                .collect(),
            outside: grid.outside,
            groups: grid.groups.clone(),
        })
    }

    /// The same; a single cell in the middle of empty ones, so that there is a map around it. Those are as wide as a
    /// tenth of the coordinates' size, or as the cell.
    pub fn with_surroundings(self) -> Self {
        const AROUND: usize = 5;
        if self.units.len() > 1 {
            return self;
        }
        let (x, y) = self.centre(0, 0);
        let size = x.abs().max(y.abs()).max(1.0);
        let side = 10_f64.powf((size / 10.0).log10().floor());
        let side = side.max(self.cell_width).max(self.cell_height);
        let across = 2 * AROUND + 1;
        let mut units = vec![0; across * across];
        units[across * AROUND + AROUND] = self.total();
        let reach = side * across as f64 / 2.0;
        Self {
            x_min: x - reach,
            y_min: y - reach,
            cell_width: side,
            cell_height: side,
            columns: across,
            rows: across,
            units,
            ..self
        }
    }

    /// Units in all cells.
    pub fn total(&self) -> u64 {
        self.units.iter().sum()
    }

    /// Units in the cell of this column and row.
    pub fn at(&self, column: usize, row: usize) -> u64 {
        self.units[row * self.columns + column]
    }

    /// Width of the whole, world units.
    pub fn width(&self) -> f64 {
        self.cell_width * self.columns as f64
    }

    /// Height of the whole, world units.
    pub fn height(&self) -> f64 {
        self.cell_height * self.rows as f64
    }

    /// The centre of a cell, world units.
    pub fn centre(&self, column: usize, row: usize) -> (f64, f64) {
        (
            self.x_min + (column as f64 + 0.5) * self.cell_width,
            self.y_min + (row as f64 + 0.5) * self.cell_height,
        )
    }

    /// Occupied cells: column, row, units.
    pub fn occupied_cells(&self) -> impl Iterator<Item = (usize, usize, u64)> + '_ {
        let cells = self.units.iter().enumerate();
        cells
            .filter(|(_, units)| **units > 0)
            .map(|(index, units)| (index % self.columns, index / self.columns, *units))
    }

    /// Units by column, over all rows.
    pub fn column_sums(&self) -> Vec<u64> {
        (0..self.columns)
            .map(|column| (0..self.rows).map(|row| self.at(column, row)).sum())
            .collect()
    }

    /// Units by row, over all columns.
    pub fn row_sums(&self) -> Vec<u64> {
        self.units
            .chunks(self.columns)
            .map(|row| row.iter().sum())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_edges_are_left_out_and_the_edges_of_cells_stay() {
        let mut cells = vec![vec![0; 4]; 4];
        cells[1][2] = 5;
        cells[3][1] = 7;
        let grid = Grid {
            x_min: -8.0,
            x_max: 8.0,
            y_min: 0.0,
            y_max: 40.0,
            bins: 4,
            cells,
            outside: 3,
            groups: None,
        };
        let map = CellMap::occupied(&grid).unwrap();
        assert_eq!((map.columns, map.rows), (2, 3));
        assert_eq!((map.x_min, map.y_min), (-4.0, 10.0));
        assert_eq!((map.width(), map.height()), (8.0, 30.0));
        assert_eq!(
            (map.units.as_slice(), map.outside),
            ([0, 5, 0, 0, 7, 0].as_slice(), 3)
        );
        assert_eq!(map.column_sums(), [7, 5]);
        assert_eq!(map.row_sums(), [5, 0, 7]);
        assert_eq!(map.centre(1, 0), (2.0, 15.0));
        let cells: Vec<_> = map.occupied_cells().collect();
        assert_eq!(cells, [(1, 0, 5), (0, 2, 7)]);
    }

    #[test]
    fn a_single_spot_is_in_the_middle_of_its_map() {
        let spot = CellMap {
            x_min: 2.99,
            y_min: 3.99,
            cell_width: 0.02,
            cell_height: 0.02,
            columns: 1,
            rows: 1,
            units: vec![9],
            outside: 0,
            groups: None,
        };
        let map = spot.with_surroundings();
        assert_eq!((map.columns, map.rows, map.total()), (11, 11, 9));
        assert_eq!(map.at(5, 5), 9);
        let (x, y) = map.centre(5, 5);
        assert!((x - 3.0).abs() < 1e-9 && (y - 4.0).abs() < 1e-9);
        assert_eq!(map.cell_width, 0.1);
        assert_eq!(map.clone().with_surroundings(), map);
    }

    #[test]
    fn nothing_found_is_no_map() {
        let grid = Grid {
            x_min: 0.0,
            x_max: 1.0,
            y_min: 0.0,
            y_max: 1.0,
            bins: 1,
            cells: vec![vec![0]],
            outside: 0,
            groups: None,
        };
        assert_eq!(CellMap::occupied(&grid), None);
    }
}
