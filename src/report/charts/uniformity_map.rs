//! `server_duck_heatmap`: the map as the server's API answers it, and how far each cell is from a uniform spread.

use super::Chart;
use super::map_frame::{self, MapFrame, size};
use super::shares::BAR;
use crate::analytics::{CellMap, SampleSize, UniformityTest};
use crate::model::Colour;
use crate::report::axis::Axis;
use crate::report::frame::{self, Caption, Headline, missing_glyphs, name_in_sentence};
use crate::report::ground::Ground;
use crate::report::number::{coordinate, counted, grouped, short};
use crate::report::scene::{Area, Scene, Style, Text};
use crate::report::theme::{AXIS, GAP, LABEL, along};

/// Two maps share a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    /// Beside each other, their colours explained below.
    Beside,
    /// Below each other, which wide maps need; their colours explained beside.
    Stacked,
}

/// Counts per cell against an even spread.
#[derive(Debug, Clone, PartialEq)]
pub struct UniformityMap {
    /// The item.
    pub item: String,
    /// Its cells.
    pub map: CellMap,
    /// How uniform they are.
    pub test: UniformityTest,
    /// What is behind the units.
    pub sample: SampleSize,
    /// Which answer the cells are from.
    pub from: String,
    /// What lies under it.
    pub ground: Ground,
}

const BETWEEN: f64 = 56.0;
/// Bars that explain colours need it for their titles.
const NARROWEST_BAR: f64 = 440.0;
/// The list beside two narrow maps.
const LIST: f64 = 270.0;
const ROW: f64 = 1.6 * AXIS;
const MOST_ROWS: usize = 20;
/// Colours are at their strongest at this many times the significant difference at least, so that noise looks pale.
const LEAST_SCALE: f64 = 1.5;
/// And at this many at most, so that a single cluster does not make everything else pale.
const MOST_SCALE: f64 = 4.0;

impl UniformityMap {
    /// Compares `map` with an even spread.
    pub fn new(item: String, map: CellMap, from: String) -> Self {
        let sample = SampleSize::of(&map);
        Self {
            test: UniformityTest::of(&map, &sample),
            item,
            map,
            sample,
            from,
            ground: Ground::default(),
        }
    }

    fn title(&self, name: &str) -> String {
        let (above, below) = self.test.significant();
        match (self.test.enough, self.test.is_uneven()) {
            (false, _) => format!("{name}: too few observations to test the spread"),
            (true, true) => format!("{name} is not spread evenly"),
            (true, false) if above + below == 0 => {
                format!("{name} is spread evenly")
            }
            (true, false) => format!(
                "{name} is spread evenly, except in {}",
                counted((above + below) as u64, "cell", "cells")
            ),
        }
    }
}

