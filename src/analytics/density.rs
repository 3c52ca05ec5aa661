//! Kernel density estimation on a grid: the smooth surface behind counts per cell.
//!
//! A Gaussian kernel with the full covariance of the data, scaled by Scott's rule (*Multivariate Density Estimation*,
//! 1992): the square root of the kernel's covariance is that of the data times `n^(-1/6)`, `n` being the effective
//! sample size. That is SciPy's `gaussian_kde`. Where in its cell a unit lies is not known: it counts everywhere in it
//! alike.
//!
//! Near the edge a part of each kernel lies outside, where nothing can be found, and the plain estimate sinks. It is
//! divided by the part that lies inside (Diggle, *A kernel method for smoothing point process data*, 1985), so an
//! even map is shown even to its edge.

use super::cells::CellMap;

/// Points along one axis at which a map of a few cells is estimated at least.
const FINENESS: usize = 160;
/// The most points per cell along one axis.
const FINEST: usize = 40;
/// A kernel's values farther out than this many standard deviations are below 2·10⁻⁸ of its middle.
const REACH: f64 = 6.0;
/// A kernel with a standard deviation of half a cell hides where one cell ends and the next begins.
const NARROWEST: f64 = 0.5;
/// A line of points has no area; the kernel must.
const LARGEST_CORRELATION: f64 = 0.99;

/// The shape of the kernel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bandwidth {
    /// Standard deviation along the first axis, world units.
    pub sd_x: f64,
    /// Standard deviation along the second axis, world units.
    pub sd_y: f64,
    /// Correlation of both, −0.99 to 0.99.
    pub correlation: f64,
}

/// An estimate of how densely units lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    /// The cells it was made from.
    pub map: CellMap,
    /// The kernel.
    pub bandwidth: Bandwidth,
    /// The effective sample size.
    pub effective_sample_size: f64,
    /// Points along the first axis, at the centres of `columns` equal parts of the map.
    pub columns: usize,
    /// Points along the second axis.
    pub rows: usize,
    /// Share of all units per square world unit, `columns` after `columns`, the lowest row first.
    pub values: Vec<f64>,
    /// By what factor the variance of the estimate at each point exceeds that far from any edge: fewer observations
    /// make it.
    pub variance_inflation: Vec<f64>,
}

impl Bandwidth {
    /// By Scott's rule. No narrower than half a cell: below it the cells themselves would show.
    pub fn scott(map: &CellMap, effective_sample_size: f64) -> Self {
        let total = map.total() as f64;
        let mean = weighted(map, |x, y| (x, y)).map(|sum| sum / total);
        let squares = weighted(map, |x, y| ((x - mean[0]).powi(2), (y - mean[1]).powi(2)));
        let products = weighted(map, |x, y| ((x - mean[0]) * (y - mean[1]), 0.0));
        // The unbiased estimate for weighted observations; one observation has no spread.
        let freedom = (1.0 - 1.0 / effective_sample_size).max(f64::MIN_POSITIVE) * total;
        let [var_x, var_y] = squares.map(|sum| {
            if effective_sample_size > 1.0 {
                sum / freedom
            } else {
                0.0
            }
        });
        let correlation = if var_x > 0.0 && var_y > 0.0 {
            products[0] / freedom / (var_x * var_y).sqrt()
        } else {
            0.0
        };
        let factor = effective_sample_size.max(1.0).powf(-1.0 / 6.0);
        Self {
            sd_x: (var_x.sqrt() * factor).max(map.cell_width * NARROWEST),
            sd_y: (var_y.sqrt() * factor).max(map.cell_height * NARROWEST),
            correlation: correlation.clamp(-LARGEST_CORRELATION, LARGEST_CORRELATION),
        }
    }

    /// The area of one standard deviation over π: the square root of the covariance's determinant.
    pub fn size(self) -> f64 {
        self.sd_x * self.sd_y * (1.0 - self.correlation.powi(2)).sqrt()
    }

