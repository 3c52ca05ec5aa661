//! Turns a scene into a file, through the backends of plotters. Decides nothing about what is drawn.

mod bitmap;
mod svg;

use super::scene::{Mark, Scene};
use super::theme::{HEIGHT, WIDTH};

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Pixels.
    Png,
    /// Shapes and text.
    Svg,
}

impl Format {
    /// The ending of file names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}

/// Pixels of an inch at which a unit is a pixel.
const UNITS_PER_INCH: f64 = 96.0;

/// What went wrong in painting; none of it is the data's fault.
#[derive(Debug, thiserror::Error)]
#[error("painting a picture: {0}")]
pub struct PaintError(String);

/// The bytes of a file.
///
/// # Errors
/// When a backend fails.
pub fn paint(scene: &Scene<'_>, dots_per_inch: u32) -> Result<Vec<u8>, PaintError> {
    let scale = f64::from(dots_per_inch) / UNITS_PER_INCH;
    let size = (
        (WIDTH * scale).round() as u32,
        (HEIGHT * scale).round() as u32,
    );
    match scene.format {
        Format::Png => bitmap::png(scene, size, dots_per_inch),
        Format::Svg => svg::document(scene, size),
    }
}

/// The points of a line of some width as shapes to fill, one per stretch.
fn strokes(points: &[(f64, f64)], width: f64) -> impl Iterator<Item = [(f64, f64); 4]> + '_ {
    points.windows(2).filter_map(move |pair| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let length = (x1 - x0).hypot(y1 - y0);
        (length > 0.0).then(|| {
            let (ux, uy) = (
                (x1 - x0) / length * width / 2.0,
                (y1 - y0) / length * width / 2.0,
            );
            // A little longer at both ends, so that stretches meet.
            [
                (x0 - ux * 0.5 - uy, y0 - uy * 0.5 + ux),
                (x1 + ux * 0.5 - uy, y1 + uy * 0.5 + ux),
                (x1 + ux * 0.5 + uy, y1 + uy * 0.5 - ux),
                (x0 - ux * 0.5 + uy, y0 - uy * 0.5 - ux),
            ]
        })
    })
}
