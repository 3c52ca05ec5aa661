//! The parts that all maps share: axes in world units, true proportions, cells, a bar that explains the colours.

use crate::analytics::CellMap;
use crate::model::Colour;
use crate::report::axis::Axis;
use crate::report::ground::Ground;
use crate::report::number::{coordinate, counted, short};
use crate::report::scene::{Area, Field, Mark, Scene, Text};
use crate::report::text::Weight;
use crate::report::theme::{AXIS, GAP};

/// A map longer than this many times its width is drawn out of proportion, and says so.
const LONGEST: f64 = 6.0;
/// The proportion in which it is then drawn.
const SHORTENED: f64 = 4.0;
/// Room for the title of the vertical axis and the space beside its numbers.
const LEFT: f64 = AXIS + 4.0 * GAP;
/// The widest numbers.
const NUMBERS: f64 = 190.0;
/// Room for those of the horizontal axis.
pub(super) const BELOW: f64 = 2.0 * AXIS + 3.0 * GAP;
const NARROWEST: f64 = 60.0;
/// How opaque a cell on a picture is.
const GLASS: f64 = 0.7;

/// Where a map is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct MapFrame {
    pub(super) plot: Area,
    x: Axis,
    y: Axis,
    /// Room to the left of the plot.
    left: f64,
    pub(super) to_scale: bool,
    pub(super) y_down: bool,
    /// Whether a picture lies under it.
    pub(super) has_picture: bool,
}

impl MapFrame {
    /// The proportion of width to height in which `map` is drawn.
    pub(super) fn drawn_ratio(map: &CellMap) -> f64 {
        let ratio = map.width() / map.height();
        if is_short(ratio) {
            ratio
        } else {
            ratio.clamp(1.0 / SHORTENED, SHORTENED)
        }
    }

    /// The largest frame for `map` within `area`, at its upper left, axes included.
    pub(super) fn within(scene: &Scene<'_>, area: Area, map: &CellMap, ground: &Ground) -> Self {
        let y = Axis::between(map.y_min, map.y_min + map.height(), 5);
        let numbers = y.marks().map(|mark| {
            let number = coordinate(mark, y.step);
            scene.fonts.width(&number, AXIS, Weight::Regular)
        });
        let left = LEFT + numbers.fold(40.0, f64::max).min(NUMBERS);
        let room = area.inset(left, 0.0, 0.0, BELOW);
        let ratio = Self::drawn_ratio(map);
        let mut width = room.width.min(room.height * ratio);
        let mut height = width / ratio;
        let to_scale = is_short(map.width() / map.height());
        if !to_scale {
            width = width.max(NARROWEST);
            height = height.max(NARROWEST);
        }
        let plot = Area {
            width,
            height,
            ..room
        };
        Self {
            plot,
            x: Axis::between(map.x_min, map.x_min + map.width(), 5),
            y,
            left,
            to_scale,
            y_down: ground.y_down,
            has_picture: false,
        }
    }

    /// A point of the map on the picture.
    pub(super) fn place(&self, x: f64, y: f64) -> (f64, f64) {
        let up = self.y.share(y);
        let down = if self.y_down { up } else { 1.0 - up };
        (
            self.plot.x + self.x.share(x) * self.plot.width,
            self.plot.y + down * self.plot.height,
        )
    }

    /// The upper edge of row `row` of `rows` of one height, counted as `y` grows.
    pub(super) fn top_of_row(&self, row: usize, rows: usize) -> f64 {
        let height = self.plot.height / rows as f64;
        match self.y_down {
            true => self.plot.y + row as f64 * height,
            false => self.plot.bottom() - (row + 1) as f64 * height,
        }
    }

    /// Draws the picture of the map, where there is one.
    pub(super) fn draw_ground(&mut self, scene: &mut Scene<'_>, map: &CellMap, ground: &Ground) {
        if let Some(backdrop) = ground.backdrop(map, self.plot, scene.theme) {
            scene.rectangle(self.plot, scene.theme.panel());
            scene.marks.push(Mark::Backdrop(backdrop));
            self.has_picture = true;
        }
    }

