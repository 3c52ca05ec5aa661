//! The shapes of areas: each must lie within its map and have an inside.

use super::Parser;
use crate::simulator::maps::geometry::{Point, Rectangle};
use crate::simulator::maps::polygon;
use crate::simulator::maps::shape::Shape;
use crate::simulator::maps::wire::{AreaWire, LineWire};

const MAX_CORNERS: usize = 256;

impl Parser<'_> {
    pub(super) fn shape(&mut self, at: &str, wire: &AreaWire, map: Rectangle) -> Shape {
        let named = [
            wire.point.is_some(),
            wire.disc.is_some(),
            wire.polygon.is_some(),
            wire.line.is_some(),
            wire.rectangle.is_some(),
            wire.everywhere,
        ];
        if named.iter().filter(|named| **named).count() != 1 {
            let reason = "must have exactly one of point, disc, polygon, line, rectangle and everywhere: true";
            self.fault(at, reason);
        } else if let Some(point) = &wire.point {
            let at = format!("{at}.point");
            self.on_map(&format!("{at}.at"), point.at, &map);
            let widest = map.width().min(map.height());
            // Wider, and hardly any try would hit the map.
            self.number(&format!("{at}.spread"), point.spread, widest / 1e6, widest);
            return Shape::point(point.at, point.spread, map);
        } else if let Some(disc) = &wire.disc {
            let at = format!("{at}.disc");
            let ([x, y], r) = (disc.center, disc.radius);
            if self.positive(&format!("{at}.radius"), r) {
                for [dx, dy] in [[-r, -r], [r, r]] {
                    self.inside(&at, [x + dx, y + dy], &map);
                }
            }
            return Shape::Disc {
                center: disc.center,
                radius: r,
            };
        } else if let Some(corners) = &wire.polygon {
            if let Some(polygon) = self.polygon(&format!("{at}.polygon"), corners, &map) {
                return polygon;
            }
        } else if let Some(line) = &wire.line {
            if let Some(line) = self.line(&format!("{at}.line"), line, &map) {
                return line;
            }
        } else if let Some(rectangle) = &wire.rectangle {
            let at = format!("{at}.rectangle");
            self.on_map(&format!("{at}.from"), rectangle.from, &map);
            self.on_map(&format!("{at}.to"), rectangle.to, &map);
            let ([x_min, y_min], [x_max, y_max]) = (rectangle.from, rectangle.to);
            if !(x_min < x_max && y_min < y_max) {
                self.fault(&at, "must have from left of and below to");
            }
            return Shape::Rectangle(Rectangle {
                x_min,
                y_min,
                x_max,
                y_max,
            });
        }
        Shape::Rectangle(map)
    }

    fn polygon(&mut self, at: &str, corners: &[Point], map: &Rectangle) -> Option<Shape> {
        if !(3..=MAX_CORNERS).contains(&corners.len()) {
            let reason = format!(
                "must have 3 to {MAX_CORNERS} corners, got {}",
                corners.len()
            );
            self.fault(at, reason);
            return None;
        }
        if !self.all_on_map(at, corners, map) {
            return None;
        }
        if polygon::crosses_itself(corners) {
            self.fault(at, "must not cross or touch itself");
            return None;
        }
        let shape = Shape::polygon(corners);
        if shape.is_none() {
            self.fault(at, "must have an inside");
        }
        shape
    }

    fn line(&mut self, at: &str, line: &LineWire, map: &Rectangle) -> Option<Shape> {
        let points = &line.points;
        let points_at = format!("{at}.points");
        if !(2..=MAX_CORNERS).contains(&points.len()) {
            let reason = format!("must be 2 to {MAX_CORNERS}, got {}", points.len());
            self.fault(points_at, reason);
            return None;
        }
        let wide = self.positive(&format!("{at}.width"), line.width);
        if !self.all_on_map(&points_at, points, map) || !wide {
            return None;
        }
        if let Some(index) = (1..points.len()).find(|index| points[*index] == points[index - 1]) {
            self.fault(
                format!("{points_at}[{index}]"),
                "must differ from the point before it",
            );
            return None;
        }
        let shape = Shape::line(points, line.width);
        if let Shape::Line { pieces, .. } = &shape {
            for (index, piece) in pieces.iter().enumerate() {
                if !piece.corners.iter().all(|corner| map.reaches(*corner)) {
                    let at = format!("{points_at}[{index}]");
                    self.fault(at, "the line must lie within the map with all of its width");
                }
            }
        }
        Some(shape)
    }

    fn all_on_map(&mut self, at: &str, points: &[Point], map: &Rectangle) -> bool {
        let before = self.faults.len();
        for (index, point) in points.iter().enumerate() {
            self.on_map(&format!("{at}[{index}]"), *point, map);
        }
        self.faults.len() == before
    }

    fn on_map(&mut self, at: &str, point: Point, map: &Rectangle) {
        let [x, y] = point;
        if !map.reaches(point) || !x.is_finite() || !y.is_finite() {
            self.fault(at, format!("must be on the map, got [{x}, {y}]"));
        }
    }

    /// Like [`on_map`](Self::on_map), said of a whole shape, once.
    fn inside(&mut self, at: &str, point: Point, map: &Rectangle) {
        let told = self.faults.last().is_some_and(|fault| fault.field == at);
        if !map.reaches(point) && !told {
            self.fault(at, "must lie within the map");
        }
    }
}
