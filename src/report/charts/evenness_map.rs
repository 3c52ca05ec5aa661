//! `server_duck_heatmap`: the map as a server's API tells it, and how far each cell is from an even spread.

use super::Chart;
use super::map_frame::{self, MapFrame, size};
use crate::analytics::{CellMap, Evenness, evenness};
use crate::report::axis::Axis;
use crate::report::frame::{self, Caption, Headline, missing_glyphs, name_in_sentence};
use crate::report::number::{coordinate, grouped, of, short};
use crate::report::scene::{Area, Scene, Style, Text};
use crate::report::theme::{AXIS, GAP, LABEL, along};

/// Counts per cell against an even spread.
#[derive(Debug, Clone, PartialEq)]
pub struct EvennessMap {
    /// The item.
    pub item: String,
    /// Its cells.
    pub map: CellMap,
    /// The comparison.
    pub evenness: Evenness,
    /// The effective number of finds.
    pub finds: f64,
    /// Which answer the cells are from.
    pub from: String,
}

const BETWEEN: f64 = 56.0;
const NARROWEST_BAR: f64 = 440.0;
/// Colours are at their strongest at this many times the significant difference at least: chance looks pale.
const LEAST_SCALE: f64 = 1.5;
/// And at this many at most: one heap must not make all else pale.
const MOST_SCALE: f64 = 4.0;

impl EvennessMap {
    /// Compares `map`, which stands for `finds` effective finds.
    pub fn new(item: String, map: CellMap, finds: f64, from: String) -> Self {
        Self {
            evenness: evenness(&map, finds),
            item,
            map,
            finds,
            from,
        }
    }

    fn title(&self, name: &str) -> String {
        match (self.evenness.enough, self.evenness.is_uneven()) {
            (false, _) => format!("{name}: too few finds to judge the spread"),
            (true, false) => format!("{name} is spread as evenly as chance does it"),
            (true, true) => format!("{name} is not spread evenly"),
        }
    }
}

impl Chart for EvennessMap {
    fn headline(&self) -> Headline {
        let (above, below) = self.evenness.significant();
        let cells = of(self.map.units.len() as u64, "cell", "cells");
        let finds = of(
            self.finds.round() as u64,
            "independent find",
            "independent finds",
        );
        let said = match (self.evenness.enough, self.evenness.chance) {
            (true, Some(chance)) => {
                let chance = match chance {
                    chance if chance < 0.001 => "less than 0.1 %".to_owned(),
                    chance => format!("{:.1} %", chance * 100.0),
                };
                format!(
                    "Of {cells} {} significantly above the even share and {} below; chance alone is as uneven in {chance} of all maps",
                    of(above as u64, "is", "are"),
                    grouped(below as u64),
                )
            }
            _ => format!("{finds} in {cells}: a judgement needs five for each"),
        };
        Headline::new(self.title(&name_in_sentence(&self.item)), said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let mut notes = vec![format!(
            "Left: {}. Right: standardized residuals (Haberman 1973), {}; outlined: beyond ±{:.2}, passed nowhere on 99 of 100 even maps.",
            self.from,
            of(
                self.finds.round() as u64,
                "independent find",
                "independent finds"
            ),
            self.evenness.critical,
        )];
        notes.extend(missing_glyphs(&scene, [self.item.as_str()].into_iter()));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        let width = (area.width - BETWEEN) / 2.0;
        let left = Area { width, ..area };
        let right = Area {
            x: area.x + width + BETWEEN,
            ..left
        };
        self.draw_counts(&mut scene, left);
        self.draw_residuals(&mut scene, right);
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let mut cells: Vec<_> = self
            .evenness
            .residuals
            .iter()
            .copied()
            .enumerate()
            .collect();
        cells.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
        let row = |(index, residual): &(usize, f64)| {
            let (column, row) = (index % self.map.columns, index / self.map.columns);
            let (x, y) = self.map.centre(column, row);
            vec![
                format!(
                    "{}, {}",
                    coordinate(x, self.map.cell_width / 10.0),
                    coordinate(y, self.map.cell_height / 10.0)
                ),
                grouped(self.map.units[*index]),
                short(self.evenness.expected_units),
                format!("{residual:+.2}"),
                if self.evenness.is_significant(*residual) {
                    "yes"
                } else {
                    "no"
                }
                .to_owned(),
            ]
        };
        (
            vec![
                "middle of the cell",
                "units",
                "even",
                "residual",
                "significant",
            ],
            cells.iter().take(10).map(row).collect(),
        )
    }
}

impl EvennessMap {
    /// The heading of a panel, and where its map goes.
    fn panel(&self, scene: &mut Scene<'_>, area: Area, heading: &str) -> MapFrame {
        let room = area.inset(0.0, LABEL + GAP, 0.0, 3.0 * GAP + 2.0 * AXIS + 2.0 * GAP);
        let frame = MapFrame::within(scene, room, &self.map);
        let text = Text::new(heading, LABEL, scene.theme.ink()).bold();
        scene.text(frame.plot.x, area.y + LABEL * 0.8, text);
        frame
    }