    /// The same shape, this many times as wide.
    fn scaled(self, by: f64) -> Self {
        Self {
            sd_x: self.sd_x * by,
            sd_y: self.sd_y * by,
            ..self
        }
    }

    /// The distance of two points in standard deviations of the kernel (Mahalanobis), squared.
    pub fn distance_squared(self, dx: f64, dy: f64) -> f64 {
        let (u, v) = (dx / self.sd_x, dy / self.sd_y);
        (u * u - 2.0 * self.correlation * u * v + v * v) / (1.0 - self.correlation.powi(2))
    }

    /// The kernel's value at this distance from its middle; its integral is 1.
    fn kernel(self, dx: f64, dy: f64) -> f64 {
        (-0.5 * self.distance_squared(dx, dy)).exp() / (std::f64::consts::TAU * self.size())
    }
}

impl Density {
    /// Estimates the density of `map`.
    pub fn estimate(map: CellMap, effective_sample_size: f64) -> Self {
        let bandwidth = Bandwidth::scott(&map, effective_sample_size);
        let lattice = Lattice::over(&map);
        let mut values = lattice.smoothed(&map, bandwidth);
        let inside = lattice.inside(bandwidth);
        for (value, inside) in values.iter_mut().zip(&inside) {
            *value /= inside;
        }
        // The square of a Gaussian is one of half the variance.
        let inside_of_square = lattice.inside(bandwidth.scaled(0.5_f64.sqrt()));
        let variance_inflation = inside_of_square.iter().zip(&inside);
        Self {
            bandwidth,
            effective_sample_size,
            columns: lattice.columns,
            rows: lattice.rows,
            values,
            variance_inflation: variance_inflation
                .map(|(square, inside)| square / inside.powi(2))
                .collect(),
            map,
        }
    }

    /// Where the value of this column and row was estimated, world units.
    pub fn point(&self, column: usize, row: usize) -> (f64, f64) {
        let (width, height) = (self.map.width(), self.map.height());
        (
            self.map.x_min + (column as f64 + 0.5) / self.columns as f64 * width,
            self.map.y_min + (row as f64 + 0.5) / self.rows as f64 * height,
        )
    }

    /// The value of this column and row.
    pub fn at(&self, column: usize, row: usize) -> f64 {
        self.values[row * self.columns + column]
    }

    /// The value everywhere if all units were spread evenly.
    pub fn even(&self) -> f64 {
        1.0 / (self.map.width() * self.map.height())
    }
}

/// Sums over all units of what `of` says of the centre of their cell.
fn weighted(map: &CellMap, of: impl Fn(f64, f64) -> (f64, f64)) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for (column, row, units) in map.occupied_cells() {
        let (x, y) = map.centre(column, row);
        let (a, b) = of(x, y);
        sums[0] += a * units as f64;
        sums[1] += b * units as f64;
    }
    sums
}

/// The points of an estimate. Cells are cut into a whole number of parts, so the distance between any cell's centre
/// and any point is one of few, and the kernel need be computed only for those.
struct Lattice {
    columns: usize,
    rows: usize,
    per_column: usize,
    per_row: usize,
    step_x: f64,
    step_y: f64,
}

impl Lattice {
    fn over(map: &CellMap) -> Self {
        let parts = |cells: usize| FINENESS.div_ceil(cells).min(FINEST);
        let (per_column, per_row) = (parts(map.columns), parts(map.rows));
        Self {
            columns: map.columns * per_column,
            rows: map.rows * per_row,
            per_column,
            per_row,
            step_x: map.cell_width / per_column as f64,
            step_y: map.cell_height / per_row as f64,
        }
    }

