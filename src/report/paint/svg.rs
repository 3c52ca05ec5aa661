//! Shapes and text. Text stays text: it can be searched, and characters that the built-in fonts lack come from the
//! reader's.

use super::error::PaintError;
use crate::model::Colour;
use crate::report::scene::{Anchor, Area, Backdrop, Field, Mark, Scene, Text};
use crate::report::text::{SMALL_LETTERS, Weight};
use crate::report::theme::{WIDTH, along};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters::backend::SVGBackend;
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontFamily, FontStyle, FontTransform,
};
use std::convert::Infallible;

/// Fonts with DejaVu's widths come first: Verdana has the same.
const FAMILY: &str = "DejaVu Sans, Verdana, Geneva, Bitstream Vera Sans, sans-serif";
/// plotters divides sizes by this.
const SIZE_FACTOR: f64 = 1.24;

type Painted = Result<(), DrawingErrorKind<std::io::Error>>;

/// A scene as an SVG document.
pub(super) fn document(
    scene: &Scene<'_>,
    (width, height): (u32, u32),
) -> Result<Vec<u8>, PaintError> {
    let scale = f64::from(width) / WIDTH;
    let paper = Mark::Rectangle(
        Area::new(0.0, 0.0, WIDTH, f64::from(height) / scale),
        scene.theme.paper(),
    );
    let mut document = painted(&[paper], (width, height))?;
    // plotters knows no pictures of other formats: what comes before one and after it are drawings of their own.
    for marks in scene
        .marks
        .split_inclusive(|mark| matches!(mark, Mark::Backdrop(_)))
    {
        let (marks, backdrop) = match marks.split_last() {
            Some((Mark::Backdrop(backdrop), before)) => (before, Some(backdrop)),
            _ => (marks, None),
        };
        let more = painted(marks, (width, height))?;
        document.truncate(document.len() - END.len());
        document.push_str(more.split_once('\n').map_or("", |(_, inside)| inside));
        if let Some(backdrop) = backdrop {
            document.truncate(document.len() - END.len());
            document.push_str(&picture(backdrop, scale));
            document.push_str(END);
        }
    }
    Ok(document.into_bytes())
}

const END: &str = "</svg>\n";

/// Marks as an SVG document.
fn painted(marks: &[Mark], size: (u32, u32)) -> Result<String, PaintError> {
    let mut text = String::new();
    {
        let mut canvas = Canvas {
            backend: SVGBackend::with_string(&mut text, size),
            scale: f64::from(size.0) / WIDTH,
        };
        let painted = canvas.paint(marks);
        let painted = painted.and_then(|()| canvas.backend.present());
        painted.map_err(|error| PaintError(error.to_string()))?;
    }
    Ok(text)
}

/// The part of a picture that is seen, as a PNG within the document.
fn picture(backdrop: &Backdrop, scale: f64) -> String {
    let edge = |units: f64| (units * scale).round();
    let Area { x, y, .. } = backdrop.area;
    let (left, top) = (edge(x), edge(y));
    let width = (edge(backdrop.area.right()) - left).max(1.0);
    let height = (edge(backdrop.area.bottom()) - top).max(1.0);
    let seen = backdrop
        .raster
        .warped((width as u32, height as u32), backdrop.shares);
    let opacity = backdrop.opacity;
    let data = STANDARD.encode(seen.png());
    format!(
        "<image x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" opacity=\"{opacity}\" \
        href=\"data:image/png;base64,{data}\"/>\n"
    )
}

struct Canvas<'p> {
    backend: SVGBackend<'p>,
    scale: f64,
}

