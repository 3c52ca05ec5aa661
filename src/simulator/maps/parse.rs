//! From a scenario's section `maps` to [`Maps`], or to all of its mistakes with their paths.

use super::geometry::{Point, Rectangle};
use super::map::{Area, Map, Maps, Movement};
use super::polygon;
use super::shape::Shape;
use super::wire::{AreaWire, LineWire, MapWire, MapsWire, MovementWire};
use crate::model::{Fault, Faults, ItemKind};
use crate::simulator::CatalogueItem;
use crate::simulator::unknown::unknown;
use crate::simulator::weighted::Weighted;
use std::collections::{BTreeMap, HashMap};

const MAX_MAPS: usize = 100;
const MAX_AREAS: usize = 1_000;
const MAX_CORNERS: usize = 256;
const MAX_WEIGHT: f64 = 1e12;
/// Farthest coordinate: a grain is still far above what an `f64` can tell apart there.
const MAX_COORDINATE: f64 = 1e9;
const MIN_SIDE: f64 = 1e-3;
/// Grains along the shorter side at least.
const MIN_STEPS: f64 = 10_000.0;
/// Shorter stops would make a long walk cost without end.
const MIN_PAUSE_SECONDS: f64 = 0.5;
const MAX_PAUSE_SECONDS: f64 = 86_400.0;
const DEFAULT_PAUSE_SECONDS: (f64, f64) = (1.0, 10.0);
const DEFAULT_SLOWEST: f64 = 0.7;
/// How long crossing the shorter side takes where a map does not say.
const DEFAULT_CROSSING_SECONDS: f64 = 120.0;

/// Stands in for bounds with a fault, so that the rest can be looked through.
const ANY_BOUNDS: Rectangle = Rectangle {
    x_min: 0.0,
    y_min: 0.0,
    x_max: 1.0,
    y_max: 1.0,
};

impl Maps {
    /// The maps of a scenario whose section `items` is `items`.
    ///
    /// # Errors
    /// All mistakes, each with its path: `maps.island.areas[2].disc.radius`.
    pub fn parse(wire: &MapsWire, items: &[CatalogueItem]) -> Result<Self, Faults> {
        if wire.len() > MAX_MAPS {
            let reason = format!("must be at most {MAX_MAPS} maps, got {}", wire.len());
            return Err(Faults::one("maps", reason));
        }
        let mut parser = Parser {
            items: items
                .iter()
                .map(|item| item.name.as_str())
                .zip(0..)
                .collect(),
            faults: Vec::new(),
        };
        let maps = wire
            .iter()
            .map(|(name, map)| parser.map(name, map))
            .collect();
        match Faults::from_vec(parser.faults) {
            Some(faults) => Err(faults),
            None => Ok(Self { maps }),
        }
    }
}

struct Parser<'a> {
    items: HashMap<&'a str, usize>,
    faults: Vec<Fault>,
}