impl Chart for UniformityMap {
    fn headline(&self) -> Headline {
        let (above, below) = self.test.significant();
        let cells = counted(self.map.units.len() as u64, "cell", "cells");
        let observations = counted(
            self.sample.effective.round() as u64,
            "independent observation",
            "independent observations",
        );
        let said = match (self.test.enough, self.test.p_value) {
            (true, Some(p_value)) => {
                let share = match p_value {
                    p if p < 0.001 => "less than 0.1% of".to_owned(),
                    p if p > 0.5 => "most".to_owned(),
                    p => format!("{:.1}% of", p * 100.0),
                };
                format!(
                    "Of {cells} {} significantly above the even share and {} below; by chance {share} maps of an even spread look like that",
                    counted(above as u64, "is", "are"),
                    grouped(below as u64),
                )
            }
            _ if !self.sample.enough => {
                format!(
                    "{} in {cells}: too few players for a test",
                    counted(self.map.total(), "unit", "units")
                )
            }
            _ => format!("{observations} in {cells}: a test needs five per cell"),
        };
        Headline::new(self.title(&name_in_sentence(&self.item)), said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let mut notes = vec![format!(
            "Left: {}. Right: standardized residuals (Haberman 1973), {}; outlined: significant (binomial tests at a false discovery rate of 1%, Benjamini and Hochberg 1995).",
            self.from,
            counted(
                self.sample.effective.round() as u64,
                "independent observation",
                "independent observations"
            ),
        )];
        notes.extend(map_frame::outside(&self.map));
        notes.extend(missing_glyphs(&scene, [self.item.as_str()].into_iter()));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        let order = self.order(area);
        let [first, mut second] = order.areas(area);
        let frame = self.draw_counts(&mut scene, first, order);
        if order == Order::Beside {
            let used = frame.plot.right().max(frame.plot.x + NARROWEST_BAR);
            let free = area.right() - (used + 2.0 * BETWEEN + (used - first.x));
            if free >= LIST {
                // Two narrow maps: what is most unlike an even spread in words, too.
                second.x = used + BETWEEN;
                let left = 2.0 * used - first.x + 2.0 * BETWEEN;
                let list = Area::new(
                    left,
                    area.y,
                    area.right() - left,
                    frame.plot.bottom() - area.y,
                );
                self.draw_list(&mut scene, list);
            }
        }
        self.draw_residuals(&mut scene, second, order);
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let mut cells: Vec<_> = self.test.residuals.iter().copied().enumerate().collect();
        cells.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
        let row = |(index, residual): &(usize, f64)| {
            vec![
                self.middle(*index),
                grouped(self.map.units[*index]),
                short(self.test.expected_units),
                format!("{residual:+.2}"),
                if self.test.is_significant[*index] {
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

impl Order {
    fn areas(self, area: Area) -> [Area; 2] {
        let mut first = area;
        let mut second = area;
        match self {
            Self::Beside => {
                first.width = (area.width - BETWEEN) / 2.0;
                second.width = first.width;
                second.x += first.width + BETWEEN;
            }
            Self::Stacked => {
                first.height = (area.height - 3.0 * GAP) / 2.0;
                second.height = first.height;
                second.y += first.height + 3.0 * GAP;
            }
        }
        [first, second]
    }

    /// Where a map goes in its part of the picture, below its heading.
    fn room(self, area: Area) -> Area {
        match self {
            Self::Beside => area.inset(0.0, LABEL + GAP, 0.0, 3.0 * GAP + 2.0 * AXIS + 2.0 * GAP),
            Self::Stacked => area.inset(0.0, LABEL + GAP, BAR, 0.0),
        }
    }
}

impl UniformityMap {
    /// On this ground.
    pub fn on(mut self, ground: Ground) -> Self {
        self.ground = ground;
        self
    }

    /// The order in which the maps are larger.
    fn order(&self, area: Area) -> Order {
        let ratio = MapFrame::drawn_ratio(&self.map);
        let width = |order: Order| {
            let room = order.room(order.areas(area)[0]);
            room.width.min((room.height - map_frame::BELOW) * ratio)
        };
        if width(Order::Stacked) > width(Order::Beside) {
            Order::Stacked
        } else {
            Order::Beside
        }
    }

    /// The heading of a panel, and where its map goes.
    fn panel(
        &self,
        scene: &mut Scene<'_>,
        (area, order): (Area, Order),
        heading: &str,
    ) -> MapFrame {
        let frame = MapFrame::within(scene, order.room(area), &self.map, &self.ground);
        let text = Text::new(heading, LABEL, scene.theme.ink()).bold();
        scene.text(frame.plot.x, area.y + LABEL * 0.8, text);
        frame
    }

    fn draw_bar(
        scene: &mut Scene<'_>,
        (frame, order): (&MapFrame, Order),
        (ramp, axis): (Vec<Colour>, Axis),
        [lying, upright]: [&str; 2],
    ) {
        let plot = frame.plot;
        match order {
            Order::Beside => {
                let y = plot.bottom() + map_frame::BELOW + GAP;
                let bar = Area::new(plot.x, y, plot.width.max(NARROWEST_BAR), 2.0 * GAP);
                map_frame::lying_bar(scene, bar, ramp, axis, lying);
            }
            Order::Stacked => {
                let bar = Area::new(plot.right() + 3.0 * GAP, plot.y, 2.0 * GAP, plot.height);
                map_frame::upright_bar(scene, bar, ramp, axis, upright);
            }
        }
    }

    fn draw_counts(&self, scene: &mut Scene<'_>, area: Area, order: Order) -> MapFrame {
        let heading = format!(
            "Units per {}",
            size(self.map.cell_width, self.map.cell_height)
        );
        let mut frame = self.panel(scene, (area, order), &heading);
        frame.draw_ground(scene, &self.map, &self.ground);
        let most = self.map.units.iter().copied().max().unwrap_or(1).max(1);
        let ramp = scene.theme.sequential();
        frame.draw_cells(scene, &self.map, |index| match self.map.units[index] {
            0 => (None, String::new()),
            units => (
                Some(along(&ramp, units as f64 / most as f64)),
                short(units as f64),
            ),
        });
        frame.draw_axes(scene);
        let axis = Axis::between(0.0, most as f64, 4);
        Self::draw_bar(scene, (&frame, order), (ramp, axis), ["units per cell"; 2]);
        frame
    }

    fn draw_residuals(&self, scene: &mut Scene<'_>, area: Area, order: Order) {
        let heading = "Difference from an even spread";
        let frame = self.panel(scene, (area, order), heading);
        let residuals = &self.test.residuals;
        let largest = residuals.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
        let large = self.test.large;
        let scale = largest.clamp(LEAST_SCALE * large, MOST_SCALE * large);
        let ramp = scene.theme.diverging();
        let shade = |residual: f64| along(&ramp, 0.5 + residual / scale / 2.0);
        frame.draw_cells(scene, &self.map, |index| {
            let residual = residuals[index];
            let shown = match self.test.is_significant[index] {
                true => signed(residual),
                false => String::new(),
            };
            (Some(shade(residual)), shown)
        });
        let (width, height) = (
            frame.plot.width / self.map.columns as f64,
            frame.plot.height / self.map.rows as f64,
        );
        // Around a small cell a thick line would hide its colour.
        let line = (width.min(height) / 8.0).clamp(1.0, 2.0);
        let significant = self.test.is_significant.iter().enumerate();
        for (index, _) in significant.filter(|(_, significant)| **significant) {
            let (column, row) = (index % self.map.columns, index / self.map.columns);
            let cell = Area::new(
                frame.plot.x + column as f64 * width,
                frame.top_of_row(row, self.map.rows),
                width,
                height,
            );
            scene.frame(cell, line, scene.theme.ink());
        }
        frame.draw_axes(scene);
        let axis = Axis::between(-scale, scale, 6);
        let lying = match largest > scale {
            true => "standard deviations from the even share; the ends: beyond",
            false => "standard deviations from the even share",
        };
        let titles = [lying, "standard deviations"];
        Self::draw_bar(scene, (&frame, order), (ramp, axis), titles);
    }

    /// The cells furthest from the even share, as many as there is room for.
    fn draw_list(&self, scene: &mut Scene<'_>, area: Area) {
        let theme = scene.theme;
        let mut cells: Vec<_> = self.test.residuals.iter().enumerate().collect();
        cells.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
        let rows = ((area.height - LABEL) / ROW - 1.0).max(0.0) as usize;
        let heading = Text::new("Furthest from it", LABEL, theme.ink()).bold();
        let heading = scene.fitted(heading, area.width);
        scene.text(area.x, area.y + LABEL * 0.8, heading);
        let mut y = area.y + LABEL;
        for (index, residual) in cells.into_iter().take(rows.min(MOST_ROWS)) {
            y += ROW;
            let colour = match self.test.is_significant[index] {
                true => theme.ink(),
                false => theme.soft(),
            };
            let number = Text::new(signed(*residual), AXIS, colour).end();
            let width = scene.width(&number);
            scene.text(area.right(), y, number);
            let name = Text::new(format!("({})", self.middle(index)), AXIS, colour);
            let name = scene.fitted(name, area.width - width - 2.0 * GAP);
            scene.text(area.x, y, name);
        }
    }

    /// The middle of a cell, such as `12.5, 7.5`.
    fn middle(&self, index: usize) -> String {
        let (column, row) = (index % self.map.columns, index / self.map.columns);
        let (x, y) = self.map.centre(column, row);
        format!(
            "{}, {}",
            coordinate(x, self.map.cell_width / 10.0),
            coordinate(y, self.map.cell_height / 10.0)
        )
    }
}

/// `+4.2`, `−12`.
fn signed(residual: f64) -> String {
    let decimals = usize::from(residual.abs() < 9.95);
    format!("{residual:+.decimals$}").replace('-', "−")
}