    fn bar_below(frame: &MapFrame) -> Area {
        let plot = frame.plot;
        let y = plot.bottom() + map_frame::BELOW + GAP;
        let width = plot.width.max(NARROWEST_BAR);
        Area::new(plot.x, y, width, 2.0 * GAP)
    }

    fn draw_counts(&self, scene: &mut Scene<'_>, area: Area) {
        let heading = format!(
            "Units per {}",
            size(self.map.cell_width, self.map.cell_height)
        );
        let frame = self.panel(scene, area, &heading);
        let most = self.map.units.iter().copied().max().unwrap_or(1).max(1);
        let (ramp, empty) = (scene.theme.sequential(), scene.theme.panel());
        frame.draw_cells(scene, &self.map, |index| match self.map.units[index] {
            0 => (empty, String::new()),
            units => (
                along(&ramp, units as f64 / most as f64),
                short(units as f64),
            ),
        });
        frame.draw_axes(scene);
        let axis = Axis::between(0.0, most as f64, 4);
        map_frame::lying_bar(scene, Self::bar_below(&frame), ramp, axis, "units per cell");
    }

    fn draw_residuals(&self, scene: &mut Scene<'_>, area: Area) {
        let frame = self.panel(scene, area, "Difference from an even spread");
        let largest = self
            .evenness
            .residuals
            .iter()
            .fold(0.0_f64, |a, b| a.max(b.abs()));
        let critical = self.evenness.critical;
        let scale = largest.clamp(LEAST_SCALE * critical, MOST_SCALE * critical);
        let ramp = scene.theme.diverging();
        let shade = |residual: f64| along(&ramp, 0.5 + residual / scale / 2.0);
        frame.draw_cells(scene, &self.map, |index| {
            let residual = self.evenness.residuals[index];
            let decimals = usize::from(residual.abs() < 9.95);
            let text = format!("{residual:+.decimals$}").replace('-', "−");
            let shown = if self.evenness.is_significant(residual) {
                text
            } else {
                String::new()
            };
            (shade(residual), shown)
        });
        let (width, height) = (
            frame.plot.width / self.map.columns as f64,
            frame.plot.height / self.map.rows as f64,
        );
        for (index, residual) in self.evenness.residuals.iter().enumerate() {
            if self.evenness.is_significant(*residual) {
                let (column, row) = (index % self.map.columns, index / self.map.columns);
                let cell = Area::new(
                    frame.plot.x + column as f64 * width,
                    frame.plot.bottom() - (row + 1) as f64 * height,
                    width,
                    height,
                );
                scene.frame(cell, 2.0, scene.theme.ink());
            }
        }
        frame.draw_axes(scene);
        let axis = Axis::between(-scale, scale, 6);
        let title = match largest > scale {
            true => "standard deviations from the even share; the ends: beyond",
            false => "standard deviations from the even share",
        };
        map_frame::lying_bar(scene, Self::bar_below(&frame), ramp, axis, title);
    }
}
