//! From a scenario's section `maps` to [`Maps`], or to all of its mistakes with their paths.

mod areas;
mod floors;
mod movement;

use super::geometry::Rectangle;
use super::map::{Area, Map, Maps};
use super::shape::Shape;
use super::wire::{MapWire, MapsWire};
use crate::model::{Fault, Faults, ItemKind, Label};
use crate::simulator::CatalogueItem;
use crate::simulator::unknown::{offers, unknown};
use crate::simulator::weighted::Weighted;
use std::collections::{BTreeMap, HashMap};

const MAX_MAPS: usize = 100;
const MAX_AREAS: usize = 1_000;
const MAX_WEIGHT: f64 = 1e12;
/// Farthest coordinate: a grain is still far above what an `f64` can tell apart there.
const MAX_COORDINATE: f64 = 1e9;
const MIN_SIDE: f64 = 1e-3;
/// Grains along the shorter side at least.
const MIN_STEPS: f64 = 10_000.0;

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
        // The map of a sheet is a label, which is shorter than other names.
        match Label::parse(name) {
            Err(reason) => self.fault(&at, format!("the name {reason}")),
            Ok(_) => self.name(&at, name),
        }
        let floors = self.floors(&format!("{at}.floors"), &wire.floors);
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
                height: self.height(&format!("{at}.floor"), area, &wire.floors),
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
                height: wire.floors.values().copied().fold(0.0, f64::min),
                shape: Shape::Rectangle(bounds),
            });
        } else if weights.iter().all(|weight| *weight == 0.0) {
            self.fault(format!("{at}.areas"), "must have one with a weight above 0");
        }
        Map {
            name: name.to_owned(),
            bounds,
            floors,
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

    fn favoured(
        &mut self,
        at: &str,
        wire: &BTreeMap<String, BTreeMap<String, f64>>,
        places: &HashMap<&str, usize>,
    ) -> Vec<Option<Weighted>> {
        let areas_in_all = places.values().max().map_or(0, |last| last + 1);
        let mut favoured = vec![None; self.items.len()];
        for (name, areas) in wire {
            let at = format!("{at}.{name}");
            let item = self.items.get(name.as_str()).copied();
            if item.is_none() {
                let reason = unknown(
                    "item",
                    name,
                    self.items.keys().copied().take(offers(self.faults.len())),
                );
                self.fault(&at, reason);
            }
            let mut weights = vec![0.0; areas_in_all];
            for (area, weight) in areas {
                let at = format!("{at}.{area}");
                let weight = self.weight(&at, *weight);
                match places.get(area.as_str()) {
                    Some(place) => weights[*place] = weight,
                    None => {
                        let known = places.keys().copied().take(offers(self.faults.len()));
                        self.fault(at, unknown("area", area, known));
                    }
                }
            }
            if areas.values().all(|weight| *weight == 0.0) {
                self.fault(&at, "must have an area with a weight above 0");
            } else if let Some(item) = item {
                favoured[item] = Some(Weighted::new(weights));
            }
        }
        favoured
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
}

/// The smallest power of ten of which the side has [`MIN_STEPS`] to the unit, at least 1.
fn steps_per_unit(side: f64) -> f64 {
    let mut steps = 1.0;
    while side * steps < MIN_STEPS {
        steps *= 10.0;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn faults(map: Value) -> Vec<String> {
        let items = [CatalogueItem {
            name: "duck".into(),
            rarity: None,
        }];
        let wire = serde_json::from_value(json!({"island": map})).unwrap();
        let faults = Maps::parse(&wire, &items).unwrap_err();
        faults.as_slice().iter().map(ToString::to_string).collect()
    }

    fn area(mut area: Value) -> Value {
        area["name"] = json!("woods");
        json!({"size": [100.0, 50.0], "areas": [area]})
    }

    #[test]
    fn every_mistake_is_told_with_its_path_and_what_would_be_right() {
        for (map, told) in [
            (
                json!({"size": [100.0, 0.0]}),
                "size[1]: must be from 0.001 to 1000000000, got 0",
            ),
            (
                area(json!({})),
                "areas[0]: must have exactly one of point, disc, polygon, line, rectangle and everywhere: true",
            ),
            (
                area(json!({"everywhere": true, "weight": -1.0})),
                "areas[0].weight: must be from 0 to 1000000000000, got -1",
            ),
            (
                area(json!({"everywhere": true, "weight": 0.0})),
                "areas: must have one with a weight above 0",
            ),
            (
                area(json!({"point": {"at": [101.0, 5.0], "spread": 3.0}})),
                "areas[0].point.at: must be on the map, got [101, 5]",
            ),
            (
                area(json!({"point": {"at": [1.0, 5.0], "spread": 51.0}})),
                "areas[0].point.spread: must be from 0.00005 to 50, got 51",
            ),
            (
                area(json!({"disc": {"center": [5.0, 5.0], "radius": 6.0}})),
                "areas[0].disc: must lie within the map",
            ),
            (
                area(json!({"disc": {"center": [5.0, 5.0], "radius": 0.0}})),
                "areas[0].disc.radius: must be above 0 and at most 1000000000, got 0",
            ),
            (
                area(json!({"polygon": [[0.0, 0.0], [9.0, 9.0]]})),
                "areas[0].polygon: must have 3 to 256 corners, got 2",
            ),
            (
                area(json!({"polygon": [[0.0, 0.0], [9.0, 9.0], [9.0, 0.0], [0.0, 9.0]]})),
                "areas[0].polygon: must not cross or touch itself",
            ),
            (
                area(json!({"polygon": [[0.0, 0.0], [9.0, 9.0], [5.0, 5.0]]})),
                "areas[0].polygon: must have an inside",
            ),
            (
                area(json!({"polygon": [[0.0, 0.0], [9.0, 99.0], [9.0, 0.0]]})),
                "areas[0].polygon[1]: must be on the map, got [9, 99]",
            ),
            (
                area(json!({"line": {"points": [[5.0, 5.0], [5.0, 5.0]], "width": 1.0}})),
                "areas[0].line.points[1]: must differ from the point before it",
            ),
            (
                area(json!({"line": {"points": [[5.0, 0.0], [50.0, 0.0]], "width": 1.0}})),
                "areas[0].line.points[0]: the line must lie within the map with all of its width",
            ),
            (
                area(json!({"rectangle": {"from": [5.0, 5.0], "to": [1.0, 9.0]}})),
                "areas[0].rectangle: must have from left of and below to",
            ),
            (
                json!({"size": [9.0, 9.0], "movement": {"speed": 0.0}}),
                "movement.speed: must be above 0 and at most 1000000000, got 0",
            ),
            (
                json!({"size": [9.0, 9.0], "movement": {"speed": 1.0, "pause_seconds": {"min": 3.0, "max": 2.0}}}),
                "movement.pause_seconds: must have min up to max, got 3 and 2",
            ),
        ] {
            assert_eq!(faults(map), [format!("maps.island.{told}")]);
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let mut map = area(json!({"everywhere": true}));
        let woods = map["areas"][0].clone();
        map["areas"].as_array_mut().unwrap().push(woods);
        map["items"] = json!({"duk": {"woods": 1.0}, "duck": {"wods": 1.0}});
        let told = faults(map);
        assert_eq!(
            told,
            [
                "maps.island.areas[1].name: \"woods\" is the name of an earlier area",
                "maps.island.items.duck.wods: no area is called \"wods\"; did you mean \"woods\"?",
                "maps.island.items.duk: no item is called \"duk\"; did you mean \"duck\"?",
            ]
        );
    }
}
