//! The picture of a map of which only the outlines of its areas are known, to lie under what happens on it. Its colours
//! are quiet, and the same in both themes: a picture knows no theme.

use super::Format;
use super::axis::Axis;
use super::paint::{PaintError, paint_as};
use super::scene::{Area, Scene, Style, Text};
use super::text::Fonts;
use super::theme::{Theme, WIDTH};
use crate::model::{Colour, Extent};

/// A map from above.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnMap {
    /// What the picture covers; `y` grows upwards.
    pub bounds: Extent,
    /// From the back to the front.
    pub areas: Vec<DrawnArea>,
}

/// An area of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnArea {
    /// Its name.
    pub name: String,
    /// What it looks like.
    pub look: Look,
    /// Corners of what it consists of, world units.
    pub outlines: Vec<Vec<(f64, f64)>>,
}

/// What an area looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// With a line around it.
    Region,
    /// As a road.
    Way,
    /// Fading away.
    Spot,
}

/// Pixels of the longer side.
const LONGEST: f64 = 1_280.0;
/// Of the shorter side at least, as a part of the longer one.
const NARROWEST: f64 = 0.05;
const GROUND: Colour = Colour(0xe6, 0xe9, 0xe0);
const GRID: Colour = Colour(0xda, 0xde, 0xd3);
const REGION: Colour = Colour(0xcb, 0xd4, 0xbf);
const EDGE: Colour = Colour(0x8f, 0x9c, 0x82);
const WAY: Colour = Colour(0xf7, 0xf3, 0xe6);
const SPOT: Colour = Colour(0xb9, 0xab, 0x8f);
const NAME: Colour = Colour(0x46, 0x50, 0x40);
/// Rings of a spot, from the outside.
const RINGS: u32 = 4;
/// The smallest spot that is seen.
const LEAST_RADIUS: f64 = 9.0;
const NAME_SIZE: f64 = 40.0;

impl DrawnMap {
    /// The picture, as PNG.
    ///
    /// # Errors
    /// When it cannot be painted.
    pub fn picture(&self, fonts: &Fonts) -> Result<Vec<u8>, PaintError> {
        let style = Style {
            theme: Theme::Light,
            fonts,
            format: Format::Png,
        };
        let ratio = (self.height() / self.width()).clamp(NARROWEST, 1.0 / NARROWEST);
        let mut scene = Scene::new(style);
        let all = Area::new(0.0, 0.0, WIDTH, WIDTH * ratio);
        scene.rectangle(all, GROUND);
        self.draw_grid(&mut scene, all);
        for look in [Look::Region, Look::Way, Look::Spot] {
            for area in self.areas.iter().filter(|area| area.look == look) {
                self.draw_area(&mut scene, all, area);
            }
        }
        for area in &self.areas {
            self.draw_name(&mut scene, all, area);
        }
        scene.frame(all, 3.0, EDGE);
        let pixels = |share: f64| (LONGEST * share).round().max(1.0) as u32;
        let size = match ratio > 1.0 {
            true => (pixels(1.0 / ratio), pixels(1.0)),
            false => (pixels(1.0), pixels(ratio)),
        };
        paint_as(&scene, size)
    }

    fn width(&self) -> f64 {
        self.bounds.x_max - self.bounds.x_min
    }

    fn height(&self) -> f64 {
        self.bounds.y_max - self.bounds.y_min
    }

    fn place(&self, all: Area, (x, y): (f64, f64)) -> (f64, f64) {
        (
            (x - self.bounds.x_min) / self.width() * all.width,
            (self.bounds.y_max - y) / self.height() * all.height,
        )
    }

    fn draw_grid(&self, scene: &mut Scene<'_>, all: Area) {
        let bounds = self.bounds;
        for x in Axis::between(bounds.x_min, bounds.x_max, 10).marks() {
            let (at, _) = self.place(all, (x, bounds.y_min));
            scene.rectangle(Area::new(at - 1.0, 0.0, 2.0, all.height), GRID);
        }
        for y in Axis::between(bounds.y_min, bounds.y_max, 10).marks() {
            let (_, at) = self.place(all, (bounds.x_min, y));
            scene.rectangle(Area::new(0.0, at - 1.0, all.width, 2.0), GRID);
        }
    }