    /// The plain estimate: a kernel on each part of a cell, weighted by its share of the cell's units.
    fn smoothed(&self, map: &CellMap, bandwidth: Bandwidth) -> Vec<f64> {
        let (span_x, span_y) = (self.columns - self.per_column, self.rows - self.per_row);
        let width = self.columns + span_x;
        let kernel = self.kernel_of_a_cell(bandwidth);
        let total = map.total() as f64;
        let reach_rows = (REACH * bandwidth.sd_y / self.step_y).ceil() as usize + self.per_row;
        let mut values = vec![0.0; self.columns * self.rows];
        for (column, row, units) in map.occupied_cells() {
            let weight = units as f64 / total;
            let first = (row * self.per_row).saturating_sub(reach_rows);
            let last = ((row + 1) * self.per_row + reach_rows).min(self.rows);
            for point_row in first..last {
                let v = point_row + span_y - row * self.per_row;
                let start = v * width + span_x - column * self.per_column;
                let kernel = &kernel[start..start + self.columns];
                let values = &mut values[point_row * self.columns..][..self.columns];
                for (value, kernel) in values.iter_mut().zip(kernel) {
                    *value += weight * kernel;
                }
            }
        }
        values
    }

    /// What a cell's units add to the points from `columns - per_column` to the left and below it to as many to the
    /// right and above: the mean of the kernels on its parts.
    fn kernel_of_a_cell(&self, bandwidth: Bandwidth) -> Vec<f64> {
        let (wide, high) = (2 * self.columns - 1, 2 * self.rows - 1);
        let (width, height) = (wide + 1 - self.per_column, high + 1 - self.per_row);
        let mut kernel = vec![0.0; width * height];
        // Summed over the parts of a column for each row, then over the rows.
        for v in 0..high {
            let dy = (v as f64 - (self.rows - 1) as f64) * self.step_y;
            let of_row: Vec<f64> = (0..wide)
                .map(|u| (u as f64 - (self.columns - 1) as f64) * self.step_x)
                .map(|dx| bandwidth.kernel(dx, dy))
                .collect();
            let summed: Vec<f64> = of_row
                .windows(self.per_column)
                .map(|parts| parts.iter().sum())
                .collect();
            for row in (v + 1).saturating_sub(self.per_row)..=v.min(height - 1) {
                let kernel = &mut kernel[row * width..][..width];
                for (sum, value) in kernel.iter_mut().zip(&summed) {
                    *sum += value;
                }
            }
        }
        let parts = (self.per_column * self.per_row) as f64;
        kernel.iter_mut().for_each(|sum| *sum /= parts);
        kernel
    }

