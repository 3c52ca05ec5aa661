//! `duck_heatmap`: the counts without smoothing, and their sums along both axes.

use super::Chart;
use super::map_frame::{self, MapFrame, size};
use super::shares::{self, Needs, Shares};
use crate::analytics::CellMap;
use crate::report::axis::Axis;
use crate::report::frame::{self, Caption, Headline, missing_glyphs, name_in_sentence, wrapped};
use crate::report::ground::Ground;
use crate::report::number::{coordinate, count, counted, grouped, percent, short};
use crate::report::scene::{Area, Scene, Style, Text};
use crate::report::theme::{AXIS, GAP, LABEL, along};

/// Counts per cell.
#[derive(Debug, Clone, PartialEq)]
pub struct CellMapChart {
    /// The item.
    pub item: String,
    /// Its cells.
    pub map: CellMap,
    /// What lies under it.
    pub ground: Ground,
}

const COLUMN: f64 = 400.0;
/// The least length of the longest bar along an axis.
const MARGINAL: f64 = 72.0;
/// The most of it above the map, and beside it.
const TALLEST: f64 = 160.0;
const LONGEST: f64 = 560.0;
/// Room for the number of the longest bar.
const NUMBER: f64 = 6.0 * GAP;
/// A figure with what it says.
const FACT: f64 = 1.6 * LABEL + 2.8 * AXIS + 3.0 * GAP;
/// A row of the list of the fullest cells.
const ROW: f64 = 1.6 * AXIS;
const MOST_ROWS: usize = 10;

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
            counted(self.map.total(), "unit", "units"),
            counted(cells, "cell", "cells"),
            size(self.map.cell_width, self.map.cell_height),
            grouped(most),
            self.cell_name(index),
        );
        Headline::new(self.title(&name_in_sentence(&self.item)), said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let mut notes = vec!["Counts as they are, nothing smoothed; empty cells have no colour. The bars are sums over a column or a row.".to_owned()];
        notes.extend(map_frame::outside(&self.map));
        notes.extend(missing_glyphs(&scene, [self.item.as_str()].into_iter()));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        let needs = Needs {
            words_wide: COLUMN,
            words_high: FACT,
            above: MARGINAL + 4.0 * GAP,
            right: MARGINAL + NUMBER,
        };
        let mut parts = Shares::of(area, &self.map, needs);
        let mut frame = MapFrame::within(&scene, parts.map, &self.map, &self.ground);
        let along_y = (parts.free(&frame) - NUMBER).min(LONGEST);
        let spare = parts.map.height - frame.plot.height - map_frame::BELOW;
        let along_x = (MARGINAL + spare).clamp(MARGINAL, TALLEST);
        frame.plot.y += along_x - MARGINAL;
        parts.close_up(&frame);
        let (_, most) = self.fullest();
        let ramp = scene.theme.sequential();
        frame.draw_ground(&mut scene, &self.map, &self.ground);
        frame.draw_cells(&mut scene, &self.map, |index| match self.map.units[index] {
            0 => (None, String::new()),
            units => (
                Some(along(&ramp, units as f64 / most as f64)),
                short(units as f64),
            ),
        });
        frame.draw_axes(&mut scene);
        self.draw_marginals(&mut scene, &frame, (along_x, along_y));
        let plot = frame.plot;
        let left = plot.right() + along_y + NUMBER + 3.0 * GAP;
        let bar = Area::new(left, plot.y, 3.0 * GAP, plot.height);
        let axis = Axis::between(0.0, most as f64, 5);
        map_frame::upright_bar(&mut scene, bar, ramp, axis, "units per cell");
        self.draw_words(&mut scene, &parts, &frame);
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
    fn draw_marginals(
        &self,
        scene: &mut Scene<'_>,
        frame: &MapFrame,
        (along_x, along_y): (f64, f64),
    ) {
        let theme = scene.theme;
        let plot = frame.plot;
        let (columns, rows) = (self.map.column_sums(), self.map.row_sums());
        let most = |sums: &[u64]| sums.iter().copied().max().unwrap_or(0).max(1) as f64;
        let width = plot.width / columns.len() as f64;
        let base = plot.y - GAP;
        for (index, sum) in columns.iter().enumerate() {
            let height = *sum as f64 / most(&columns) * along_x;
            let x = plot.x + width * index as f64;
            let bar = Area::new(x + width * 0.06, base - height, width * 0.88, height);
            scene.rectangle(bar, theme.accent());
        }
        shares::draw_profile(scene, frame, &rows, along_y);
        // The longest bar of each side says how long it is.
        let longest = |sums: &[u64]| sums.iter().position(|sum| *sum as f64 == most(sums));
        let number = |sums: &[u64]| Text::new(count(most(sums) as u64), AXIS - 2.0, theme.soft());
        let column = longest(&columns).unwrap_or(0) as f64;
        let text = number(&columns).middle();
        let half = scene.width(&text) / 2.0;
        let x = (plot.x + width * (column + 0.5)).max(plot.x + half);
        scene.text(x, base - along_x - GAP * 0.75, text);
        let row = longest(&rows).unwrap_or(0);
        let half = plot.height / rows.len() as f64 / 2.0;
        let y = frame.top_of_row(row, rows.len()) + half;
        let x = plot.right() + 1.75 * GAP + along_y;
        scene.text_at_middle(x, y, number(&rows));
    }

    /// What stands out: in a column with the fullest cells, or in a row below the map.
    fn draw_words(&self, scene: &mut Scene<'_>, parts: &Shares, frame: &MapFrame) {
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
                format!("of {} without any", counted(cells as u64, "cell", "cells")),
            ),
        ];
        let words = parts.words;
        let (mut x, mut y) = (words.x, words.y);
        for (number, what) in facts {
            let number = Text::new(number, 1.6 * LABEL, theme.ink()).bold();
            scene.text(x, y + 1.6 * LABEL, number);
            let mut line_y = y + 1.6 * LABEL;
            for line in wrapped(scene, &what, AXIS, COLUMN, 2) {
                line_y += 1.4 * AXIS;
                scene.text(x, line_y, Text::new(line, AXIS, theme.soft()));
            }
            if parts.words_below {
                x += COLUMN + 4.0 * GAP;
            } else {
                y = line_y + 3.0 * GAP;
            }
        }
        if !frame.to_scale {
            let out = "The map is drawn out of proportion: it is too long to show as it is.";
            let (mut y, width) = match parts.words_below {
                true => (y, words.right() - x),
                false => (y, COLUMN),
            };
            for line in wrapped(scene, out, AXIS, width, 4) {
                y += 1.4 * AXIS;
                scene.text(x, y, Text::new(line, AXIS, theme.soft()));
            }
        }
        if !parts.words_below {
            let top = y + 2.0 * GAP + if frame.to_scale { 0.0 } else { 4.0 * AXIS };
            let rest = Area::new(words.x, top, COLUMN, frame.plot.bottom() - top);
            self.draw_fullest(scene, rest);
        }
    }

    /// The fullest cells, as many as there is room for.
    fn draw_fullest(&self, scene: &mut Scene<'_>, area: Area) {
        let theme = scene.theme;
        let mut cells: Vec<_> = self.map.units.iter().copied().enumerate().collect();
        cells.retain(|(_, units)| *units > 0);
        cells.sort_by_key(|(index, units)| (std::cmp::Reverse(*units), *index));
        let rows = (area.height / ROW - 2.0).floor().max(0.0) as usize;
        if rows < 3 || cells.len() < 3 {
            return;
        }
        let heading = Text::new("Fullest cells", AXIS, theme.ink()).bold();
        let mut y = area.y + AXIS + GAP;
        scene.text(area.x, y, heading);
        for (index, units) in cells.into_iter().take(rows.min(MOST_ROWS)) {
            y += ROW;
            let number = Text::new(count(units), AXIS, theme.ink()).end();
            let width = scene.width(&number);
            scene.text(area.right(), y, number);
            let name = Text::new(self.cell_name(index), AXIS, theme.soft());
            let name = scene.fitted(name, area.width - width - 2.0 * GAP);
            scene.text(area.x, y, name);
        }
    }
}