impl Canvas<'_> {
    fn paint(&mut self, marks: &[Mark]) -> Painted {
        for mark in marks {
            match mark {
                Mark::Rectangle(area, colour) => self.rectangle(*area, Fill::solid(*colour))?,
                Mark::Glass(area, colour, opacity) => {
                    self.rectangle(*area, Fill(*colour, *opacity, 1))?;
                }
                // Put between what is painted here.
                Mark::Backdrop(_) => {}
                Mark::Polygon(points, colour) => {
                    let points: Vec<_> = points.iter().map(|point| self.at(*point)).collect();
                    self.backend.fill_polygon(points, &Fill::solid(*colour))?;
                }
                Mark::Line(points, width, colour) => {
                    let points: Vec<_> = points.iter().map(|point| self.at(*point)).collect();
                    let width = (width * self.scale).round().max(1.0) as u32;
                    self.backend.draw_path(points, &Fill(*colour, 1.0, width))?;
                }
                Mark::Text(at, text) => self.text(*at, text)?,
                Mark::Field(field) => self.field(field)?,
            }
        }
        Ok(())
    }

    fn rectangle(&mut self, area: Area, fill: Fill) -> Painted {
        let (left, top) = self.at((area.x, area.y));
        let (right, bottom) = self.at((area.right(), area.bottom()));
        let right = right.max(left + i32::from(area.width > 0.0));
        let bottom = bottom.max(top + i32::from(area.height > 0.0));
        self.backend
            .draw_rect((left, top), (right, bottom), &fill, true)
    }

    fn at(&self, (x, y): (f64, f64)) -> BackendCoord {
        (
            (x * self.scale).round() as i32,
            (y * self.scale).round() as i32,
        )
    }

    fn text(&mut self, (x, y): (f64, f64), text: &Text) -> Painted {
        // plotters has no baseline; its middle is half the height of small letters above it.
        let lift = text.size * SMALL_LETTERS / 2.0;
        let at = if text.upwards {
            (x - lift, y)
        } else {
            (x, y - lift)
        };
        let style = Style {
            text,
            scale: self.scale,
        };
        self.backend.draw_text(&text.text, &style, self.at(at))
    }

    /// Rows of rectangles, one for each stretch of one colour.
    fn field(&mut self, field: &Field) -> Painted {
        const SHADES: f32 = 48.0;
        let shade = |value: f32| (value * SHADES).round() / SHADES;
        let edge = |count: usize, of: usize, from: f64, length: f64| {
            ((from + length * count as f64 / of as f64) * self.scale).round() as i32
        };
        let area = field.area;
        let mut rectangles = Vec::new();
        for (row, values) in field.values.chunks(field.columns).enumerate() {
            let top = edge(field.rows - row - 1, field.rows, area.y, area.height);
            let bottom = edge(field.rows - row, field.rows, area.y, area.height);
            let mut column = 0;
            for run in values.chunk_by(|a, b| shade(*a) == shade(*b)) {
                let left = edge(column, field.columns, area.x, area.width);
                column += run.len();
                let right = edge(column, field.columns, area.x, area.width);
                rectangles.push(((left, top), (right, bottom), shade(run[0])));
            }
        }
        for (corner, opposite, value) in rectangles {
            let colour = along(&field.ramp, f64::from(value));
            let fill = Fill(colour, field.opacity(f64::from(value)), 1);
            self.backend.draw_rect(corner, opposite, &fill, true)?;
        }
        Ok(())
    }
}

/// A colour, its opacity, and the width of a line.
struct Fill(Colour, f64, u32);

impl Fill {
    fn solid(colour: Colour) -> Self {
        Self(colour, 1.0, 1)
    }
}

impl BackendStyle for Fill {
    fn color(&self) -> BackendColor {
        BackendColor {
            alpha: self.1,
            rgb: (self.0.0, self.0.1, self.0.2),
        }
    }

    fn stroke_width(&self) -> u32 {
        self.2
    }
}

struct Style<'a> {
    text: &'a Text,
    scale: f64,
}

impl BackendTextStyle for Style<'_> {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        Fill::solid(self.text.colour).color()
    }

    fn size(&self) -> f64 {
        self.text.size * self.scale * SIZE_FACTOR
    }

    fn transform(&self) -> FontTransform {
        if self.text.upwards {
            FontTransform::Rotate270
        } else {
            FontTransform::None
        }
    }

    fn style(&self) -> FontStyle {
        match self.text.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        }
    }

    fn anchor(&self) -> Pos {
        let along = match self.text.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        Pos::new(along, VPos::Center)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }

    // The backend writes text and never asks for pixels.
    fn layout_box(&self, _: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        Ok(((0, 0), (0, 0)))
    }

    fn draw<E, Draw: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: Draw,
    ) -> Result<Result<(), E>, Infallible> {
        Ok(Ok(()))
    }
}
