//! Maps that are valid, and the distribution by which things lie on them.

use super::geometry::Rectangle;
use super::shape::Shape;
use crate::model::{Floor, Position};
use crate::simulator::Rolls;
use crate::simulator::weighted::Weighted;

/// Which map of [`Maps`]: its place in the order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MapId(pub(super) usize);

/// All maps of a scenario. Made by [`Maps::parse`].
#[derive(Debug, Clone, PartialEq)]
pub struct Maps {
    /// Sorted by name.
    pub(super) maps: Vec<Map>,
}

/// One map.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    pub(super) name: String,
    pub(super) bounds: Rectangle,
    /// Steps of a coordinate in one world unit: a power of ten.
    pub(super) steps_per_unit: f64,
    /// From the lowest to the highest.
    pub(super) floors: Vec<Floor>,
    pub(super) areas: Vec<Area>,
    /// The areas by weight.
    pub(super) usual: Weighted,
    /// By item number: the areas by the weights that the item gives them, where it favours some.
    pub(super) favoured: Vec<Option<Weighted>>,
    pub(super) movement: Movement,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Area {
    pub(super) name: String,
    pub(super) shape: Shape,
    /// Of everything in it, world units; 0 where the map has no floors.
    pub(super) height: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Movement {
    /// World units per second.
    pub(super) speed: f64,
    /// A share of the speed.
    pub(super) slowest: f64,
    /// Seconds.
    pub(super) shortest_pause: f64,
    /// Seconds.
    pub(super) longest_pause: f64,
}

impl Maps {
    /// The map with this name.
    pub fn find(&self, name: &str) -> Option<MapId> {
        let found = self
            .maps
            .binary_search_by(|map| map.name.as_str().cmp(name));
        found.ok().map(MapId)
    }

    /// One map.
    pub fn get(&self, map: MapId) -> &Map {
        &self.maps[map.0]
    }

    /// All maps, sorted by name; their places are those of the [`MapId`]s.
    pub fn iter(&self) -> impl Iterator<Item = &Map> {
        self.maps.iter()
    }
}

impl Map {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole of it.
    pub fn bounds(&self) -> Rectangle {
        self.bounds
    }

    /// Its floors, from the lowest to the highest; none where it is flat.
    pub fn floors(&self) -> &[Floor] {
        &self.floors
    }

    /// The name of each floor, and the probability that a unit of the item lies on it.
    pub fn floor_chances(&self, item: usize) -> impl Iterator<Item = (&str, f64)> {
        self.floors.iter().map(move |floor| {
            let areas = self.areas.iter().zip(self.area_chances(item));
            let here = areas.filter(|(area, _)| floor.holds(area.height));
            (floor.name.as_str(), here.map(|(_, chance)| chance).sum())
        })
    }

    /// World units per second that an honest player never exceeds. Positions are rounded, so two of them can seem
    /// farther apart by [`grain`](Self::grain) along each axis.
    pub fn speed(&self) -> f64 {
        self.movement.speed
    }

    /// What coordinates are multiples of, world units: a power of ten, at least 10,000 of them along each side.
    pub fn grain(&self) -> f64 {
        1.0 / self.steps_per_unit
    }

    /// The names of the areas, by their places.
    pub fn area_names(&self) -> impl Iterator<Item = &str> {
        self.areas.iter().map(|area| area.name.as_str())
    }

    /// How likely a unit of the item with this number lies in each area; they add up to 1.
    pub fn area_chances(&self, item: usize) -> &[f64] {
        self.mixture(Some(item)).chances()
    }

    /// Where a unit of the item with this number lies: its area and its position.
    ///
    /// Coordinates are cut down to multiples of the [`grain`](Self::grain), so that a cell whose edges are such
    /// multiples has exactly the [`probability`](Self::probability) that the distribution says.
    pub fn place(&self, item: usize, rolls: &mut impl Rolls) -> (usize, Position) {
        self.place_from(self.mixture(Some(item)), rolls)
    }

    /// A place where players go, by the areas' own weights: its area and its position.
    pub fn stop(&self, rolls: &mut impl Rolls) -> (usize, Position) {
        self.place_from(&self.usual, rolls)
    }

    /// The probability density of a unit of the item at a point, per square world unit.
    pub fn density(&self, item: usize, x: f64, y: f64) -> f64 {
        self.mixed(item, |shape| shape.density([x, y]))
    }

    /// The probability that a unit of the item lies in a rectangle.
    pub fn probability(&self, item: usize, of: &Rectangle) -> f64 {
        self.mixed(item, |shape| shape.probability(of))
    }

    /// The probabilities of the cells when the map is cut into `columns` × `rows`: `[row][column]`, row 0 at the
    /// lower edge, column 0 at the left one. They add up to 1.
    pub fn grid(&self, item: usize, columns: usize, rows: usize) -> Vec<Vec<f64>> {
        let all = self.bounds;
        let x = |column: usize| all.x_min + all.width() * column as f64 / columns as f64;
        let y = |row: usize| all.y_min + all.height() * row as f64 / rows as f64;
        let cell = |column: usize, row: usize| Rectangle {
            x_min: x(column),
            y_min: y(row),
            x_max: x(column + 1),
            y_max: y(row + 1),
        };
        (0..rows)
            .map(|row| {
                let of_row = (0..columns).map(|column| self.probability(item, &cell(column, row)));
                of_row.collect()
            })
            .collect()
    }

    /// The point as a position: within the map, cut down to a multiple of the grain; with its height where there are
    /// floors.
    pub(super) fn position(&self, [x, y]: [f64; 2], height: f64) -> Position {
        let cut = |value: f64| {
            let product = value * self.steps_per_unit;
            let steps = floor(product);
            // The product can fall short of a multiple that the value has reached, by half of its last bit at most.
            if product - steps > 0.999 || product.abs() > EXACT_TO_A_THOUSANDTH {
                let next = (steps + 1.0) / self.steps_per_unit;
                if next <= value {
                    return next;
                }
            }
            steps / self.steps_per_unit
        };
        let x = cut(x).clamp(self.bounds.x_min, self.bounds.x_max);
        let y = cut(y).clamp(self.bounds.y_min, self.bounds.y_max);
        let height = (!self.floors.is_empty()).then(|| cut(height));
        Position::of(x, y, height).expect("a map has finite bounds")
    }

    fn place_from(&self, mixture: &Weighted, rolls: &mut impl Rolls) -> (usize, Position) {
        let area = mixture.pick(rolls);
        let place = self.areas[area].shape.place(rolls);
        (area, self.position(place, self.areas[area].height))
    }

    fn mixture(&self, item: Option<usize>) -> &Weighted {
        let favoured = item.and_then(|item| self.favoured.get(item)?.as_ref());
        favoured.unwrap_or(&self.usual)
    }

    fn mixed(&self, item: usize, of: impl Fn(&Shape) -> f64) -> f64 {
        let chances = self.area_chances(item);
        let areas = self.areas.iter().zip(chances);
        areas
            .filter(|(_, chance)| **chance > 0.0)
            .map(|(area, chance)| chance * of(&area.shape))
            .sum()
    }
}

/// 2⁴⁰: half of the last bit of what is smaller is less than 0.001.
const EXACT_TO_A_THOUSANDTH: f64 = 1_099_511_627_776.0;

/// As `f64::floor`, without a call where the processor has no instruction for it.
fn floor(value: f64) -> f64 {
    // Beyond 2⁵² every number is whole.
    if value.abs() >= 4_503_599_627_370_496.0 {
        return value;
    }
    let cut = value as i64 as f64;
    if cut > value { cut - 1.0 } else { cut }
}
