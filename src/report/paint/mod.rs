//! Turns a scene into a file, through the backends of plotters. Decides nothing about what is drawn.

mod bitmap;
mod error;
mod svg;

pub use error::PaintError;

use super::format::Format;
use super::scene::Scene;
use super::theme::{HEIGHT, WIDTH};

/// Pixels of an inch at which a unit is a pixel.
const UNITS_PER_INCH: f64 = 96.0;

/// A picture of another size than charts have, as PNG: the scene's width becomes that of the picture.
///
/// # Errors
/// When a backend fails.
pub(in crate::report) fn paint_as(
    scene: &Scene<'_>,
    size: (u32, u32),
) -> Result<Vec<u8>, PaintError> {
    bitmap::png(scene, size, UNITS_PER_INCH as u32)
}

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
