//! Where a picture lies in the world.

use super::super::Extent;

/// Corners farther out than this, world units, are a mistake.
const FARTHEST: f64 = 1e12;
/// Sides that are shorter than this, world units, are a mistake, and lost in the arithmetic.
const SHORTEST: f64 = 1e-9;
/// Sides that are closer to one line than this part of their lengths span no area.
const FLATTEST: f64 = 1e-9;

/// Takes points of a picture to points of the world: `x = a·u + b·v + c`, `y = d·u + e·v + f`, where `u` is the share of
/// the picture's width from its left edge and `v` that of its height from its top, so that a picture keeps its place at
/// whatever size it is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement([f64; 6]);

impl Placement {
    /// From these six numbers, `a` to `f`.
    ///
    /// # Errors
    /// When the picture would have no area, or reach too far.
    pub fn new(numbers: [f64; 6]) -> Result<Self, String> {
        let [a, b, _, d, e, _] = numbers;
        let placed = Self(numbers);
        let corners = placed.corners();
        let reaches = |(x, y): &(f64, f64)| x.abs() <= FARTHEST && y.abs() <= FARTHEST;
        if !corners.iter().all(reaches) {
            return Err(format!(
                "must place the picture within {FARTHEST:e} world units of the origin"
            ));
        }
        let sides = [a.hypot(d), b.hypot(e)];
        let is_flat = (a * e - b * d).abs() <= FLATTEST * sides[0] * sides[1];
        if is_flat || sides.iter().any(|side| *side < SHORTEST) || !placed.has_bounds() {
            return Err("must give the picture an area".into());
        }
        Ok(placed)
    }

    /// The picture covers a rectangle of the world, upright: with its top at the highest `y`, or at the lowest where `y`
    /// grows downwards.
    ///
    /// # Errors
    /// When that is no rectangle.
    pub fn covering(bounds: Extent, y_down: bool) -> Result<Self, String> {
        let (width, height) = (bounds.x_max - bounds.x_min, bounds.y_max - bounds.y_min);
        if !(width > 0.0 && height > 0.0) {
            return Err(
                "must be x_min,y_min,x_max,y_max with x_max above x_min and y_max above y_min"
                    .into(),
            );
        }
        Self::new(match y_down {
            true => [width, 0.0, bounds.x_min, 0.0, height, bounds.y_min],
            false => [width, 0.0, bounds.x_min, 0.0, -height, bounds.y_max],
        })
    }

    /// From six numbers that take pixels of a picture of this size to the world in the same way.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of_pixels([a, b, c, d, e, f]: [f64; 6], size: (u32, u32)) -> Result<Self, String> {
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        Self::new([a * width, b * height, c, d * width, e * height, f])
    }

    /// The six numbers that take pixels of a picture of this size to the world.
    pub fn pixels(&self, size: (u32, u32)) -> [f64; 6] {
        let [a, b, c, d, e, f] = self.0;
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        [a / width, b / height, c, d / width, e / height, f]
    }

    /// `a` to `f`.
    pub fn numbers(&self) -> [f64; 6] {
        self.0
    }

    /// The point of the world at the share `u` of the width and `v` of the height.
    pub fn world(&self, u: f64, v: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * u + b * v + c, d * u + e * v + f)
    }

    /// The shares of width and height at a point of the world; beyond 0 and 1 outside of the picture.
    pub fn shares(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        let area = a * e - b * d;
        let (x, y) = (x - c, y - f);
        ((e * x - b * y) / area, (a * y - d * x) / area)
    }

    /// The rectangle of the world around the picture.
    pub fn bounds(&self) -> Extent {
        let corners = self.corners();
        let most = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::MIN, f64::max);
        let least = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::MAX, f64::min);
        Extent {
            x_min: least(|corner| corner.0),
            x_max: most(|corner| corner.0),
            y_min: least(|corner| corner.1),
            y_max: most(|corner| corner.1),
        }
    }

    /// Far from the origin, short sides are lost.
    fn has_bounds(&self) -> bool {
        let bounds = self.bounds();
        bounds.x_min < bounds.x_max && bounds.y_min < bounds.y_max
    }

    /// Whether the picture's sides lie along the axes of the world.
    pub fn is_upright(&self) -> bool {
        let [_, b, _, d, ..] = self.0;
        b == 0.0 && d == 0.0
    }

    fn corners(&self) -> [(f64, f64); 4] {
        [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(u, v)| self.world(u, v))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Extent = Extent {
        x_min: -100.0,
        x_max: 300.0,
        y_min: 50.0,
        y_max: 250.0,
    };

    #[test]
    fn bounds_are_covered_the_right_way_up() {
        let up = Placement::covering(BOUNDS, false).unwrap();
        assert_eq!(up.world(0.0, 0.0), (-100.0, 250.0));
        assert_eq!(up.world(1.0, 1.0), (300.0, 50.0));
        let down = Placement::covering(BOUNDS, true).unwrap();
        assert_eq!(down.world(0.0, 0.0), (-100.0, 50.0));
        for placed in [up, down] {
            assert_eq!(placed.bounds(), BOUNDS);
            assert!(placed.is_upright());
            let (u, v) = placed.shares(0.0, 100.0);
            let (x, y) = placed.world(u, v);
            assert!((x - 0.0).abs() < 1e-9 && (y - 100.0).abs() < 1e-9);
        }
    }

    /// A picture of 200 × 100 pixels, turned by 90° and enlarged three times.
    #[test]
    fn pixels_stay_where_they_are_at_another_size() {
        let turned = [0.0, 3.0, 10.0, 3.0, 0.0, 20.0];
        let placed = Placement::of_pixels(turned, (200, 100)).unwrap();
        assert_eq!(placed.pixels((200, 100)), turned);
        assert_eq!(placed.pixels((100, 50)), [0.0, 6.0, 10.0, 6.0, 0.0, 20.0]);
        assert_eq!(placed.world(1.0, 0.0), (10.0, 620.0));
        assert_eq!(placed.world(0.0, 1.0), (310.0, 20.0));
        assert!(!placed.is_upright());
    }

    #[test]
    fn a_picture_without_an_area_or_too_far_away_is_refused() {
        for numbers in [
            [1.0, 2.0, 0.0, 2.0, 4.0, 0.0],
            [0.0; 6],
            [f64::NAN, 0.0, 0.0, 0.0, 1.0, 0.0],
            [1.0, 0.0, f64::INFINITY, 0.0, 1.0, 0.0],
            [1e13, 0.0, 0.0, 0.0, 1.0, 0.0],
            [5e-324, 0.0, 0.0, 0.0, -1.0, 1.0],
            [1e-6, 0.0, 9e11, 0.0, 1.0, 0.0],
        ] {
            assert!(Placement::new(numbers).is_err(), "{numbers:?}");
        }
        let empty = Extent {
            x_max: -100.0,
            ..BOUNDS
        };
        assert!(Placement::covering(empty, false).is_err());
    }
}
