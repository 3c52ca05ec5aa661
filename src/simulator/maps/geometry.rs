//! Areas of overlap: a rectangle along the axes with a polygon, a disc, or a normal distribution.

/// A point or a vector, world units.
pub(super) type Point = [f64; 2];

/// A rectangle along the axes, world units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    /// Left edge.
    pub x_min: f64,
    /// Lower edge.
    pub y_min: f64,
    /// Right edge.
    pub x_max: f64,
    /// Upper edge.
    pub y_max: f64,
}

impl Rectangle {
    /// From left to right, world units.
    pub fn width(&self) -> f64 {
        self.x_max - self.x_min
    }

    /// From bottom to top, world units.
    pub fn height(&self) -> f64 {
        self.y_max - self.y_min
    }

    pub(super) fn area(&self) -> f64 {
        self.width() * self.height()
    }

    /// Whether the point is in it; its left and lower edge belong to it, its right and upper edge do not.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        (self.x_min..self.x_max).contains(&x) && (self.y_min..self.y_max).contains(&y)
    }

    /// Whether the point is in it or on its edge.
    pub(super) fn reaches(&self, [x, y]: Point) -> bool {
        (self.x_min..=self.x_max).contains(&x) && (self.y_min..=self.y_max).contains(&y)
    }

    /// What both have in common; without any, its area is 0.
    pub(super) fn overlap(&self, other: &Self) -> Self {
        let x_min = self.x_min.max(other.x_min);
        let y_min = self.y_min.max(other.y_min);
        Self {
            x_min,
            y_min,
            x_max: self.x_max.min(other.x_max).max(x_min),
            y_max: self.y_max.min(other.y_max).max(y_min),
        }
    }

    pub(super) fn corners(&self) -> [Point; 4] {
        [
            [self.x_min, self.y_min],
            [self.x_max, self.y_min],
            [self.x_max, self.y_max],
            [self.x_min, self.y_max],
        ]
    }
}

/// Above 0 when `c` lies to the left of the way from `a` to `b`: twice the area of their triangle.
pub(super) fn turn(a: Point, b: Point, c: Point) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

pub(super) fn distance(a: Point, b: Point) -> f64 {
    let (x, y) = (b[0] - a[0], b[1] - a[1]);
    (x * x + y * y).sqrt()
}

/// The signed area of a polygon: above 0 when its corners run counterclockwise.
pub(super) fn signed_area(corners: &[Point]) -> f64 {
    let Some(first) = corners.first() else {
        return 0.0;
    };
    let twice: f64 = corners
        .windows(2)
        .map(|edge| turn(*first, edge[0], edge[1]))
        .sum();
    twice / 2.0
}

/// The area that a polygon without crossings, convex or not, has in common with a rectangle: it is cut along the
/// rectangle's four lines (Sutherland and Hodgman, 1974). Where that leaves pieces joined by a seam, the seam has
/// no area.
pub(super) fn polygon_overlap(corners: &[Point], with: &Rectangle) -> f64 {
    let mut left = corners.to_vec();
    left = cut(&left, |[x, _]| x - with.x_min);
    left = cut(&left, |[x, _]| with.x_max - x);
    left = cut(&left, |[_, y]| y - with.y_min);
    left = cut(&left, |[_, y]| with.y_max - y);
    signed_area(&left).abs()
}

/// What of a polygon lies where `depth` is not negative.
fn cut(corners: &[Point], depth: impl Fn(Point) -> f64) -> Vec<Point> {
    let mut kept = Vec::with_capacity(corners.len() + 4);
    for (index, b) in corners.iter().enumerate() {
        let a = corners[(index + corners.len() - 1) % corners.len()];
        let (from, to) = (depth(a), depth(*b));
        if (from < 0.0) != (to < 0.0) {
            let share = from / (from - to);
            kept.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
        }
        if to >= 0.0 {
            kept.push(*b);
        }
    }
    kept
}

/// The area that a disc has in common with a rectangle: edge by edge, what lies between the edge and the middle
/// is a triangle where the edge is inside the circle, and a sector where it is outside.
pub(super) fn disc_overlap(center: Point, radius: f64, with: &Rectangle) -> f64 {
    let corners = with.corners();
    let relative = corners.map(|[x, y]| [x - center[0], y - center[1]]);
    let area: f64 = (0..4)
        .map(|index| edge_and_middle(relative[index], relative[(index + 1) % 4], radius))
        .sum();
    area.max(0.0)
}

