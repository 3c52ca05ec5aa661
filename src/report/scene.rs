//! What a picture consists of, before it is painted: a list of marks. Charts make it, `paint` draws it, and tests can
//! ask it where everything is.

use super::format::Format;
use super::text::{CAPITALS, Fonts, Weight};
use super::theme::Theme;
use crate::model::{Colour, visible};
use crate::pictures::Raster;
use std::sync::Arc;

/// A rectangle; `y` grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Which point of a text its position is; the height is always the baseline's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Where it begins.
    Start,
    /// Its middle.
    Middle,
    /// Where it ends.
    End,
}

/// A text and how it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// The em's height.
    pub size: f64,
    /// Regular or bold.
    pub weight: Weight,
    /// Its colour.
    pub colour: Colour,
    /// What its position means.
    pub anchor: Anchor,
    /// Whether it runs upwards.
    pub upwards: bool,
}

/// Values on a lattice, between which colours run smoothly.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Where.
    pub area: Area,
    /// Values along the first axis.
    pub columns: usize,
    /// Values along the second axis.
    pub rows: usize,
    /// 0–1, `columns` after `columns`, the lowest row first.
    pub values: Vec<f32>,
    /// The colours from 0 to 1.
    pub ramp: Vec<Colour>,
    /// Whether what lies below is seen where there is little.
    pub shows_through: bool,
}

/// A picture below something.
#[derive(Debug, Clone, PartialEq)]
pub struct Backdrop {
    /// Where it is seen; it may lie beyond on all sides, or leave some free.
    pub area: Area,
    /// Its pixels.
    pub raster: Arc<Raster>,
    /// Six numbers that take shares of the area, from its upper left, to those of the picture: see [`Raster::warped`].
    pub shares: [f64; 6],
    /// From 0 to 1.
    pub opacity: f64,
}

/// One thing to draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A filled rectangle, its edges on whole pixels.
    Rectangle(Area, Colour),
    /// The same, through which what lies below is seen: its opacity from 0 to 1.
    Glass(Area, Colour, f64),
    /// A picture.
    Backdrop(Backdrop),
    /// A filled shape.
    Polygon(Vec<(f64, f64)>, Colour),
    /// A line through points, this wide.
    Line(Vec<(f64, f64)>, f64, Colour),
    /// A text at a point.
    Text((f64, f64), Text),
    /// A smooth field.
    Field(Field),
}

/// How pictures are made.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Their colours.
    pub theme: Theme,
    /// Their fonts.
    pub fonts: &'a Fonts,
    /// What they become.
    pub format: Format,
}

/// A picture on its way.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Its colours.
    pub theme: Theme,
    /// Its fonts.
    pub fonts: &'a Fonts,
    /// What it becomes.
    pub format: Format,
    /// What it consists of, from the back to the front.
    pub marks: Vec<Mark>,
}

impl Area {
    /// From edges.
    pub(super) fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub(super) fn right(self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> f64 {
        self.y + self.height
    }

    pub(super) fn centre_x(self) -> f64 {
        self.x + self.width / 2.0
    }

    pub(super) fn centre_y(self) -> f64 {
        self.y + self.height / 2.0
    }

    /// Less these widths at the left, top, right and bottom.
    pub(super) fn inset(self, left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self {
            x: self.x + left,
            y: self.y + top,
            width: (self.width - left - right).max(1.0),
            height: (self.height - top - bottom).max(1.0),
        }
    }
}

impl Text {
    /// Regular text from its start on, all of it visible: no picture and no reader of XML is given anything else.
    pub(super) fn new(text: impl AsRef<str>, size: f64, colour: Colour) -> Self {
        Self {
            text: visible(text.as_ref()).into_owned(),
            size,
            weight: Weight::Regular,
            colour,
            anchor: Anchor::Start,
            upwards: false,
        }
    }

    pub(super) fn bold(mut self) -> Self {
        self.weight = Weight::Bold;
        self
    }

