//! The shapes of areas: a place in one by chance, and the exact distribution that places follow.

use super::geometry::{
    Point, Rectangle, disc_overlap, distance, normal_between, polygon_overlap, turn,
};
use super::polygon;
use crate::simulator::Rolls;
use crate::simulator::weighted::Weighted;
use std::f64::consts::{PI, TAU};

/// Where things of one area are. Lies within its map.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Rectangle(Rectangle),
    Disc {
        center: Point,
        radius: f64,
    },
    Polygon {
        corners: Vec<Point>,
        area: f64,
        triangles: Vec<[Point; 3]>,
        /// By the triangles' areas.
        by_area: Weighted,
    },
    /// Pieces side by side, each a rectangle at any angle.
    Line {
        pieces: Vec<Piece>,
        /// By the pieces' lengths.
        by_length: Weighted,
    },
    /// A normal distribution, cut at the edge of the map.
    Point {
        at: Point,
        spread: f64,
        map: Rectangle,
        /// The part of the normal distribution that lies on the map.
        on_map: f64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    /// Counterclockwise, or clockwise when the width is negative.
    pub(super) corners: [Point; 4],
    area: f64,
}

impl Shape {
    /// `corners` without crossings; `None` when there is nothing inside.
    pub(super) fn polygon(corners: &[Point]) -> Option<Self> {
        let triangles = polygon::triangles(corners)?;
        let area_of = |[a, b, c]: &[Point; 3]| turn(*a, *b, *c) / 2.0;
        let by_area = Weighted::new(triangles.iter().map(area_of));
        Some(Self::Polygon {
            corners: corners.to_vec(),
            area: triangles.iter().map(area_of).sum(),
            triangles,
            by_area,
        })
    }

    /// A line through `points`, any two neighbours of which are apart.
    pub(super) fn line(points: &[Point], width: f64) -> Self {
        let pieces: Vec<_> = points
            .windows(2)
            .map(|ends| Piece::new(ends[0], ends[1], width))
            .collect();
        let by_length = Weighted::new(points.windows(2).map(|ends| distance(ends[0], ends[1])));
        Self::Line { pieces, by_length }
    }

    /// A normal distribution around a point of the map.
    pub(super) fn point(at: Point, spread: f64, map: Rectangle) -> Self {
        let on_map = normal_on(at, spread, &map);
        Self::Point {
            at,
            spread,
            map,
            on_map,
        }
    }

    /// A place by chance.
    pub(super) fn place(&self, rolls: &mut impl Rolls) -> Point {
        match self {
            Self::Rectangle(r) => [
                rolls.between(r.x_min, r.x_max),
                rolls.between(r.y_min, r.y_max),
            ],
            Self::Disc { center, radius } => loop {
                // Rejection from the square needs no trigonometry: 1.27 tries on average.
                let (u, v) = (rolls.between(-1.0, 1.0), rolls.between(-1.0, 1.0));
                if u * u + v * v < 1.0 {
                    break [center[0] + u * radius, center[1] + v * radius];
                }
            },
            Self::Polygon {
                triangles, by_area, ..
            } => {
                let [a, b, c] = triangles[by_area.pick(rolls)];
                // The square root spreads points evenly between the corner and the opposite side.
                let (away, along) = (rolls.unit().sqrt(), rolls.unit());
                let mix =
                    |k: usize| (1.0 - away) * a[k] + away * ((1.0 - along) * b[k] + along * c[k]);
                [mix(0), mix(1)]
            }
            Self::Line { pieces, by_length } => {
                let [a, b, _, d] = pieces[by_length.pick(rolls)].corners;
                let (along, across) = (rolls.unit(), rolls.unit());
                let mix = |k: usize| a[k] + along * (b[k] - a[k]) + across * (d[k] - a[k]);
                [mix(0), mix(1)]
            }
            Self::Point {
                at, spread, map, ..
            } => loop {
                // The middle is on the map and the spread at most its shorter side: one try in nine succeeds at worst.
                let place = [
                    at[0] + spread * rolls.normal(),
                    at[1] + spread * rolls.normal(),
                ];
                if map.contains(place[0], place[1]) {
                    break place;
                }
            },
        }
    }

    /// The probability density at a point, per square world unit.
    pub(super) fn density(&self, point: Point) -> f64 {
        let even = |inside: bool, area: f64| if inside { 1.0 / area } else { 0.0 };
        match self {
            Self::Rectangle(r) => even(r.contains(point[0], point[1]), r.area()),
            Self::Disc { center, radius } => {
                even(distance(*center, point) < *radius, PI * radius * radius)
            }
            Self::Polygon { corners, area, .. } => even(polygon::contains(corners, point), *area),
            Self::Line { pieces, by_length } => pieces
                .iter()
                .zip(by_length.chances())
                .map(|(piece, share)| {
                    share * even(polygon::contains(&piece.corners, point), piece.area)
                })
                .sum(),
            Self::Point {
                at,
                spread,
                map,
                on_map,
            } => {
                if !map.contains(point[0], point[1]) {
                    return 0.0;
                }
                let z = distance(*at, point) / spread;
                libm::exp(-z * z / 2.0) / (TAU * spread * spread * on_map)
            }
        }
    }

    /// The probability of a rectangle.
    pub(super) fn probability(&self, of: &Rectangle) -> f64 {
        match self {
            Self::Rectangle(r) => r.overlap(of).area() / r.area(),
            Self::Disc { center, radius } => {
                disc_overlap(*center, *radius, of) / (PI * radius * radius)
            }
            Self::Polygon { corners, area, .. } => polygon_overlap(corners, of) / area,
            Self::Line { pieces, by_length } => pieces
                .iter()
                .zip(by_length.chances())
                .map(|(piece, share)| share * polygon_overlap(&piece.corners, of) / piece.area)
                .sum(),
            Self::Point {
                at,
                spread,
                map,
                on_map,
            } => normal_on(*at, *spread, &map.overlap(of)) / on_map,
        }
    }
}

impl Piece {
    fn new(a: Point, b: Point, width: f64) -> Self {
        let length = distance(a, b);
        let half = width / 2.0 / length;
        let side = [(a[1] - b[1]) * half, (b[0] - a[0]) * half];
        let minus = |p: Point| [p[0] - side[0], p[1] - side[1]];
        let plus = |p: Point| [p[0] + side[0], p[1] + side[1]];
        Self {
            corners: [minus(a), minus(b), plus(b), plus(a)],
            area: length * width,
        }
    }
}

/// The probability of a rectangle under a normal distribution.
fn normal_on(at: Point, spread: f64, of: &Rectangle) -> f64 {
    let along = |k: usize, low: f64, high: f64| {
        normal_between((low - at[k]) / spread, (high - at[k]) / spread)
    };
    along(0, of.x_min, of.x_max) * along(1, of.y_min, of.y_max)
}