/// The signed area within `radius` of the origin, between the origin and the edge from `a` to `b`.
fn edge_and_middle(a: Point, b: Point, radius: f64) -> f64 {
    let cross = |p: Point, q: Point| p[0] * q[1] - p[1] * q[0];
    let dot = |p: Point, q: Point| p[0] * q[0] + p[1] * q[1];
    let sector = |p: Point, q: Point| radius * radius * libm::atan2(cross(p, q), dot(p, q)) / 2.0;
    let way = [b[0] - a[0], b[1] - a[1]];
    let length_squared = dot(way, way);
    if length_squared == 0.0 {
        return 0.0;
    }
    // |a + t·way| = radius at t = middle ± half.
    let middle = -dot(a, way) / length_squared;
    let gap = cross(a, way) * cross(a, way) / length_squared;
    let reach = radius * radius - gap;
    if reach <= 0.0 {
        return sector(a, b);
    }
    let half = (reach / length_squared).sqrt();
    let (from, to) = (
        (middle - half).clamp(0.0, 1.0),
        (middle + half).clamp(0.0, 1.0),
    );
    if from >= to {
        return sector(a, b);
    }
    let at = |t: f64| [a[0] + t * way[0], a[1] + t * way[1]];
    let (enters, leaves) = (at(from), at(to));
    let mut area = cross(enters, leaves) / 2.0;
    if from > 0.0 {
        area += sector(a, enters);
    }
    if to < 1.0 {
        area += sector(leaves, b);
    }
    area
}

/// The probability that a standard normal deviate lies between two numbers. The complementary error function on
/// the side where both lie keeps the digits of small probabilities.
pub(super) fn normal_between(low: f64, high: f64) -> f64 {
    let scaled = |z: f64| z * std::f64::consts::FRAC_1_SQRT_2;
    let (low, high) = (scaled(low), scaled(high));
    if low > 0.0 {
        (libm::erfc(low) - libm::erfc(high)) / 2.0
    } else if high < 0.0 {
        (libm::erfc(-high) - libm::erfc(-low)) / 2.0
    } else {
        (libm::erf(high) - libm::erf(low)) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    fn rectangle(x_min: f64, y_min: f64, x_max: f64, y_max: f64) -> Rectangle {
        Rectangle {
            x_min,
            y_min,
            x_max,
            y_max,
        }
    }

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-12, "{a} is not {b}");
    }

    #[test]
    fn overlaps_with_a_disc_are_those_of_geometry() {
        let around = rectangle(-5.0, -5.0, 5.0, 5.0);
        near(disc_overlap([0.0, 0.0], 2.0, &around), 4.0 * PI);
        let quarter = rectangle(0.0, 0.0, 5.0, 5.0);
        near(disc_overlap([0.0, 0.0], 2.0, &quarter), PI);
        near(
            disc_overlap([1.0, 1.0], 10.0, &rectangle(0.0, 0.0, 2.0, 1.0)),
            2.0,
        );
        near(
            disc_overlap([0.0, 0.0], 1.0, &rectangle(2.0, 2.0, 3.0, 3.0)),
            0.0,
        );
        // A cap of height 1/2: r² acos(1/2) − 1/2 √(3/4).
        let cap = PI / 3.0 - 0.75_f64.sqrt() / 2.0;
        near(
            disc_overlap([3.0, 4.0], 1.0, &rectangle(3.5, 0.0, 9.0, 9.0)),
            cap,
        );
        // Two caps cut off: the edge crosses the circle twice.
        near(
            disc_overlap([0.0, 0.0], 1.0, &rectangle(-0.5, -9.0, 0.5, 9.0)),
            PI - 2.0 * cap,
        );
    }

    #[test]
    fn overlaps_with_a_concave_polygon_count_each_piece() {
        // A U of three unit-wide bars.
        let u = [
            [0.0, 0.0],
            [3.0, 0.0],
            [3.0, 3.0],
            [2.0, 3.0],
            [2.0, 1.0],
            [1.0, 1.0],
            [1.0, 3.0],
            [0.0, 3.0],
        ];
        near(signed_area(&u), 7.0);
        near(polygon_overlap(&u, &rectangle(-1.0, 2.0, 9.0, 9.0)), 2.0);
        near(polygon_overlap(&u, &rectangle(0.5, 0.5, 2.5, 1.5)), 1.5);
        near(polygon_overlap(&u, &rectangle(1.25, 1.5, 1.75, 2.5)), 0.0);
    }

    #[test]
    fn normal_probabilities_are_those_of_the_tables() {
        near(normal_between(-1.0, 1.0), 0.682_689_492_137_085_9);
        near(normal_between(0.0, 40.0), 0.5);
        let tail = normal_between(8.0, 40.0);
        assert!(
            (tail / 6.220_960_574_271_785e-16 - 1.0).abs() < 1e-9,
            "{tail}"
        );
        near(normal_between(-3.0, -2.0), normal_between(2.0, 3.0));
    }
}