    /// How long a distance along each axis is on the picture.
    pub(super) fn lengths(&self, dx: f64, dy: f64) -> (f64, f64) {
        (
            dx / (self.x.high - self.x.low) * self.plot.width,
            dy / (self.y.high - self.y.low) * self.plot.height,
        )
    }

    /// Numbers and titles of both axes, and a line around the map.
    pub(super) fn draw_axes(&self, scene: &mut Scene<'_>) {
        let theme = scene.theme;
        scene.frame(self.plot, 1.0, theme.soft());
        let number =
            |axis: Axis, mark: f64| Text::new(coordinate(mark, axis.step), AXIS, theme.soft());
        let x = self.sparser(self.x, |axis, mark| {
            let width = scene.width(&number(axis, mark)) + 2.0 * GAP;
            width / self.plot.width
        });
        for mark in x.marks() {
            let at = self.place(mark, self.y.low).0;
            let tick = Area::new(at - 0.75, self.plot.bottom(), 1.5, GAP * 0.75);
            scene.rectangle(tick, theme.soft());
            let text = number(x, mark).middle();
            scene.text(at, self.plot.bottom() + AXIS + GAP, text);
        }
        let y = self.sparser(self.y, |_, _| 1.6 * AXIS / self.plot.height);
        for mark in y.marks() {
            let at = self.place(self.x.low, mark).1;
            let tick = Area::new(self.plot.x - GAP * 0.75, at - 0.75, GAP * 0.75, 1.5);
            scene.rectangle(tick, theme.soft());
            let text = scene.fitted(number(y, mark).end(), self.left - AXIS - 2.0 * GAP);
            scene.text_at_middle(self.plot.x - 1.25 * GAP, at, text);
        }
        let title = |name: &str| Text::new(name, AXIS, theme.soft()).middle();
        let below = self.plot.bottom() + 2.0 * AXIS + 2.0 * GAP;
        let across = if self.plot.width < 150.0 {
            "x"
        } else {
            "x, world units"
        };
        let up = if self.plot.height < 150.0 {
            "y"
        } else {
            "y, world units"
        };
        scene.text(self.plot.centre_x(), below, title(across));
        let left = self.plot.x - self.left + AXIS;
        scene.text(left, self.plot.centre_y(), title(up).upwards());
    }

    /// The axis with so few marks that each has its `share` of the length.
    fn sparser(&self, axis: Axis, share: impl Fn(Axis, f64) -> f64) -> Axis {
        let fewer = (1..=6)
            .rev()
            .map(|steps| Axis::between(axis.low, axis.high, steps));
        let fits = |axis: &Axis| {
            let widest = axis
                .marks()
                .map(|mark| share(*axis, mark))
                .fold(0.0, f64::max);
            widest < axis.step / (axis.high - axis.low)
        };
        let none = Axis {
            step: 2.0 * (axis.high - axis.low) + axis.high.abs(),
            ..axis
        };
        fewer.into_iter().find(fits).unwrap_or(none)
    }

    /// Draws each cell in its colour, with a text where it fits; one without a colour as empty.
    pub(super) fn draw_cells(
        &self,
        scene: &mut Scene<'_>,
        map: &CellMap,
        look: impl Fn(usize) -> (Option<Colour>, String),
    ) {
        let (width, height) = (
            self.plot.width / map.columns as f64,
            self.plot.height / map.rows as f64,
        );
        let size = (width / 2.6).min(height / 1.5).min(16.0);
        for row in 0..map.rows {
            let y = self.top_of_row(row, map.rows);
            for column in 0..map.columns {
                let (colour, text) = look(row * map.columns + column);
                let cell = Area::new(self.plot.x + column as f64 * width, y, width, height);
                match (colour, self.has_picture) {
                    (Some(colour), true) => scene.marks.push(Mark::Glass(cell, colour, GLASS)),
                    (None, true) => continue,
                    (colour, false) => scene.rectangle(cell, colour.unwrap_or(scene.theme.panel())),
                }
                let Some(colour) = colour else { continue };
                let mut text = Text::new(text, size, scene.theme.on(colour)).middle();
                text.size *= (width * 0.84 / scene.width(&text)).min(1.0);
                if text.size >= 9.0 {
                    scene.text_at_middle(cell.centre_x(), cell.centre_y(), text);
                }
            }
        }
    }
}