    /// Which part of the kernel around each point lies within the map.
    fn inside(&self, bandwidth: Bandwidth) -> Vec<f64> {
        // Sums of the kernel over rectangles with one corner at the far left and bottom; four of them make any rectangle.
        let (width, height) = (2 * self.columns, 2 * self.rows);
        let mut sums = vec![0.0; width * height];
        for v in 1..height {
            let mut of_row = 0.0;
            let dy = (v as f64 - self.rows as f64) * self.step_y;
            for u in 1..width {
                let dx = (u as f64 - self.columns as f64) * self.step_x;
                of_row += bandwidth.kernel(dx, dy);
                sums[v * width + u] = sums[(v - 1) * width + u] + of_row;
            }
        }
        let area = self.step_x * self.step_y;
        let mut inside = Vec::with_capacity(self.columns * self.rows);
        for row in 0..self.rows {
            let (low, high) = (self.rows - row - 1, 2 * self.rows - row - 1);
            for column in 0..self.columns {
                let (left, right) = (self.columns - column - 1, 2 * self.columns - column - 1);
                let sum = sums[high * width + right]
                    - sums[low * width + right]
                    - sums[high * width + left]
                    + sums[low * width + left];
                // A kernel much narrower than the distance between points would be missed by all of them.
                inside.push((sum * area).clamp(0.2, 1.0));
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Made by `tests/fixtures/density.py`, with SciPy.
    fn reference() -> Value {
        serde_json::from_str(include_str!("../../tests/fixtures/density.json")).unwrap()
    }

    fn numbers(value: &Value) -> Vec<f64> {
        let list = value.as_array().unwrap().iter();
        list.map(|number| number.as_f64().unwrap()).collect()
    }

    fn map(columns: usize, rows: usize, side: f64, units: impl Fn(usize, usize) -> u64) -> CellMap {
        CellMap {
            x_min: 0.0,
            y_min: 0.0,
            cell_width: side,
            cell_height: side,
            columns,
            rows,
            units: (0..rows)
                .flat_map(|row| (0..columns).map(move |column| (column, row)))
                .map(|(column, row)| units(column, row))
                .collect(),
            outside: 0,
            groups: None,
        }
    }

    #[test]
    fn the_plain_estimate_is_scipys() {
        let reference = reference();
        let units = numbers(&reference["units"]);
        let columns = reference["columns"].as_u64().unwrap() as usize;
        let mut cells = map(columns, units.len() / columns, 5.0, |_, _| 0);
        cells.units = units.iter().map(|units| *units as u64).collect();
        cells.x_min = -30.0;
        cells.y_min = 200.0;
        let effective_sample_size = reference["finds"].as_f64().unwrap();
        let bandwidth = Bandwidth::scott(&cells, effective_sample_size);
        for (ours, theirs) in [
            (bandwidth.sd_x, &reference["sd_x"]),
            (bandwidth.sd_y, &reference["sd_y"]),
            (bandwidth.correlation, &reference["correlation"]),
        ] {
            assert!(
                (ours / theirs.as_f64().unwrap() - 1.0).abs() < 1e-9,
                "{ours}"
            );
        }
        let lattice = Lattice::over(&cells);
        let values = lattice.smoothed(&cells, bandwidth);
        let density = Density {
            bandwidth,
            effective_sample_size,
            columns: lattice.columns,
            rows: lattice.rows,
            variance_inflation: vec![1.0; values.len()],
            values,
            map: cells,
        };
        for point in reference["points"].as_array().unwrap() {
            let (column, row) = (
                point["column"].as_u64().unwrap() as usize,
                point["row"].as_u64().unwrap() as usize,
            );
            let (x, y) = density.point(column, row);
            assert!((x - point["x"].as_f64().unwrap()).abs() < 1e-9);
            assert!((y - point["y"].as_f64().unwrap()).abs() < 1e-9);
            let (ours, theirs) = (density.at(column, row), point["density"].as_f64().unwrap());
            assert!(
                (ours - theirs).abs() <= 1e-7 * theirs + 1e-12,
                "{point}: {ours}"
            );
        }
    }

    #[test]
    fn an_even_map_is_even_to_its_edge() {
        let density = Density::estimate(map(20, 20, 5.0, |_, _| 10), 4_000.0);
        for value in &density.values {
            assert!((value / density.even() - 1.0).abs() < 0.03, "{value}");
        }
    }

    #[test]
    fn all_units_are_under_the_surface() {
        let heap = map(30, 10, 2.0, |column, row| {
            u64::from(column == 15 && row == 5) * 7
        });
        let density = Density::estimate(heap, 1.0);
        let cell = density.map.width() / density.columns as f64 * density.map.height()
            / density.rows as f64;
        let whole: f64 = density.values.iter().sum::<f64>() * cell;
        assert!((whole - 1.0).abs() < 0.01, "{whole}");
    }

    #[test]
    fn lines_and_single_cells_have_a_density_too() {
        for (columns, rows) in [(1, 1), (1, 200), (200, 1), (7, 7)] {
            let line = map(columns, rows, 0.5, |column, row| {
                u64::from(columns == 1 || rows == 1 || column == row)
            });
            let effective_sample_size = line.total() as f64;
            let density = Density::estimate(line, effective_sample_size);
            assert!(
                density
                    .values
                    .iter()
                    .all(|value| value.is_finite() && *value >= 0.0),
                "{columns} × {rows}"
            );
        }
    }
}