    fn draw_area(&self, scene: &mut Scene<'_>, all: Area, area: &DrawnArea) {
        for outline in &area.outlines {
            let corners: Vec<_> = outline
                .iter()
                .map(|corner| self.place(all, *corner))
                .collect();
            match area.look {
                Look::Region => {
                    let mut around = corners.clone();
                    around.extend(corners.first());
                    scene.polygon(corners, REGION);
                    scene.line(around, 3.0, EDGE);
                }
                Look::Way => scene.polygon(corners, WAY),
                Look::Spot => self.draw_spot(scene, &corners),
            }
        }
    }

    fn draw_spot(&self, scene: &mut Scene<'_>, corners: &[(f64, f64)]) {
        let (x, y) = middle(corners);
        let widest = corners
            .iter()
            .map(|corner| (corner.0 - x).hypot(corner.1 - y));
        let enlarged = (LEAST_RADIUS / widest.fold(f64::MIN_POSITIVE, f64::max)).max(1.0);
        for ring in 0..RINGS {
            let share = f64::from(ring + 1) / f64::from(RINGS);
            let size = (1.0 - f64::from(ring) / f64::from(RINGS)) * enlarged;
            let outline = corners
                .iter()
                .map(|corner| (x + (corner.0 - x) * size, y + (corner.1 - y) * size));
            scene.polygon(outline.collect(), GROUND.mixed(SPOT, share));
        }
    }

    fn draw_name(&self, scene: &mut Scene<'_>, all: Area, area: &DrawnArea) {
        // A way of several pieces has its name on the one in the middle.
        let Some(outline) = area.outlines.get(area.outlines.len() / 2) else {
            return;
        };
        let corners: Vec<_> = outline
            .iter()
            .map(|corner| self.place(all, *corner))
            .collect();
        let (x, y) = middle(&corners);
        let size = NAME_SIZE * (all.height / all.width).clamp(0.4, 1.0);
        let text = Text::new(&area.name, size, NAME).middle();
        let text = scene.fitted(text, all.width / 3.0);
        let half = scene.width(&text) / 2.0;
        let x = x.clamp(half, (all.width - half).max(half));
        // Beside what is smaller than its name.
        let below = corners
            .iter()
            .map(|corner| corner.1 - y)
            .fold(0.0, f64::max);
        let lower = if area.look == Look::Region {
            0.0
        } else {
            below.max(LEAST_RADIUS) + size * 0.7
        };
        scene.text_at_middle(x, (y + lower).min(all.height - size), text);
    }
}

fn middle(corners: &[(f64, f64)]) -> (f64, f64) {
    let n = corners.len().max(1) as f64;
    let sum = corners.iter().fold((0.0, 0.0), |sum, corner| {
        (sum.0 + corner.0, sum.1 + corner.1)
    });
    (sum.0 / n, sum.1 / n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::Raster;

    #[test]
    fn a_map_is_drawn_the_right_way_up() {
        let corners = [(10.0, 60.0), (90.0, 60.0), (90.0, 95.0), (10.0, 95.0)];
        let map = DrawnMap {
            bounds: Extent {
                x_min: 0.0,
                x_max: 200.0,
                y_min: 0.0,
                y_max: 100.0,
            },
            areas: vec![DrawnArea {
                name: "attic".into(),
                look: Look::Region,
                outlines: vec![corners.to_vec()],
            }],
        };
        let picture = Raster::of(&map.picture(&Fonts::new(None).unwrap()).unwrap()).unwrap();
        let (width, height) = picture.size();
        assert_eq!((width, height), (1_280, 640));
        let at = |x: f64, y: f64| {
            let column = x / 200.0 * f64::from(width);
            let row = (100.0 - y) / 100.0 * f64::from(height);
            picture.pixel(column as u32, row as u32)
        };
        assert_eq!(at(20.0, 90.0)[..3], [REGION.0, REGION.1, REGION.2]);
        assert_eq!(at(150.5, 15.5)[..3], [GROUND.0, GROUND.1, GROUND.2]);
        assert_eq!(at(21.0, 15.5)[..3], [GROUND.0, GROUND.1, GROUND.2]);
    }
}