impl Parser<'_> {
    fn fault(&mut self, field: impl Into<String>, reason: impl Into<String>) {
        self.faults.push(Fault::new(field, reason));
    }

    fn map(&mut self, name: &str, wire: &MapWire) -> Map {
        let at = format!("maps.{name}");
        self.name(&at, name);
        let known_bounds = self.bounds(&at, wire);
        let bounds = known_bounds.unwrap_or(ANY_BOUNDS);
        let mut areas = Vec::new();
        let mut weights = Vec::new();
        if wire.areas.len() > MAX_AREAS {
            let reason = format!("must be at most {MAX_AREAS}, got {}", wire.areas.len());
            self.fault(format!("{at}.areas"), reason);
        }
        let mut places = HashMap::new();
        for (index, area) in wire.areas.iter().take(MAX_AREAS).enumerate() {
            let at = format!("{at}.areas[{index}]");
            self.name(&format!("{at}.name"), &area.name);
            if places.insert(area.name.as_str(), index).is_some() {
                let reason = format!("{:?} is the name of an earlier area", area.name);
                self.fault(format!("{at}.name"), reason);
            }
            weights.push(self.weight(&format!("{at}.weight"), area.weight.unwrap_or(1.0)));
            areas.push(Area {
                name: area.name.clone(),
                shape: match known_bounds {
                    Some(bounds) => self.shape(&at, area, bounds),
                    None => Shape::Rectangle(bounds),
                },
            });
        }
        if areas.is_empty() {
            weights.push(1.0);
            areas.push(Area {
                name: "everywhere".into(),
                shape: Shape::Rectangle(bounds),
            });
        } else if !weights.iter().any(|weight| *weight > 0.0) {
            self.fault(format!("{at}.areas"), "must have one with a weight above 0");
        }
        Map {
            name: name.to_owned(),
            bounds,
            steps_per_unit: steps_per_unit(bounds.width().min(bounds.height())),
            areas,
            usual: Weighted::new(weights),
            favoured: self.favoured(&format!("{at}.items"), &wire.items, &places),
            movement: self.movement(&format!("{at}.movement"), wire.movement.as_ref(), bounds),
        }
    }

    fn name(&mut self, at: &str, name: &str) {
        match ItemKind::parse(name) {
            Err(reason) => self.fault(at, format!("the name {reason}")),
            Ok(trimmed) if trimmed.as_str() != name => {
                self.fault(at, "the name must not begin or end with spaces");
            }
            Ok(_) => {}
        }
    }

    /// `None` when they are wrong: whatever lies outside then need not be told as well.
    fn bounds(&mut self, at: &str, wire: &MapWire) -> Option<Rectangle> {
        let before = self.faults.len();
        for (index, coordinate) in wire.origin.iter().enumerate() {
            let at = format!("{at}.origin[{index}]");
            self.number(&at, *coordinate, -MAX_COORDINATE, MAX_COORDINATE);
        }
        for (index, side) in wire.size.iter().enumerate() {
            self.number(
                &format!("{at}.size[{index}]"),
                *side,
                MIN_SIDE,
                MAX_COORDINATE,
            );
        }
        let ([x, y], [width, height]) = (wire.origin, wire.size);
        (self.faults.len() == before).then_some(Rectangle {
            x_min: x,
            y_min: y,
            x_max: x + width,
            y_max: y + height,
        })
    }

    fn shape(&mut self, at: &str, wire: &AreaWire, map: Rectangle) -> Shape {
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

    fn favoured(
        &mut self,
        at: &str,
        wire: &BTreeMap<String, BTreeMap<String, f64>>,
        places: &HashMap<&str, usize>,
    ) -> Vec<Option<Weighted>> {
        let mut favoured = vec![None; self.items.len()];
        for (name, areas) in wire {
            let at = format!("{at}.{name}");
            let item = self.items.get(name.as_str()).copied();
            if item.is_none() {
                let reason = unknown("item", name, self.items.keys().copied());
                self.fault(&at, reason);
            }
            let mut weights = vec![0.0; places.len()];
            for (area, weight) in areas {
                let at = format!("{at}.{area}");
                let weight = self.weight(&at, *weight);
                match places.get(area.as_str()) {
                    Some(place) => weights[*place] = weight,
                    None => self.fault(at, unknown("area", area, places.keys().copied())),
                }
            }
            if !weights.iter().any(|weight| *weight > 0.0) {
                self.fault(&at, "must have an area with a weight above 0");
            } else if let Some(item) = item {
                favoured[item] = Some(Weighted::new(weights));
            }
        }
        favoured
    }

    fn movement(&mut self, at: &str, wire: Option<&MovementWire>, map: Rectangle) -> Movement {
        let (shortest_pause, longest_pause) = DEFAULT_PAUSE_SECONDS;
        let mut movement = Movement {
            speed: map.width().min(map.height()) / DEFAULT_CROSSING_SECONDS,
            slowest: DEFAULT_SLOWEST,
            shortest_pause,
            longest_pause,
        };
        let Some(wire) = wire else {
            return movement;
        };
        self.positive(&format!("{at}.speed"), wire.speed);
        movement.speed = wire.speed;
        if let Some(slowest) = wire.slowest {
            self.number(&format!("{at}.slowest"), slowest, 0.01, 1.0);
            movement.slowest = slowest;
        }
        if let Some(pause) = wire.pause_seconds {
            let at = format!("{at}.pause_seconds");
            for (side, seconds) in [("min", pause.min), ("max", pause.max)] {
                let at = format!("{at}.{side}");
                self.number(&at, seconds, MIN_PAUSE_SECONDS, MAX_PAUSE_SECONDS);
            }
            if pause.min > pause.max {
                let reason = format!(
                    "must have min up to max, got {} and {}",
                    pause.min, pause.max
                );
                self.fault(at, reason);
            }
            (movement.shortest_pause, movement.longest_pause) = (pause.min, pause.max);
        }
        movement
    }

    fn weight(&mut self, at: &str, weight: f64) -> f64 {
        self.number(at, weight, 0.0, MAX_WEIGHT);
        weight
    }

    fn positive(&mut self, at: &str, n: f64) -> bool {
        let good = n > 0.0 && n <= MAX_COORDINATE;
        if !good {
            let reason = format!("must be above 0 and at most {MAX_COORDINATE}, got {n}");
            self.fault(at, reason);
        }
        good
    }

    fn number(&mut self, at: &str, n: f64, low: f64, high: f64) {
        if !(low..=high).contains(&n) {
            self.fault(at, format!("must be from {low} to {high}, got {n}"));
        }
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

/// The smallest power of ten of which the side has [`MIN_STEPS`] to the unit, at least 1.
fn steps_per_unit(side: f64) -> f64 {
    let mut steps = 1.0;
    while side * steps < MIN_STEPS {
        steps *= 10.0;
    }
    steps
}