fn is_short(ratio: f64) -> bool {
    (1.0 / LONGEST..=LONGEST).contains(&ratio)
}

/// The colours of a ramp with their values, upright, to the right of `x`.
pub(super) fn upright_bar(
    scene: &mut Scene<'_>,
    bar: Area,
    ramp: Vec<Colour>,
    axis: Axis,
    title: &str,
) {
    let theme = scene.theme;
    let steps = ramp.len();
    scene.marks.push(Mark::Field(Field {
        area: bar,
        columns: 1,
        rows: steps,
        values: (0..steps).map(|k| k as f32 / (steps - 1) as f32).collect(),
        ramp,
        shows_through: false,
    }));
    scene.frame(bar, 1.0, theme.soft());
    let mut widest: f64 = 0.0;
    for mark in axis.marks() {
        let y = bar.bottom() - axis.share(mark) * bar.height;
        scene.rectangle(
            Area::new(bar.right(), y - 0.75, GAP * 0.75, 1.5),
            theme.soft(),
        );
        let text = Text::new(short(mark), AXIS, theme.soft());
        widest = widest.max(scene.width(&text));
        scene.text_at_middle(bar.right() + 1.25 * GAP, y, text);
    }
    let title = Text::new(title, AXIS, theme.soft()).middle().upwards();
    let title = scene.fitted(title, bar.height.max(200.0));
    let x = bar.right() + 2.5 * GAP + widest + AXIS;
    scene.text(x, bar.centre_y(), title);
}

/// The same, lying.
pub(super) fn lying_bar(
    scene: &mut Scene<'_>,
    bar: Area,
    ramp: Vec<Colour>,
    axis: Axis,
    title: &str,
) {
    let theme = scene.theme;
    let steps = ramp.len();
    scene.marks.push(Mark::Field(Field {
        area: bar,
        columns: steps,
        rows: 1,
        values: (0..steps).map(|k| k as f32 / (steps - 1) as f32).collect(),
        ramp,
        shows_through: false,
    }));
    scene.frame(bar, 1.0, theme.soft());
    for mark in axis.marks() {
        let x = bar.x + axis.share(mark) * bar.width;
        scene.rectangle(
            Area::new(x - 0.75, bar.bottom(), 1.5, GAP * 0.75),
            theme.soft(),
        );
        let text = Text::new(short(mark).replace('-', "−"), AXIS, theme.soft()).middle();
        scene.text(x, bar.bottom() + AXIS + GAP, text);
    }
    let title = scene.fitted(
        Text::new(title, AXIS, theme.soft()).middle(),
        bar.width.max(560.0),
    );
    scene.text(bar.centre_x(), bar.bottom() + 2.0 * AXIS + 2.0 * GAP, title);
}

/// The note that says what the map leaves out, where it does.
pub(super) fn outside(map: &CellMap) -> Option<String> {
    (map.outside > 0).then(|| {
        let (lie, are) = if map.outside == 1 {
            ("lies", "is")
        } else {
            ("lie", "are")
        };
        let units = counted(map.outside, "unit", "units");
        format!("{units} {lie} far away from nearly all others and {are} not drawn.")
    })
}

/// `5 × 5`, the size of something on the map.
pub(super) fn size(width: f64, height: f64) -> String {
    format!("{} × {}", short(width), short(height))
}
