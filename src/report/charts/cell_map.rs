//! `duck_heatmap`: the counts themselves, for those who distrust smoothing, and their sums along both axes.

use super::Chart;
use super::map_frame::{self, MapFrame, size};
use crate::analytics::CellMap;
use crate::report::axis::Axis;
use crate::report::frame::{self, Caption, Headline, missing_glyphs, name_in_sentence, wrapped};
use crate::report::number::{coordinate, count, grouped, of, percent, short};
use crate::report::scene::{Area, Scene, Style, Text};
use crate::report::theme::{AXIS, GAP, LABEL, along};

/// Counts per cell.
#[derive(Debug, Clone, PartialEq)]
pub struct CellMapChart {
    /// The item.
    pub item: String,
    /// Its cells.
    pub map: CellMap,
}

const MAP: f64 = 860.0;
const COLUMN: f64 = 400.0;
/// The length of the longest bar along an axis.
const MARGINAL: f64 = 72.0;

impl CellMapChart {
    fn fullest(&self) -> (usize, u64) {
        let most = self.map.units.iter().enumerate();
        let most = most.max_by_key(|(index, units)| (**units, std::cmp::Reverse(*index)));
        most.map_or((0, 0), |(index, units)| (index, *units))
    }

    fn title(&self, name: &str) -> String {
        format!("{name}: units in each part of the map")
    }

    /// `x 35–40, y 60–65`.
    fn cell_name(&self, index: usize) -> String {
        let (column, row) = (index % self.map.columns, index / self.map.columns);
        let range = |from: f64, step: f64, index: usize| {
            let start = coordinate(from + step * index as f64, step / 2.0);
            let end = coordinate(from + step * (index + 1) as f64, step / 2.0);
            format!("{start} to {end}")
        };
        format!(
            "x {}, y {}",
            range(self.map.x_min, self.map.cell_width, column),
            range(self.map.y_min, self.map.cell_height, row)
        )
    }
}

impl Chart for CellMapChart {
    fn headline(&self) -> Headline {
        let cells = self.map.units.len() as u64;
        let (index, most) = self.fullest();
        let said = format!(
            "{} with a place in {} of {}; at most {}, at {}",
            of(self.map.total(), "unit", "units"),
            of(cells, "cell", "cells"),
            size(self.map.cell_width, self.map.cell_height),
            grouped(most),
            self.cell_name(index),
        );
        Headline::new(self.title(&name_in_sentence(&self.item)), said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let mut notes = vec!["Counts as they are, nothing smoothed; empty cells have no colour. The bars are sums over a column or a row.".to_owned()];
        notes.extend(missing_glyphs(&scene, [self.item.as_str()].into_iter()));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        let room =
            Area { width: MAP, ..area }.inset(0.0, MARGINAL + 4.0 * GAP, MARGINAL + 8.0 * GAP, 0.0);
        let frame = MapFrame::within(&scene, room, &self.map);
        let (_, most) = self.fullest();
        let (ramp, empty) = (scene.theme.sequential(), scene.theme.panel());
        frame.draw_cells(&mut scene, &self.map, |index| match self.map.units[index] {
            0 => (empty, String::new()),
            units => (
                along(&ramp, units as f64 / most as f64),
                short(units as f64),
            ),
        });
        frame.draw_axes(&mut scene);
        self.draw_marginals(&mut scene, frame.plot);
        let plot = frame.plot;
        let left = plot.right() + MARGINAL + 10.0 * GAP;
        let bar = Area::new(left, plot.y, 3.0 * GAP, plot.height);
        let axis = Axis::between(0.0, most as f64, 5);
        map_frame::upright_bar(&mut scene, bar, ramp, axis, "units per cell");
        let column = Area::new(area.right() - COLUMN, plot.y, COLUMN, area.height);
        self.draw_column(&mut scene, column, &frame);
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let mut cells: Vec<_> = self.map.units.iter().copied().enumerate().collect();
        cells.sort_by_key(|(index, units)| (std::cmp::Reverse(*units), *index));
        let total = self.map.total().max(1) as f64;
        let row = |(index, units): &(usize, u64)| {
            vec![
                self.cell_name(*index),
                grouped(*units),
                percent(*units as f64 / total),
            ]
        };
        (
            vec!["fullest cells", "units", "share"],
            cells.iter().take(10).map(row).collect(),
        )
    }
}

impl CellMapChart {
    fn draw_marginals(&self, scene: &mut Scene<'_>, plot: Area) {
        let theme = scene.theme;
        let (columns, rows) = (self.map.column_sums(), self.map.row_sums());
        let most = |sums: &[u64]| sums.iter().copied().max().unwrap_or(0).max(1) as f64;
        let width = plot.width / columns.len() as f64;
        let base = plot.y - GAP;
        for (index, sum) in columns.iter().enumerate() {
            let height = *sum as f64 / most(&columns) * MARGINAL;
            let x = plot.x + width * index as f64;
            let bar = Area::new(x + width * 0.06, base - height, width * 0.88, height);
            scene.rectangle(bar, theme.accent());
        }
        let height = plot.height / rows.len() as f64;
        for (index, sum) in rows.iter().enumerate() {
            let length = *sum as f64 / most(&rows) * MARGINAL;
            let y = plot.bottom() - height * (index + 1) as f64;
            let bar = Area::new(plot.right() + GAP, y + height * 0.06, length, height * 0.88);
            scene.rectangle(bar, theme.accent());
        }
        // The longest bar of each side says how long it is.
        let longest = |sums: &[u64]| sums.iter().position(|sum| *sum as f64 == most(sums));
        let number = |sums: &[u64]| Text::new(count(most(sums) as u64), AXIS - 2.0, theme.soft());
        let column = longest(&columns).unwrap_or(0) as f64;
        let text = number(&columns).middle();
        let half = scene.width(&text) / 2.0;
        let x = (plot.x + width * (column + 0.5)).max(plot.x + half);
        scene.text(x, base - MARGINAL - GAP * 0.75, text);
        let row = longest(&rows).unwrap_or(0) as f64;
        let y = plot.bottom() - height * (row + 0.5);
        let x = plot.right() + 1.75 * GAP + MARGINAL;
        scene.text_at_middle(x, y, number(&rows));
    }

    fn draw_column(&self, scene: &mut Scene<'_>, column: Area, frame: &MapFrame) {
        let theme = scene.theme;
        let cells = self.map.units.len();
        let empty = self.map.units.iter().filter(|units| **units == 0).count();
        let (index, most) = self.fullest();
        let mean = self.map.total() as f64 / cells as f64;
        let facts = [
            (
                grouped(most),
                format!("most in one cell, {}", self.cell_name(index)),
            ),
            (short(mean), "per cell on average".to_owned()),
            (
                grouped(empty as u64),
                format!("of {} without any", of(cells as u64, "cell", "cells")),
            ),
        ];
        let mut y = column.y;
        for (number, what) in facts {
            y += 1.6 * LABEL;
            let number = Text::new(number, 1.6 * LABEL, theme.ink()).bold();
            scene.text(column.x, y, number);
            for line in wrapped(scene, &what, AXIS, column.width, 2) {
                y += 1.4 * AXIS;
                scene.text(column.x, y, Text::new(line, AXIS, theme.soft()));
            }
            y += 3.0 * GAP;
        }
        if !frame.to_scale {
            let out = "The map is drawn out of proportion: it is too long to show as it is.";
            for line in wrapped(scene, out, AXIS, column.width, 3) {
                y += 1.4 * AXIS;
                scene.text(column.x, y, Text::new(line, AXIS, theme.soft()));
            }
        }
    }
}