    pub(super) fn middle(mut self) -> Self {
        self.anchor = Anchor::Middle;
        self
    }

    pub(super) fn end(mut self) -> Self {
        self.anchor = Anchor::End;
        self
    }

    pub(super) fn upwards(mut self) -> Self {
        self.upwards = true;
        self
    }
}

impl Field {
    /// How opaque it is where its value is this.
    pub(super) fn opacity(&self, value: f64) -> f64 {
        const MOST: f64 = 0.75;
        /// Of the largest value: from here on it is as opaque as anywhere.
        const FULL: f64 = 0.2;
        match self.shows_through {
            true => MOST * (value / FULL).clamp(0.0, 1.0).powf(0.8),
            false => 1.0,
        }
    }
}

impl<'a> Scene<'a> {
    /// An empty picture.
    pub(super) fn new(style: Style<'a>) -> Self {
        Self {
            theme: style.theme,
            fonts: style.fonts,
            format: style.format,
            marks: Vec::new(),
        }
    }

    pub(super) fn rectangle(&mut self, area: Area, colour: Colour) {
        self.marks.push(Mark::Rectangle(area, colour));
    }

    /// The outline of a rectangle, within its area.
    pub(super) fn frame(&mut self, area: Area, width: f64, colour: Colour) {
        let Area {
            x,
            y,
            width: w,
            height: h,
        } = area;
        self.rectangle(Area::new(x, y, w, width), colour);
        self.rectangle(Area::new(x, area.bottom() - width, w, width), colour);
        self.rectangle(Area::new(x, y, width, h), colour);
        self.rectangle(Area::new(area.right() - width, y, width, h), colour);
    }

    pub(super) fn polygon(&mut self, points: Vec<(f64, f64)>, colour: Colour) {
        self.marks.push(Mark::Polygon(points, colour));
    }

    pub(super) fn line(&mut self, points: Vec<(f64, f64)>, width: f64, colour: Colour) {
        self.marks.push(Mark::Line(points, width, colour));
    }

    /// A filled disc.
    pub(super) fn disc(&mut self, (x, y): (f64, f64), radius: f64, colour: Colour) {
        self.polygon(ellipse((x, y), (radius, radius)), colour);
    }

    /// Text with its baseline at `y`.
    pub(super) fn text(&mut self, x: f64, y: f64, text: Text) {
        if !text.text.is_empty() {
            self.marks.push(Mark::Text((x, y), text));
        }
    }

    /// Text whose capitals have their middle at `y`.
    pub(super) fn text_at_middle(&mut self, x: f64, y: f64, text: Text) {
        let baseline = y + text.size * CAPITALS / 2.0;
        self.text(x, baseline, text);
    }

    /// How wide `text` will be.
    pub(super) fn width(&self, text: &Text) -> f64 {
        self.fonts.width(&text.text, text.size, text.weight)
    }

    /// `text` without its middle, where it is wider than `most`.
    pub(super) fn fitted(&self, mut text: Text, most: f64) -> Text {
        text.text = self.fonts.elided(&text.text, text.size, text.weight, most);
        text
    }

    /// What a text covers, from a little above its capitals to a little below its baseline.
    pub fn text_area(&self, (x, y): (f64, f64), text: &Text) -> Area {
        let width = self.width(text);
        let start = match text.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => width / 2.0,
            Anchor::End => width,
        };
        let (above, below) = (0.78 * text.size, 0.22 * text.size);
        if text.upwards {
            return Area::new(x - above, y + start - width, above + below, width);
        }
        Area::new(x - start, y - above, width, above + below)
    }
}

/// The outline of an ellipse.
pub(super) fn ellipse((x, y): (f64, f64), (a, b): (f64, f64)) -> Vec<(f64, f64)> {
    const CORNERS: u32 = 72;
    (0..CORNERS)
        .map(|k| {
            let (sin, cos) = (f64::from(k) / f64::from(CORNERS) * std::f64::consts::TAU).sin_cos();
            (x + a * cos, y + b * sin)
        })
        .collect()
}
